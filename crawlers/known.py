"""What earlier crawls know of a portal's pages, as their caller tells it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers.addresses import identity

_HELD = frozenset({"new", "changed", "unchanged"})


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page as it was when last asked; `rejected` is the reader's reason, None for a report."""

    url: str
    page_role: str
    outcome: str
    fetched_at: datetime
    payload_sha256: str | None
    etag: str | None
    last_modified: str | None
    rejected: str | None

    @classmethod
    def from_line(cls, facts: dict[str, Any]) -> "KnownPage":
        """Make it of one line of the `known` file; keys it does not know are left out."""
        fields = {name: facts.get(name) for name in cls.__dataclass_fields__ if name != "fetched_at"}
        moment = datetime.fromisoformat(facts["fetched_at"])
        return cls(**fields, fetched_at=moment if moment.tzinfo else moment.replace(tzinfo=UTC))  # type: ignore[arg-type]

    @property
    def held(self) -> bool:
        """Whether the archive holds the page; otherwise it is asked for as if new."""
        return self.outcome in _HELD


class KnownPages:
    """Known article pages and attachments, found by what makes a URL a page."""

    def __init__(self, pages: Iterable[KnownPage] = ()) -> None:
        self._pages = {identity(page.url): page for page in pages if page.held}

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
        """Return what is known of the page at `url`."""
        return self._pages.get(identity(url))

    def due(self, now: datetime, cycle: timedelta) -> Iterator[KnownPage]:
        """Yield the pages last asked at least `cycle` ago."""
        return (page for page in self._pages.values() if now - page.fetched_at >= cycle)

    def last_visit(self) -> datetime | None:
        """Return when any page was last asked; None where nothing is known."""
        return max((page.fetched_at for page in self._pages.values()), default=None)
