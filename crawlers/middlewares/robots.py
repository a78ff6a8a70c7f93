"""robots.txt obeyed by all, also by those who wait for it together.

Scrapy lets the requests that wait for one robots.txt share a Deferred, whose first waiter takes the parser
away: the next gets None, which means that all is allowed. Here they wait for their turn instead.
"""

from asyncio import Lock
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser


class RobotsMiddleware(RobotsTxtMiddleware):
    """Refuses what robots.txt of the host forbids."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._turns: dict[str, Lock] = {}

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """Return the rules of the request's host, fetched once; None where the host gave none."""
        turn = self._turns.setdefault(urlsplit(request.url).netloc, Lock())
        async with turn:
            return await super().robot_parser(request)
