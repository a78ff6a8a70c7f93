"""How values look on a page: numbers, days, addresses."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from starlette.requests import Request

_HERE = ZoneInfo("Asia/Shanghai")


def number(value: float | None) -> str:
    """Return a number with separators and no more decimals than it has: 12345.5 as 12,345.5."""
    return "" if value is None else f"{value:,.15g}" if abs(value) < 1e15 else f"{value:.6g}"


def day(value: date | None) -> str:
    """Return a day by ISO 8601; a moment is taken to its day in China."""
    if isinstance(value, datetime):
        value = value.astimezone(_HERE)
    return "" if value is None else f"{value:%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """Return a moment in China's time, to the minute."""
    return "" if value is None else f"{value.astimezone(_HERE):%Y-%m-%d %H:%M}"


def share(part: float, whole: float) -> str:
    """Return `part` of `whole` in per cent, with one decimal where it tells something."""
    if not whole:
        return "–"
    per_cent = 100 * part / whole
    return f"{per_cent:.0f}%" if per_cent in (0, 100) or per_cent >= 10 else f"{per_cent:.1f}%"


def live_address(url: str | None) -> str | None:
    """Return `url` if a browser may be sent there (http or https with a host), else None."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def address_with(request: Request, changes: Mapping[str, object]) -> str:
    """Return the path and query asked for, with parameters changed; None or "" drops one."""
    given = {name: value for name, value in request.query_params.items() if name not in changes}
    given |= {name: str(value) for name, value in changes.items() if value not in (None, "")}
    return f"{request.url.path}?{urlencode(given)}" if given else request.url.path


FILTERS: Mapping[str, Callable[..., Any]] = {
    "number": number,
    "day": day,
    "moment": moment,
    "share": share,
    "live_address": live_address,
}
