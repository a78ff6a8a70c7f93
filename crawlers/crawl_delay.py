"""Crawl-delay of robots.txt: a portal's own word on how fast it may be asked."""

from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.robotstxt import ProtegoRobotParser


class CrawlDelay:
    """Slows a host down to what its robots.txt asks for, at most `CRAWL_DELAY_MAX` seconds a request."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._longest = crawler.settings.getfloat("CRAWL_DELAY_MAX")
        self._agent = crawler.settings["USER_AGENT"]
        crawler.signals.connect(self.robots_parsed, signal=signals.robots_parsed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "CrawlDelay":
        """Make the extension of a crawl."""
        return cls(crawler)

    def robots_parsed(self, robotparser: ProtegoRobotParser, request: Request) -> None:
        """Take up the delay of one host's robots.txt."""
        asked = robotparser.rp.crawl_delay(self._agent)
        if not asked:
            return
        delay = min(float(asked), self._longest)
        slot = self._crawler.engine.downloader.slots.get(urlsplit(request.url).hostname or "")
        if slot is not None:
            slot.delay = max(slot.delay, delay)
        throttle = self._crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = max(throttle.mindelay, delay)
