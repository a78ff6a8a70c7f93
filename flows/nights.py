"""What a night of harvesting did, portal by portal."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flows.crawling import CrawlSummary
from warehouse.loading import LoadReport

_PORTALS_TIME = ZoneInfo("Asia/Shanghai")
_CAME_TO_NOTHING = frozenset({"died", "failed"})


def broke(summary: CrawlSummary) -> bool:
    """Whether a crawl came to nothing: its process died, or the portal showed none of its lists."""
    unanswered = not summary.listed and bool(summary.errors or summary.blocked)
    return summary.finish_reason in _CAME_TO_NOTHING or unanswered


@dataclass(frozen=True, slots=True)
class PortalNight:
    """What one portal brought in one run."""

    summary: CrawlSummary
    documents: int = 0
    rejects: int = 0

    @property
    def state(self) -> str:
        """`broke`: its crawl came to nothing; `problems`: look at it; `new` or `quiet`: all is well."""
        if broke(self.summary):
            return "broke"
        if self.summary.failed:
            return "problems"
        return "new" if self.summary.new or self.summary.changed or self.summary.missing else "quiet"

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> "PortalNight":
        """Make it of what `asdict` gave, JSON in between or not."""
        summary = {**facts["summary"], "problems": tuple(facts["summary"]["problems"])}
        return cls(CrawlSummary(**summary), facts["documents"], facts["rejects"])

    def as_facts(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return asdict(self)


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
