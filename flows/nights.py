"""What a night of harvesting did, portal by portal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.crawling import CrawlSummary
from flows.staging import BatchCounts
from warehouse.loading import LoadReport

_PORTALS_TIME = ZoneInfo("Asia/Shanghai")
_CAME_TO_NOTHING = frozenset({"died", "failed", "no room"})


def broke(summary: CrawlSummary) -> bool:
    """Whether a crawl came to nothing: its process died, or the portal showed none of its lists."""
    return summary.finish_reason in _CAME_TO_NOTHING or not (summary.complete or summary.listed)


@dataclass(frozen=True, slots=True)
class PortalNight:
    """What one portal brought in one run.

    `withdrawn` counts articles found gone (the summary's `missing` also counts lists, whose numbered pages
    end that way); `started_at` is when the first answer came, None if none did.
    """

    summary: CrawlSummary
    counts: BatchCounts = field(default_factory=BatchCounts)
    withdrawn: int = 0
    started_at: datetime | None = None

    @property
    def documents(self) -> int:
        """Pages read as reports."""
        return self.counts.documents

    @property
    def rejects(self) -> int:
        """Pages that are no reports."""
        return self.counts.rejects

    @property
    def state(self) -> str:
        """`broke`: its crawl came to nothing; `problems`: look at it; `new` or `quiet`: all is well.

        The view crawl_states of the warehouse judges crawls of past nights alike.
        """
        if broke(self.summary):
            return "broke"
        if self.summary.failed:
            return "problems"
        return "new" if self.summary.new or self.summary.changed or self.withdrawn else "quiet"

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "PortalNight":
        """Make it of what `as_facts` gave, read back from JSON."""
        summary = {**facts["summary"], "problems": tuple(facts["summary"]["problems"])}
        began = facts["started_at"]
        return cls(
            CrawlSummary(**summary),
            BatchCounts(**facts["counts"]),
            facts["withdrawn"],
            datetime.fromisoformat(began) if began else None,
        )

    def as_facts(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return asdict(self) | {"started_at": self.started_at and self.started_at.isoformat()}


@dataclass(frozen=True, slots=True)
class Night:
    """What one harvest did."""

    run_id: str
    started_at: datetime
    finished_at: datetime
    portals: tuple[PortalNight, ...]
    load: LoadReport = field(repr=False)

    @property
    def failed(self) -> bool:
        """Whether any portal must be looked at."""
        return any(night.summary.failed for night in self.portals)


def night_of(moment: datetime) -> date:
    """Return the day of a run as its portals count days; `moment` must be aware."""
    return moment.astimezone(_PORTALS_TIME).date()
