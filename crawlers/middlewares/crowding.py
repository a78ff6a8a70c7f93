"""No more requests to a host at once than set, whatever the pace.

Scrapy starts downloads as tasks and counts them when they run: without a delay between requests, all that
wait for a host start together.
"""

from asyncio import Semaphore
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response


class CrowdingMiddleware:
    """Lets `CONCURRENT_REQUESTS_PER_DOMAIN` requests a host through; sits next to the downloader.

    Nothing may stand between it and the network: what has passed it ends in an answer or an exception.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._at_once = crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
        self._places: dict[str, Semaphore] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CrowdingMiddleware":
        """Make the middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for a place at the host."""
        await self._at(request).acquire()

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the place up."""
        self._at(request).release()
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's signature
        """Give the place up."""
        self._at(request).release()

    def _at(self, request: Request) -> Semaphore:
        return self._places.setdefault(urlsplit(request.url).hostname or "", Semaphore(self._at_once))
