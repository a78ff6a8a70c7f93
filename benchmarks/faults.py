"""Strikes nights of harvesting with faults at random moments; nothing may be lost or doubled.

`python -m benchmarks.faults --faults 100 --seed 7`: each fault in turn, on a first night and on one that
finds changes; then harvests until all is well, and compares the warehouse with an undisturbed one.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults.faults import FAULTS
from tests.faults.trial import ground
from tests.prefect_server import prefect_server


def main() -> int:
    parser = argparse.ArgumentParser(description="Strike nights with faults; nothing may be lost or doubled.")
    parser.add_argument("--faults", type=int, default=len(FAULTS))
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", choices=FAULTS, action="append")
    options = parser.parse_args()
    names = options.only or list(FAULTS)
    failed: Counter[str] = Counter()
    with (
        TemporaryDirectory(prefix="baogao-faults-") as temporary,
        prefect_server(Path(temporary) / "prefect") as server,
        ground(Path(temporary) / "ground", server) as shared,
    ):
        for number in range(options.faults):
            name, night = names[number % len(names)], 1 + number // len(names) % 2
            trial = shared.try_fault(name, night, f"{options.seed}-{number}")
            failed[name] += bool(trial.lost)
            print(
                f"{number + 1:3} night {night} {name:24} {trial.ended.moment:48} ended {trial.ended.status:3}"
                f" {trial.runs} more {trial.seconds:5.0f} s {'LOST' if trial.lost else 'whole'}",
                flush=True,
            )
            for line in trial.lost[:6]:
                print("      ", line, flush=True)
            if trial.ended.complaint:
                print("       |", trial.ended.complaint.strip().splitlines()[-1][:200], flush=True)
    print(f"{options.faults} faults, {failed.total()} lost or doubled something: {dict(+failed)}")
    return 1 if failed.total() else 0


if __name__ == "__main__":
    sys.exit(main())
