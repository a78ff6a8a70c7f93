"""Dates as lists show them: written out, in an address, or counted since 1970 in a list's data."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

SHOWN = re.compile(
    r"(?<!\d)(20\d\d)\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)\s*日?"
    r"(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
)
"""A full date; what follows of a time of day belongs to it."""

# Boxes that show the day large beside the month: `28 2025-03`, `2025-03 28`, `03-28 2025`.
_DAY_FIRST = re.compile(
    r"(?<![\d-])(3[01]|[12]\d|0?[1-9])\s+(20\d\d)\s*[-/.年]\s*(1[0-2]|0?[1-9])(?![\d/.-])"
)
_DAY_LAST = re.compile(
    r"(?<!\d)(20\d\d)\s*[-/.年]\s*(1[0-2]|0?[1-9])月?\s+(3[01]|[12]\d|0?[1-9])(?![\d:/.-])"
)
_YEAR_LAST = re.compile(r"(?<![\d-])(1[0-2]|0?[1-9])[-/.月](3[01]|[12]\d|0?[1-9])日?\s+(20\d\d)(?![\d/.-])")
_IN_URL = re.compile(
    r"/t(20\d\d)(\d\d)(\d\d)_|/(20\d\d)/(\d{1,2})/(\d{1,2})/|/(20\d\d)-?(\d\d)-?(\d\d)/|/(20\d\d)-(\d\d)/(\d\d)/"
)
_COUNTED = re.compile(r"^1[0-9]{9}(?:\d{3})?$")
_BEIJING = timezone(timedelta(hours=8))


def find_date(text: str) -> date | None:
    """Return the first full date that a text shows; None if none or impossible (2024-02-31)."""
    if found := SHOWN.search(text) or _DAY_LAST.search(text):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.search(text):
        day, year, month = found.groups()
    elif found := _YEAR_LAST.search(text):
        month, day, year = found.groups()
    else:
        return None
    return _as_date(year, month, day)


def date_in_url(url: str) -> date | None:
    """Return the date that a CMS wrote into the URL of an article; None if it did not."""
    found = _IN_URL.search(url)
    return _as_date(*(group for group in found.groups() if group)) if found else None


def date_of(value: object) -> date | None:
    """Return the date that a list's data gives: written out, or seconds or milliseconds since 1970."""
    written = str(value or "").strip()
    if not _COUNTED.match(written):
        return find_date(written)
    seconds = int(written[:10])
    return datetime.fromtimestamp(seconds, UTC).astimezone(_BEIJING).date()


def _as_date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
