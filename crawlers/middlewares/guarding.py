"""The guard of scope: no request leaves for a URL outside the portal's, redirects and robots.txt included."""

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

from crawlers.scope import Scope


class OutOfScopeError(IgnoreRequest):
    """A request was not made because of where it would have gone."""


class ScopeMiddleware:
    """Refuses requests that the scope (setting `PORTAL_SCOPE`) does not cover."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ScopeMiddleware":
        """Make the middleware of a crawl."""
        return cls(crawler.settings["PORTAL_SCOPE"])

    def process_request(self, request: Request) -> None:
        """Raise OutOfScopeError for a URL that must not be asked."""
        refusal = self._scope.refusal(request.url)
        if refusal:
            raise OutOfScopeError(f"out of scope: {refusal}")
