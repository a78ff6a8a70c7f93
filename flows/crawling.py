"""Runs one portal's crawl in a process of its own and reads what it left behind.

Scrapy's reactor cannot be started twice in one process; a crawl that dies takes nobody with it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawlers.archive import Capture, read_capture
from crawlers.registry import Portal
from flows.places import RunFolder

READABLE_ROLES = frozenset({"article", "attachment"})
FETCHED_OUTCOMES = frozenset({"new", "changed"})


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a portal's crawl says of itself; counts are of pages, `seconds` of wall time."""

    portal_id: str
    platform: str | None = None
    listed: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    blocked: int = 0
    errors: int = 0
    skipped: int = 0
    requests: int = 0
    seconds: float = 0.0
    finish_reason: str = ""
    problems: tuple[str, ...] = field(default=())

    @property
    def failed(self) -> bool:
        """Whether an operator must look at this portal."""
        return bool(self.problems or self.blocked or self.errors)


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """What one crawl needs to know; `settings` override Scrapy's, `full` reads every list page."""

    run_id: str
    portal: Portal
    archive: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    full: bool = False


def crawl(job: CrawlJob, folder: RunFolder) -> CrawlSummary:
    """Crawl one portal in a process of its own and return its summary.

    A crawl that could not run, or died, gives a summary whose `problems` say so: one portal's
    failure is news, not the end of the night.
    """
    portal_id = job.portal.id
    folder.job(portal_id).write_text(json.dumps(_job_file(job, folder), ensure_ascii=False), "utf-8")
    command = [sys.executable, "-m", "crawlers.harvest", str(folder.job(portal_id))]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - own module
    if folder.summary(portal_id).exists():
        return _read_summary(folder.summary(portal_id))
    said = ended.stderr.strip().splitlines()
    problem = said[-1] if said else f"the crawl ended with status {ended.returncode} and said nothing"
    return CrawlSummary(portal_id=portal_id, finish_reason="died", problems=(problem,))


def _job_file(job: CrawlJob, folder: RunFolder) -> Mapping[str, Any]:
    known = folder.known(job.portal.id)
    return {
        "run_id": job.run_id,
        "portal": job.portal.model_dump(mode="json", exclude_none=True),
        "archive": str(job.archive),
        "known": str(known) if known.exists() else None,
        "captures": str(folder.captures(job.portal.id)),
        "summary": str(folder.summary(job.portal.id)),
        "settings": dict(job.settings),
        "full": job.full,
    }


def _read_summary(path: Path) -> CrawlSummary:
    facts = json.loads(path.read_text("utf-8"))
    facts["problems"] = tuple(facts.get("problems", ()))
    names = CrawlSummary.__dataclass_fields__
    return CrawlSummary(**{name: value for name, value in facts.items() if name in names})


def logged_captures(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a captures log; a last line that a killed crawl left half written is left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n"):
                yield _with_dates(json.loads(line))


def _with_dates(facts: dict[str, Any]) -> dict[str, Any]:
    facts["fetched_at"] = datetime.fromisoformat(facts["fetched_at"])
    if facts.get("list_date"):
        facts["list_date"] = date.fromisoformat(facts["list_date"])
    return facts


def to_read(facts: Mapping[str, Any]) -> bool:
    """Whether a logged capture is a page that may be a report and has a body worth reading."""
    return (
        facts["page_role"] in READABLE_ROLES
        and facts["outcome"] in FETCHED_OUTCOMES
        and facts.get("warc_file") is not None
    )


def open_capture(archive: Path, facts: Mapping[str, Any]) -> Capture:
    """Return the capture of a logged line, payload and all, from the archive."""
    return read_capture(archive, facts["warc_file"], facts["warc_offset"])
