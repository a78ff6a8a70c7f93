"""The time of a run: this machine's clock, but never before what earlier runs recorded.

What is newer, which text a page has now and when it was seen last, is all told from times. After a clock was
set back, times stand still until it has caught up, instead of running backwards.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.health import latest_moment

NOT_BEFORE = "NOT_BEFORE"
"""The setting that tells crawls the start of their run, before which no capture is made."""


def steady_now(warehouse: Path, now: datetime | None = None) -> datetime:
    """Return now (aware), or a microsecond after the latest moment in the warehouse if that is later."""
    moment = now or datetime.now(UTC)
    latest = latest_moment(warehouse)
    return moment if latest is None else max(moment, latest.astimezone(UTC) + timedelta(microseconds=1))
