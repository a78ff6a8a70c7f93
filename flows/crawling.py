"""Runs crawls in processes of their own and reads what they leave behind.

Scrapy's reactor cannot be started twice in one process, and starting it costs a second: a process crawls many
portals side by side. One that dies costs the portals under way another try, and nobody else anything.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from crawlers.archive import read_capture
from crawlers.attachments import mentions_attachments
from crawlers.registry import Portal
from flows.known import ATTACHMENTS_LEFT, known_line
from flows.places import RunFolder
from flows.watched_process import SILENT_FOR, WatchedProcess

READABLE_ROLES = frozenset({"article", "attachment"})
FETCHED_OUTCOMES = frozenset({"new", "changed"})
_HELD_OUTCOMES = frozenset({"new", "changed", "unchanged"})
_KNOWN_FACTS = (
    *("url", "etag", "last_modified", "payload_sha256", "capture_id", "page_role", "outcome", "fetched_at"),
    *("list_title", "list_date"),
)


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a portal's crawl says of itself; counts are of pages, `seconds` of wall time.

    `complete` tells that the lists were read as far as they were to be.
    """

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
    complete: bool = False
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


def crawl_together(
    jobs: Sequence[CrawlJob], folder: RunFolder, silent_for: float = SILENT_FOR
) -> Iterator[CrawlSummary]:
    """Crawl portals in one process and yield the summary of each as soon as its crawl has ended.

    When the process dies, or is ended because it showed no sign of life for `silent_for` seconds, portals
    that it had not begun are crawled by another one, and those under way in two halves, so that in the
    end only a portal that kills its process alone is given up. Its summary's `problems` say so: one
    portal's failure is news, not the end of the night.
    """
    crawling = _ShareProcess(jobs, folder, silent_for)
    yield from crawling.summaries()
    under_way, waiting = crawling.left_under_way(), crawling.left_waiting()
    if not crawling.began_any:
        # It died before any crawl: another process would do no better.
        yield from (_died(job, crawling.last_words()) for job in waiting)
        return
    if len(under_way) == 1:
        yield _died(under_way[0], crawling.last_words())
    elif under_way:
        middle = len(under_way) // 2
        yield from crawl_together(under_way[:middle], folder, silent_for)
        yield from crawl_together(under_way[middle:], folder, silent_for)
    if waiting:
        yield from crawl_together(waiting, folder, silent_for)


def _died(job: CrawlJob, last_words: str) -> CrawlSummary:
    return CrawlSummary(portal_id=job.portal.id, finish_reason="died", problems=(last_words,))


class _ShareProcess:
    """One process that crawls a share of portals, and how far it came."""

    def __init__(self, jobs: Sequence[CrawlJob], folder: RunFolder, silent_for: float) -> None:
        self._waiting = {job.portal.id: job for job in jobs}
        self._under_way: dict[str, CrawlJob] = {}
        self.began_any = False
        self._folder = folder
        share = jobs[0].portal.id
        file = folder.jobs(share)
        lines = (json.dumps(_job_file(job, folder), ensure_ascii=False) + "\n" for job in jobs)
        file.write_text("".join(lines), "utf-8")
        command = [sys.executable, "-m", "crawlers.harvest", "--tell", "--lifeline", str(file)]
        self._process = WatchedProcess(command, folder.complaints(share), silent_for)

    def summaries(self) -> Iterator[CrawlSummary]:
        """Run the process to its end, yielding summaries on the way; it ends when the caller stops asking."""
        with closing(self._process.lines()) as lines:
            for line in lines:
                yield from self._told(line)

    def _told(self, line: str) -> Iterator[CrawlSummary]:
        event, _, portal_id = line.partition(" ")
        if event == "began":
            self.began_any = True
            self._under_way[portal_id] = self._waiting.pop(portal_id)
        elif event == "ended":
            del self._under_way[portal_id]
            yield read_summary(self._folder.summary(portal_id))

    def left_under_way(self) -> list[CrawlJob]:
        """Return the jobs that had begun and not ended when the process did."""
        return list(self._under_way.values())

    def left_waiting(self) -> list[CrawlJob]:
        """Return the jobs that had not begun when the process ended."""
        return list(self._waiting.values())

    def last_words(self) -> str:
        """Return why the process ended."""
        return self._process.last_words()


def _job_file(job: CrawlJob, folder: RunFolder) -> Mapping[str, Any]:
    known, log = folder.known(job.portal.id), folder.captures(job.portal.id)
    second_try = log.exists()
    if second_try:
        # What the first try fetched is not asked for again, and must not pass for the end of a list.
        _know_logged(known, log, job.archive)
    return {
        "run_id": job.run_id,
        "portal": job.portal.model_dump(mode="json", exclude_none=True),
        "archive": str(job.archive),
        "known": str(known) if known.exists() else None,
        "captures": str(folder.captures(job.portal.id)),
        "summary": str(folder.summary(job.portal.id)),
        "settings": dict(job.settings),
        "full": job.full or second_try,
    }


def _know_logged(known: Path, log: Path, archive: Path) -> None:
    """Add the pages that a captures log tells of to what is known of a portal."""
    with known.open("a", encoding="utf-8") as lines:
        for facts in logged_captures(log):
            if facts["page_role"] in READABLE_ROLES and facts["outcome"] in _HELD_OUTCOMES:
                page = {name: facts.get(name) for name in _KNOWN_FACTS}
                line = known_line(page, unfinished=_may_have_attachments(facts, archive))
                lines.write(json.dumps(line, ensure_ascii=False) + "\n")


def with_attachments_left(lines: Iterable[Mapping[str, Any]], archive: Path) -> list[Mapping[str, Any]]:
    """Return the log of a crawl that was not complete, with a note on pages whose files it may have left."""
    return [
        {**facts, "detail": ATTACHMENTS_LEFT} if _may_have_attachments(facts, archive) else facts
        for facts in lines
    ]


def _may_have_attachments(facts: Mapping[str, Any], archive: Path) -> bool:
    """Whether a logged page names files that its crawl may not have come to."""
    if facts["page_role"] != "article" or not to_read(facts):
        return False
    return mentions_attachments(read_capture(archive, facts["warc_file"], facts["warc_offset"]).payload)


def read_summary(path: Path) -> CrawlSummary:
    """Return what a crawl said of itself in the file at `path`; facts that a summary lacks are left out."""
    facts = json.loads(path.read_text("utf-8"))
    facts["problems"] = tuple(facts.get("problems", ()))
    names = CrawlSummary.__dataclass_fields__
    return CrawlSummary(**{name: value for name, value in facts.items() if name in names})


def logged_captures(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a captures log; those that a kill or a loss of power left unreadable are left out.

    Their exchanges stand in the archive, where `flows.recovery` finds them.
    """
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("{") and line.endswith("}\n"):
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
