"""What earlier crawls know of a portal's pages, as their caller tells it."""

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from crawlers.addresses import identity

_HELD = frozenset({"new", "changed", "unchanged"})
_MAY_PASS = frozenset({"error", "blocked"})


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page as it was when last asked; `rejected` is the reader's reason, None for a report.

    `outcome` may also be one that brought nothing (`missing`, `error`, `blocked`, `skipped`): such a page
    is known to have been tried, and is not asked for again each night.
    """

    url: str
    page_role: str
    outcome: str
    fetched_at: datetime
    payload_sha256: str | None
    etag: str | None
    last_modified: str | None
    rejected: str | None
    list_title: str | None = None
    list_date: date | None = None

    @classmethod
    def from_line(cls, facts: dict[str, Any]) -> "KnownPage":
        """Make it of one line of the `known` file; keys it does not know are left out."""
        fields = {name: facts.get(name) for name in cls.__dataclass_fields__}
        moment = datetime.fromisoformat(facts["fetched_at"])
        fields["fetched_at"] = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        listed = facts.get("list_date")
        fields["list_date"] = date.fromisoformat(listed) if listed else None
        return cls(**fields)  # type: ignore[arg-type] # the caller's JSON, as its contract says

    @property
    def held(self) -> bool:
        """Whether the archive holds the page as it was when last asked."""
        return self.outcome in _HELD

    def is_due(self, now: datetime, cycle: timedelta) -> bool:
        """Whether to ask again: after a failure that may have passed at once, after our own refusal never."""
        if self.outcome in _MAY_PASS:
            return True
        return self.outcome != "skipped" and now - self.fetched_at >= cycle


class KnownPages:
    """Known article pages and attachments, found by what makes a URL a page.

    Their lines stay where they are: sixteen bytes a page tell where, and a line is read when it is asked for.
    """

    def __init__(self, lines: BinaryIO | None = None) -> None:
        self._lines = lines or BytesIO()
        self._last_visit: datetime | None = None
        keys, places = array("q"), array("q")
        for place, page in self._read():
            keys.append(_key(page.url))
            places.append(place)
            self._last_visit = max(page.fetched_at, self._last_visit or page.fetched_at)
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self._keys = array("q", map(keys.__getitem__, order))
        self._places = array("q", map(places.__getitem__, order))

    @classmethod
    def from_file(cls, path: Path | None) -> "KnownPages":
        """Read the JSON Lines at `path`, to be closed; None means that nothing is known yet."""
        if path is None:
            return cls()
        with ExitStack() as opened:
            known = cls(opened.enter_context(path.open("rb")))
            opened.pop_all()
        return known

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def find(self, url: str) -> KnownPage | None:
        """Return what is held of the page at `url`."""
        page = self.tried(url)
        return page if page and page.held else None

    def tried(self, url: str) -> KnownPage | None:
        """Return what is known of the page at `url`, held or asked for in vain."""
        found = self._last_of(url)
        return found[1] if found else None

    def due(self, now: datetime, cycle: timedelta) -> Iterator[KnownPage]:
        """Yield the pages to ask for again, on a cycle of `cycle` for those that answered."""
        for place, page in self._read():
            if page.is_due(now, cycle) and self._last_of(page.url) == (place, page):
                yield page

    def last_visit(self) -> datetime | None:
        """Return when any page was last asked; None where nothing is known."""
        return self._last_visit

    def _last_of(self, url: str) -> tuple[int, KnownPage] | None:
        """Return the last line of the page at `url`, and where it begins."""
        key = _key(url)
        end = bisect_right(self._keys, key)
        while end and self._keys[end - 1] == key:
            end -= 1
            place = self._places[end]
            page = KnownPage.from_line(json.loads(self._line_at(place)))
            if identity(page.url) == identity(url):
                return place, page
        return None

    def _read(self) -> Iterator[tuple[int, KnownPage]]:
        """Yield the lines, and where each begins; others may be looked up meanwhile."""
        place = 0
        while line := self._line_at(place):
            if line.strip():
                yield place, KnownPage.from_line(json.loads(line))
            place += len(line)

    def _line_at(self, place: int) -> bytes:
        self._lines.seek(place)
        return self._lines.readline()


def _key(url: str) -> int:
    return hash(identity(url))
