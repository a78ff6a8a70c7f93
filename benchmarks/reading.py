"""What reading costs: bytes to rows, step by step, beside trafilatura's extraction alone on the same pages.

    python -m benchmarks.reading [--rounds N] [--profile]

The pages are five real reports in full, set in three ways as portals set them (`benchmarks/reading_pages.py`)
and read over and over, as a batch is. Both sides are measured in one run, in turn, by CPU time of this
process; the ratio is what to quote, since machines differ.
"""

import argparse
import cProfile
import pstats
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import trafilatura

from benchmarks.reading_pages import SETTINGS, pages
from flows.reading import read as steps
from flows.reading.shapes import Page, Report
from flows.rules import load_rules

_BATCH = 6
"""The pages are read this many times over in a round, since pages come in batches."""


def cpu_ms(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def step_times(found: Sequence[Page], rules: steps.Rules) -> dict[str, float]:
    """CPU milliseconds a page of each step of reading, each fed by the step before."""
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], list[Any]]) -> list[Any]:
        start = time.process_time()
        results = work()
        spent[name] = (time.process_time() - start) * 1000 / len(found)
        return results

    decoded = timed("decoding", lambda: [steps.decode(page.payload, page.charset) for page in found])
    articles = timed(
        "article",
        lambda: [
            steps.find_article(text.text, page.url, rules.article)
            for page, text in zip(found, decoded, strict=True)
        ],
    )
    drafts = timed(
        "metadata",
        lambda: [
            steps.read_metadata(article, page, rules.metadata, rules.gazetteer)
            for page, article in zip(found, articles, strict=True)
        ],
    )
    texts = [(text, metadata.kind, metadata.year) for metadata, text in drafts]
    sections = timed("outline", lambda: [steps.read_outline(*of[:2], rules.outline) for of in texts])
    parts = [(text, outline, *of) for (text, *of), outline in zip(texts, sections, strict=True)]
    mentions = timed("numbers", lambda: [steps.read_mentions(*of, rules.numbers) for of in parts])
    found_in = [(text, numbers) for (text, *_), numbers in zip(texts, mentions, strict=True)]
    timed("codes", lambda: [steps.assign_codes(*of, rules.codebook) for of in found_in])
    timed("tasks", lambda: [steps.read_tasks(*of, rules.tasks) for of in parts])
    timed("citations", lambda: [steps.read_citations(*of[:2], rules.citations) for of in parts])
    return spent


def measure(setting: str, reports: list[Page], rules: steps.Rules, rounds: int) -> None:
    """Print what the pages of one setting cost both sides, and the share of each step."""
    for page in reports:  # warm both sides, and be sure that there is something to measure
        assert isinstance(steps.read_page(page, rules), Report), page.url
        assert trafilatura.extract(page.payload), page.url
    found = reports * _BATCH
    ours, theirs, shares = [], [], []
    for _ in range(rounds):
        ours.append(cpu_ms(lambda: list(steps.read_pages(found, rules))) / len(found))
        theirs.append(cpu_ms(lambda: [trafilatura.extract(page.payload) for page in found]) / len(found))
        shares.append(step_times(found, rules))
    mean_size = statistics.mean(len(page.payload) for page in reports)
    print(f"{setting}: {len(reports)} pages of {mean_size / 1000:.0f} KB ({rounds} rounds), CPU medians")
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"baogao, bytes to rows     {own:7.2f} ms a page")
    print(f"trafilatura, extraction   {other:7.2f} ms a page")
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    print(f"ratio                     {ratio:7.2f}")
    totals = {name: statistics.median(each[name] for each in shares) for name in shares[0]}
    for name, spent in totals.items():
        print(f"  {name:10} {spent:6.2f} ms  {100 * spent / sum(totals.values()):4.0f} %")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--profile", action="store_true", help="print where reading spends its time")
    options = parser.parse_args()
    rules = load_rules()
    for setting in SETTINGS:
        measure(setting, pages(setting), rules, options.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MiB, rules and trafilatura included")
    if options.profile:
        found = pages(SETTINGS[0]) * 20
        profile = cProfile.Profile()
        profile.runcall(lambda: list(steps.read_pages(found, rules)))
        pstats.Stats(profile).sort_stats("tottime").print_stats(60)


if __name__ == "__main__":
    main()
