"""The log of a crawl: one JSON line an exchange, written when its records are on disk; and the counts."""

import fcntl
import json
import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers.archive import capture_id_of

_PAGES = frozenset({"article", "attachment"})
_BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Aim:
    """Why a request is made: the role of the page, and what the list that named it said."""

    role: str
    list_title: str | None = None
    list_date: date | None = None
    referrer: str | None = None


ROBOTS = Aim("robots")


@dataclass(frozen=True, slots=True)
class LoggedAnswer:
    """What the log says of an answer that was archived; `size` is of the unpacked payload."""

    fetched_at: datetime
    status: int
    mime: str | None
    charset: str | None
    etag: str | None
    last_modified: str | None
    payload_sha256: str
    size: int
    warc_file: str
    warc_offset: int


def _cut_torn_line(path: Path) -> None:
    """Take off a last line that a killed writer left half written: the next one would run into it."""
    with path.open("r+b") as log:
        end = log.seek(0, os.SEEK_END)
        whole = 0
        while end and not whole:
            start = max(0, end - _BLOCK)
            log.seek(start)
            found = log.read(end - start).rfind(b"\n")
            whole = start + found + 1 if found >= 0 else 0
            end = start
        log.truncate(whole)


class CaptureLog:
    """Appends to a captures log and counts what it writes.

    It holds a lock on the file, which ends with the process: a log has one writer at any time, and whoever
    gets the lock knows that nobody writes any more. `not_before` is the latest moment known of the portal.
    Raises BlockingIOError where another process holds the log.
    """

    def __init__(self, path: Path, run_id: str, portal_id: str, not_before: datetime | None = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lines = path.open("a", encoding="utf-8")
        fcntl.flock(self._lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _cut_torn_line(path)
        self._last = not_before or datetime.min.replace(tzinfo=UTC)
        self.run_id = run_id
        self.portal_id = portal_id
        self.counts: Counter[str] = Counter()

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def now(self) -> datetime:
        """Return the time of an exchange: later than any before it, were the clock set back meanwhile.

        What is newer is told from times alone, here and in the warehouse.
        """
        self._last = max(datetime.now(UTC), self._last + timedelta(microseconds=1))
        return self._last

    def archived(self, url: str, aim: Aim, answer: LoggedAnswer, outcome: str, detail: str | None) -> str:
        """Log an exchange whose records are on disk; return its capture id."""
        capture_id = capture_id_of(url, answer.fetched_at, answer.payload_sha256)
        self._write(
            {
                "capture_id": capture_id,
                **self._origin(url, aim),
                "fetched_at": answer.fetched_at.isoformat(timespec="microseconds"),
                "status": answer.status,
                "mime": answer.mime,
                "charset": answer.charset,
                "etag": answer.etag,
                "last_modified": answer.last_modified,
                "payload_sha256": answer.payload_sha256,
                "bytes": answer.size,
                "warc_file": answer.warc_file,
                "warc_offset": answer.warc_offset,
                "outcome": outcome,
                "detail": detail,
            }
        )
        return capture_id

    def failed(self, url: str, aim: Aim, outcome: str, detail: str) -> None:
        """Log a request that brought no answer, or was not made; and count it."""
        now = self.now()
        empty = ("status", "mime", "charset", "etag", "last_modified", "payload_sha256", "bytes")
        self._write(
            {
                "capture_id": capture_id_of(url, now, ""),
                **self._origin(url, aim),
                "fetched_at": now.isoformat(timespec="microseconds"),
                **dict.fromkeys((*empty, "warc_file", "warc_offset")),
                "outcome": outcome,
                "detail": detail,
            }
        )
        self.count(aim, outcome)

    def count(self, aim: Aim, outcome: str) -> None:
        """Count a page by its final outcome: contents of articles only, failures of all but robots.txt."""
        if aim.role in _PAGES:
            self.counts["fetched"] += outcome in {"new", "changed", "unchanged"}
            self.counts[outcome] += 1
        elif aim.role != ROBOTS.role and outcome in {"missing", "blocked", "error", "skipped"}:
            self.counts[outcome] += 1

    def _origin(self, url: str, aim: Aim) -> dict[str, Any]:
        return {
            "run_id": self.run_id,
            "portal_id": self.portal_id,
            "url": url,
            "page_role": aim.role,
            "list_title": aim.list_title,
            "list_date": aim.list_date.isoformat() if aim.list_date else None,
            "referrer_url": aim.referrer,
        }

    def _write(self, facts: dict[str, Any]) -> None:
        self._lines.write(json.dumps(facts, ensure_ascii=False) + "\n")
        self._lines.flush()
