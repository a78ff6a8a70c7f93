"""The rows of `crawls`: what became of each portal in a run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flows.crawling import CrawlSummary
from flows.staging import BatchCounts, Row

CUT_SHORT = "cut short"
"""Why a crawl finished that did not: its run died, and a later one found its log."""

_TOLD = (
    *("portal_id", "platform", "listed", "fetched", "new", "changed", "unchanged", "missing", "blocked"),
    *("errors", "skipped", "requests", "seconds", "complete", "finish_reason"),
)
_PAGES = frozenset({"article", "attachment"})


def crawl_row(
    run_id: str, summary: CrawlSummary, counts: BatchCounts, started_at: datetime | None, *, whole: bool
) -> Row:
    """Return the row of a crawl; `whole` tells that all its list pages were to be read."""
    return {
        "run_id": run_id,
        "started_at": started_at,
        **{name: getattr(summary, name) for name in _TOLD},
        "documents": counts.documents,
        "rejects": counts.rejects,
        "whole": whole,
        "problems": list(summary.problems),
    }


def summary_of_log(portal_id: str, lines: Iterable[Mapping[str, Any]], problem: str) -> CrawlSummary:
    """Return what the log of a crawl tells that did not live to say it itself."""
    outcomes = Counter(line["outcome"] for line in lines if line["page_role"] in _PAGES)
    return CrawlSummary(
        portal_id=portal_id,
        fetched=outcomes["new"] + outcomes["changed"] + outcomes["unchanged"],
        new=outcomes["new"],
        changed=outcomes["changed"],
        unchanged=outcomes["unchanged"],
        missing=outcomes["missing"],
        blocked=outcomes["blocked"],
        errors=outcomes["error"],
        skipped=outcomes["skipped"],
        finish_reason=CUT_SHORT,
        problems=(problem,),
    )
