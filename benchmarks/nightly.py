"""What a night costs: thousands of portals on loopback, a first night, then nights with little new.

    python -m benchmarks.nightly [--portals 300 3000] [--reports 40] [--folder DIR] [--skip plain dask]

For each number of portals: a first night into an empty warehouse; a quiet night, on which 1 % is new and 1 %
of what is known has changed; a night of rechecks, which asks all known pages again, conditionally, and finds
what has changed. Politeness is off, since it would measure waiting; docs/scale.md says what it adds. Then,
for the first number: the first night without Prefect, to tell what orchestration costs; and the reading of
that archive by one Dask worker and by two. Each night is a process of its own; memory is sampled.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from benchmarks.country import Country, ServedCountry, places_in

KINDS = {"crawlers.harvest": "crawler", "forkserver": "reader", "prefect.server": "server"}
PREFECT = {
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}
SAMPLED_EVERY = 0.5
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGESIZE")


class Watched:
    """What a process and all it starts use, sampled: MiB at the peak of each kind, CPU seconds in all."""

    def __init__(self) -> None:
        self.mib: dict[str, float] = {}
        self._cpu: dict[int, tuple[str, float]] = {}

    @property
    def cpu(self) -> dict[str, float]:
        """CPU seconds by kind of process; what a process used after its last sample is not in it."""
        used: dict[str, float] = defaultdict(float)
        for kind, seconds in self._cpu.values():
            used[kind] += seconds
        return {kind: round(seconds, 1) for kind, seconds in sorted(used.items())}

    @contextmanager
    def watching(self, pid: int) -> Iterator[None]:
        """Sample the process `pid` and all below it while the block runs."""
        ended = threading.Event()

        def watch() -> None:
            while not ended.wait(SAMPLED_EVERY):
                self._sample(pid)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()

    def _sample(self, root: int) -> None:
        total = 0.0
        for pid, kind, mib, cpu in family_of(root):
            self.mib[kind] = max(self.mib.get(kind, 0), mib)
            self._cpu[pid] = (kind, cpu)
            total += mib
        self.mib["all"] = max(self.mib.get("all", 0), total)


def family_of(root: int) -> list[tuple[int, str, float, float]]:
    """Return process id, kind, resident MiB and CPU seconds of a process and of all below it."""
    parents: dict[int, int] = {}
    facts: dict[int, tuple[str, float, float]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                command = (entry / "cmdline").read_bytes().decode()
            except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
                continue
            parents[int(entry.name)] = int(stat[1])
            cpu = (int(stat[11]) + int(stat[12])) / TICKS
            facts[int(entry.name)] = (command, int(stat[21]) * PAGE / 2**20, cpu)
    found, front = [], [root]
    while front:
        pid = front.pop()
        if pid in facts:
            command, mib, cpu = facts[pid]
            kind = next((name for mark, name in KINDS.items() if mark in command), "flow")
            found.append((pid, kind, mib, cpu))
        front += [child for child, parent in parents.items() if parent == pid]
    return found


def measured(what: str, folder: Path, *more: str) -> dict[str, Any]:
    """Run one thing in a process of its own; return what it told, its seconds, and what it used by kind."""
    command = [sys.executable, "-m", "benchmarks.nights", what, "--folder", str(folder), *more]
    environment = os.environ | PREFECT | {"PREFECT_HOME": str(folder / "prefect")}
    (folder / "prefect").mkdir(parents=True, exist_ok=True)
    watched = Watched()
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        with watched.watching(process.pid):
            said, _ = process.communicate()
        if process.returncode:
            raise SystemExit(f"{what} ended with status {process.returncode}")
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found | {
        "seconds": round(time.monotonic() - started, 1),
        "cpu": watched.cpu,
        "mib": {kind: round(size) for kind, size in sorted(watched.mib.items())},
    }


def report(name: str, figures: Mapping[str, Any]) -> None:
    print(f"{name:28} {json.dumps(figures, ensure_ascii=False)}", flush=True)


def nights_of(country: Country, folder: Path, skip: list[str]) -> None:
    """Three nights of a country, and what is measured on the first."""
    with ServedCountry(country) as served:
        folder.mkdir(parents=True)
        places_in(folder)["registry"].write_text(yaml.safe_dump(served.entries, allow_unicode=True), "utf-8")
        asked = served.show(1)
        for name, night, more in (("first", 1, ()), ("quiet", 2, ()), ("recheck", 2, ("--recheck",))):
            served.show(night)
            figures = measured("flow", folder, *more)
            before, asked = asked, served.show(night)
            report(f"{country.portals} portals, {name}", {"requests": asked - before} | figures)
        if "plain" not in skip:
            served.show(1)
            for what in ("plain", "flow"):
                other = folder / what
                other.mkdir()
                shutil.copy(places_in(folder)["registry"], places_in(other)["registry"])
                report(f"{country.portals} portals, first, {what}", measured(what, other))
    size = sum(file.stat().st_size for file in (folder / "archive").rglob("*") if file.is_file())
    files = sum(file.is_file() for file in (folder / "archive").rglob("*"))
    warehouse = places_in(folder)["warehouse"].stat().st_size
    report("on disk", {"archive_mib": size >> 20, "files": files, "warehouse_mib": warehouse >> 20})
    if "dask" not in skip:
        for workers in ("1", "2"):
            report(f"reading, {workers} Dask workers", measured("dask", folder, "--workers", workers))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--portals", type=int, nargs="+", default=[300, 3000])
    parser.add_argument("--reports", type=int, default=40)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--skip", nargs="*", default=[], choices=["plain", "dask"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        for number, portals in enumerate(options.portals):
            skip = options.skip if number == 0 else ["plain", "dask"]
            nights_of(Country(portals, options.reports), Path(place) / str(portals), skip)


if __name__ == "__main__":
    main()
