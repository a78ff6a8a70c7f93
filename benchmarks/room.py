"""Measures the reading room on a warehouse: server time a page, alone and among many readers, and memory.

    python -m benchmarks.room --warehouse /tmp/bench/full.duckdb --readers 20 --requests 300
    python -m benchmarks.room --warehouse … --nights /tmp/bench/night /tmp/bench/night2

`benchmarks.warehouse --reports 100000` grows such a warehouse, and nights for it. Addresses are drawn at
random from what the warehouse holds, the same for the same warehouse. Prints a line for each kind of page:
the median of one reader alone, then median and 95th percentile among all readers, and last the peak memory of
the server. With `--nights`, these are loaded into the warehouse meanwhile, by a process that gives way as the
worker's unit in ops/ says (`chrt --idle 0`), and the readers ask for as long as that takes.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import quote, urlsplit

import duckdb
import httpx

Loads = AbstractContextManager[Callable[[], bool]]

WORDS = (
    "行政复议",
    "行政执法",
    "法治培训",
    "败诉",
    "规范性文件 清理",
    "优化营商环境",
    "矛盾纠纷 调解",
    "放管服",
)


def addresses(warehouse: Path, each: int) -> Mapping[str, list[str]]:
    """Return up to `each` addresses of every kind of page, drawn from what the warehouse holds."""
    chance = random.Random(7)
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def draw(sql: str) -> list[str]:
            found = sorted(str(row[0]) for row in connection.execute(sql).fetchall())
            return chance.choices(found, k=each) if found else []

        reports = draw("SELECT report_id FROM reports USING SAMPLE reservoir(2000 ROWS) REPEATABLE (7)")
        years = draw("SELECT DISTINCT year FROM reports WHERE year IS NOT NULL")
        codes = draw("SELECT DISTINCT code FROM indicators WHERE code IS NOT NULL")
        regions = draw("SELECT DISTINCT region_code FROM reports WHERE region_code IS NOT NULL")
    return {
        "front page": [f"/?year={year}" for year in years],
        "list of reports": [
            f"/reports?year={year}&region={code}" for year, code in zip(years, regions, strict=True)
        ],
        "list, one side": [f"/reports?year={year}" for year in years],
        "search": [f"/search?q={quote(word)}" for word in chance.choices(WORDS, k=each)],
        "report": [f"/reports/{report}" for report in reports],
        "indicator": [f"/indicators/{code}?year={year}" for code, year in zip(codes, years, strict=True)],
        "portals": ["/portals"] * each,
    }


@contextmanager
def served(warehouse: Path) -> Iterator[tuple[str, int]]:
    """Run the reading room and yield its address and process id."""
    code = "from flows.command.main import run; run()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--warehouse", str(warehouse)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            yield said[said.index("http://") :].split()[0].rstrip("/"), server.pid
        finally:
            server.terminate()


def ask(client: httpx.Client, address: str) -> float:
    """Return the milliseconds from request to the whole answer; raises for an answer that is no page."""
    began = time.perf_counter()
    client.get(address).raise_for_status()
    return 1000 * (time.perf_counter() - began)


def at_share(values: list[float], share: float) -> float:
    """Return the value below which `share` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def peak_memory(pid: int) -> float:
    """Return the peak resident memory of a process in MiB (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise LookupError("the system does not tell the peak memory of a process")


@contextmanager
def loading(warehouse: Path, nights: Sequence[Path]) -> Iterator[Callable[[], bool]]:
    """Load nights into the warehouse, one after the other; yield what tells whether that goes on."""
    code = "import sys; from pathlib import Path; from warehouse.loading import load\n"
    code += "for night in sys.argv[2:]: load(Path(sys.argv[1]), Path(night))"
    command = ["chrt", "--idle", "0", sys.executable, "-c", code, str(warehouse), *map(str, nights)]
    with subprocess.Popen(command) as loader:
        yield lambda: loader.poll() is None
    if loader.returncode:
        raise SystemExit(f"a load ended with status {loader.returncode}")


def measure(base: str, pages: Mapping[str, list[str]], readers: int, loads: Loads) -> None:
    """Ask every page, first alone and then all kinds mixed by `readers` at once, and print the figures."""
    alone: dict[str, list[float]] = {}
    mixed = [(kind, address) for kind, known in pages.items() for address in known]
    random.Random(11).shuffle(mixed)
    together: dict[str, list[float]] = {kind: [] for kind in pages}
    limits = httpx.Limits(max_connections=readers)
    with (
        httpx.Client(base_url=base, timeout=60, limits=limits) as client,
        ThreadPoolExecutor(readers) as pool,
    ):
        for known in pages.values():
            ask(client, known[0])
        with loads as goes_on:
            for kind, known in pages.items():
                alone[kind] = [ask(client, address) for address in known]
            still = "on" if goes_on() else "over"
            began = time.monotonic()
            while True:
                answers = pool.map(lambda item: ask(client, item[1]), mixed)
                for (kind, _), took in zip(mixed, answers, strict=True):
                    together[kind].append(took)
                if not goes_on():
                    break
    print(f"after the reader alone the loads were {still}")
    seconds = time.monotonic() - began
    print(f"{'page':18}{'alone, median':>15}{f'{readers} readers: median':>22}{'95th percentile':>18}   (ms)")
    for kind in pages:
        print(
            f"{kind:18}{at_share(alone[kind], 0.5):15.1f}{at_share(together[kind], 0.5):22.1f}"
            f"{at_share(together[kind], 0.95):18.1f}"
        )
    everything = [took for times in together.values() for took in times]
    print(f"{'all':18}{'':15}{at_share(everything, 0.5):22.1f}{at_share(everything, 0.95):18.1f}")
    print(f"{len(everything)} answers to {readers} readers in {seconds:.1f} s")


def main() -> None:
    """Run the benchmark as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--warehouse", type=Path, required=True)
    parser.add_argument("--readers", type=int, default=20, help="readers at once (20)")
    parser.add_argument("--requests", type=int, default=40, help="requests for each kind of page (40)")
    parser.add_argument("--nights", type=Path, nargs="+", help="folders of staged rows to load meanwhile")
    options = parser.parse_args()
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).parents[1]))
    with served(options.warehouse) as (base, pid):
        assert urlsplit(base).hostname == "127.0.0.1"
        pages = addresses(options.warehouse, options.requests)
        loads: Loads = nullcontext(lambda: False)
        if options.nights:
            loads = loading(options.warehouse, options.nights)
        measure(base, pages, options.readers, loads)
        print(f"peak memory of the server: {peak_memory(pid):.0f} MiB")


if __name__ == "__main__":
    main()
