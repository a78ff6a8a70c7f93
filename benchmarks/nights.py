"""One night, or one reading, for benchmarks/nightly.py: run alone it prints what it did as JSON.

python -m benchmarks.nights flow|plain|dask --folder DIR [--recheck] [--workers N]
"""

import argparse
import json
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from distributed import Client, LocalCluster

from benchmarks.country import places_in
from crawlers.archive_index import iter_archive
from crawlers.registry import load_registry
from flows.batches import captured_batches, logged_batches, read_logged_batch
from flows.crawling import CrawlJob, CrawlSummary, crawl_together, logged_captures, to_read
from flows.gathering import CRAWLS_AT_ONCE
from flows.harvest import harvest
from flows.known import write_known
from flows.parameters import Manner, Places
from flows.places import RunFolder
from flows.processes import LocalCores
from flows.reference import write_reference
from flows.shares import shares_of
from flows.staging import write_rows
from warehouse.loading import load

BRISK = {"DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False}


def with_prefect(folder: Path, *, recheck: bool) -> Mapping[str, Any]:
    """One night by the flow."""
    manner = Manner(settings=BRISK, recheck_after_days=0 if recheck else None)
    night = harvest(places=Places(**places_in(folder)), manner=manner)
    return told(portal.summary for portal in night.portals) | {
        "documents": sum(portal.documents for portal in night.portals)
    }


def without_prefect(folder: Path, *, recheck: bool) -> Mapping[str, Any]:
    """The same night by plain calls of what the flow calls."""
    at = places_in(folder)
    registry = load_registry(at["registry"])
    portals = {portal.id: portal for portal in registry}
    run = RunFolder.beside(at["warehouse"], "plain")
    settings = BRISK | ({"SLOW_CYCLE_DAYS": 0} if recheck else {})
    jobs = [CrawlJob("plain", portal, at["archive"], settings) for portal in registry]
    write_known(at["warehouse"], portals, run.known)
    shares = shares_of(jobs, CRAWLS_AT_ONCE)
    with ThreadPoolExecutor(CRAWLS_AT_ONCE) as threads, LocalCores() as cores:
        crawls = list(threads.map(lambda share: list(crawl_together(share, run)), shares))
        reads = []
        for number, share in enumerate(crawls):
            lines = [line for crawl in share for line in logged_captures(run.captures(crawl.portal_id))]
            write_rows(run.staged, "captures", str(number), lines)
            wanted = filter(to_read, lines)
            batches = logged_batches(wanted, at["archive"], portals, run.staged, f"{number}-")
            reads += [cores.submit(batch) for batch in batches]
        counts = [count for read in reads for count in read.result().values()]
    write_reference(run.staged, registry)
    load(at["warehouse"], run.staged)
    run.remove()
    summaries = [crawl for share in crawls for crawl in share]
    return told(summaries) | {"documents": sum(count.documents for count in counts)}


def on_dask(folder: Path, workers: int) -> Mapping[str, Any]:
    """Read the whole archive, batches by reference, on a cluster of `workers` single-threaded processes."""
    at = places_in(folder)
    portals = {portal.id: portal for portal in load_registry(at["registry"])}
    staged = folder / f"dask-{workers}"
    batches = list(captured_batches(iter_archive(at["archive"]), at["archive"], portals, staged, ""))
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        # Each worker loads the rules once; that is no part of reading.
        everyone = client.scheduler_info()["workers"]
        client.gather(
            [client.submit(read_logged_batch, batches[0], workers=[one], pure=False) for one in everyone]
        )
        started = time.monotonic()
        client.gather([client.submit(read_logged_batch, batch, pure=False) for batch in batches])
        seconds = time.monotonic() - started
    shutil.rmtree(staged)
    pages = sum(len(batch.places) for batch in batches)
    return {"pages": pages, "batches": len(batches), "reading_seconds": round(seconds, 2)}


def told(summaries: Iterable[CrawlSummary]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for summary in summaries:
        totals["problems"] += bool(summary.problems)
        for name in ("new", "changed", "unchanged", "errors"):
            totals[name] += getattr(summary, name)
    return totals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["flow", "plain", "dask"])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--recheck", action="store_true", help="ask all known pages again")
    parser.add_argument("--workers", type=int, default=1, help="Dask workers that read")
    options = parser.parse_args()
    if options.what == "dask":
        found = on_dask(options.folder, options.workers)
    else:
        night = with_prefect if options.what == "flow" else without_prefect
        found = night(options.folder, recheck=options.recheck)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
