"""Crawl-delay of robots.txt: a portal's own word on how fast it may be asked."""

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.robotstxt import ProtegoRobotParser

from crawlers.hosts import Hosts


class CrawlDelay:
    """Slows a host down to what its robots.txt asks for, at most `CRAWL_DELAY_MAX` seconds a request."""

    def __init__(self, crawler: Crawler) -> None:
        self._hosts: Hosts = crawler.settings["HOSTS"]
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
        if asked:
            self._hosts.at(request.url).keep_at_least(min(float(asked), self._longest))
