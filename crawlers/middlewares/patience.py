"""Retries with growing pauses; Retry-After is taken at its word, for the request and for its whole host."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response

_MAY_PASS = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
_BUSY = frozenset({429, 503})


class PatienceMiddleware:
    """Asks again `RETRY_TIMES` times, after `RETRY_PAUSE` seconds, doubled each time up to `RETRY_PAUSE_MAX`.

    A server that names a longer time than `RETRY_PAUSE_MAX` is left alone: the page fails tonight.
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._codes = frozenset(int(code) for code in settings.getlist("RETRY_HTTP_CODES"))
        self._first_pause = settings.getfloat("RETRY_PAUSE")
        self._longest_pause = settings.getfloat("RETRY_PAUSE_MAX")
        self._quiet_until: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PatienceMiddleware":
        """Make the middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait while the host asked for quiet."""
        while (pause := self._quiet_until.get(_host(request), 0.0) - monotonic()) > 0:
            await asyncio.sleep(pause)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return another try for an answer that may pass, after a pause; else the answer."""
        if response.status not in self._codes or request.meta.get("outcome") == "blocked":
            return response
        asked = retry_after(response, datetime.now(UTC)) if response.status in _BUSY else None
        if asked is not None and asked > self._longest_pause:
            return response
        again = self._another_try(request, f"HTTP {response.status}")
        if again is None:
            return response
        pause = self._pause_of(again) if asked is None else asked
        self._quiet_until[_host(request)] = monotonic() + pause
        await asyncio.sleep(pause)
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Return another try for a failure that may pass, after a pause."""
        if not isinstance(exception, _MAY_PASS):
            return None
        again = self._another_try(request, exception)
        if again is not None:
            await asyncio.sleep(self._pause_of(again))
        return again

    def _another_try(self, request: Request, reason: str | Exception) -> Request | None:
        spider = self._crawler.spider
        return get_retry_request(request, spider=spider, reason=reason) if spider else None

    def _pause_of(self, again: Request) -> float:
        pause: float = self._first_pause * 2 ** (again.meta["retry_times"] - 1)
        return min(self._longest_pause, pause)


def retry_after(response: Response, now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for (a number or a date); None without a usable one."""
    value = (response.headers.get(b"Retry-After") or b"").decode("latin-1").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc
