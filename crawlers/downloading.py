"""Scrapy's downloader for crawls that share a process: hosts are asked by all of them as by one.

Scrapy paces each crawl for itself: its slots belong to one crawl. Here the slots of all crawls at a host have
one delay, so that what AutoThrottle learns in one crawl holds for the others; and before a request is really
sent it takes a place at the host (`crawlers.hosts`).
"""

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.hosts import Host, Hosts, server_of
from crawlers.middlewares.patience import quiet_asked


class HostSlot(Slot):
    """One crawl's slot at a host, with the delay that all crawls there have."""

    __slots__ = ("_host",)

    def __init__(self, host: Host, concurrency: int, jitter: float) -> None:
        self._host = host
        super().__init__(concurrency, host.delay, jitter)

    @property
    def delay(self) -> float:
        """Seconds from one request to the next; AutoThrottle sets it."""
        return self._host.delay

    @delay.setter
    def delay(self, seconds: float) -> None:
        self._host.delay = seconds


class HostDownloader(Downloader):
    """Scrapy's downloader, its slots shared in what concerns the host (setting `HOSTS`)."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._hosts: Hosts = crawler.settings["HOSTS"]

    def get_slot_key(self, request: Request) -> str:
        """Return the host that is asked; a request that was redirected to another is of that one."""
        return server_of(request.url)

    def _get_slot(self, request: Request, spider: object = None) -> tuple[str, Slot]:  # noqa: ARG002 - as its base
        key = self.get_slot_key(request)
        if key not in self.slots:
            host = self._hosts.at(request.url)
            host.begin_with(self._delay)
            self.slots[key] = HostSlot(host, self.domain_concurrency, self._jitter)
            self._start_slot_gc()
        return key, self.slots[key]


class HostHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, which waits for a place at the host before it asks."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._hosts: Hosts = settings["HOSTS"]
        self._at_once = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._least_delay = settings.getfloat("DOWNLOAD_DELAY")
        self._longest_pause = settings.getfloat("RETRY_PAUSE_MAX")

    async def download_request(self, request: Request) -> Response:
        """Ask when it is this request's turn; the time waited counts for no timeout."""
        host = self._hosts.at(request.url)
        host.keep_below(self._at_once)
        host.keep_at_least(self._least_delay)
        async with host.visit():
            response = await super().download_request(request)
            # Before the place is given up: the next in line would not hear of it.
            pause = quiet_asked(response)
            if pause is not None and pause <= self._longest_pause:
                host.leave_alone(pause)
            return response
