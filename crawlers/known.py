"""What earlier crawls know of a portal's pages, as their caller tells it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

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
    """Known article pages and attachments, found by what makes a URL a page."""

    def __init__(self, pages: Iterable[KnownPage] = ()) -> None:
        self._pages = {identity(page.url): page for page in pages}

    @classmethod
    def from_file(cls, path: Path | None) -> "KnownPages":
        """Read the JSON Lines at `path`; None means that nothing is known yet."""
        if path is None:
            return cls()
        with path.open(encoding="utf-8") as lines:
            return cls([KnownPage.from_line(json.loads(line)) for line in lines if line.strip()])

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, url: str) -> KnownPage | None:
        """Return what is held of the page at `url`."""
        page = self.tried(url)
        return page if page and page.held else None

    def tried(self, url: str) -> KnownPage | None:
        """Return what is known of the page at `url`, held or asked for in vain."""
        return self._pages.get(identity(url)) if self._pages else None

    def due(self, now: datetime, cycle: timedelta) -> Iterator[KnownPage]:
        """Yield the pages to ask for again, on a cycle of `cycle` for those that answered."""
        return (page for page in self._pages.values() if page.is_due(now, cycle))

    def last_visit(self) -> datetime | None:
        """Return when any page was last asked; None where nothing is known."""
        return max((page.fetched_at for page in self._pages.values()), default=None)
