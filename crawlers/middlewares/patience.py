"""Retries with growing pauses; Retry-After is taken at its word, for the request and for its whole host."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

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

from crawlers.hosts import Hosts

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
        self._hosts: Hosts = settings["HOSTS"]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "PatienceMiddleware":
        """Make the middleware of a crawl."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return another try for an answer that may pass, after a pause; else the answer."""
        if response.status not in self._codes or request.meta.get("outcome") == "blocked":
            return response
        asked = quiet_asked(response)
        if asked is not None and asked > self._longest_pause:
            return response
        again = self._another_try(request, f"HTTP {response.status}")
        if again is None:
            return response
        pause = self._pause_of(again) if asked is None else asked
        self._hosts.at(request.url).leave_alone(pause)
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


def quiet_asked(response: Response) -> float | None:
    """Return the seconds for which a host that is busy wants to be left alone; None where it does not say."""
    return retry_after(response, datetime.now(UTC)) if response.status in _BUSY else None


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
