"""Pages of lists in few words, for tests of platforms."""

from datetime import date

from crawlers.platforms.page import Entry, Page, PageRequest
from crawlers.platforms.platform import Platform, detect

REPORT = "某县人民政府关于2024年度法治政府建设情况的报告"
DAY = date(2025, 3, 28)


def page(url: str, body: str, *, head: str = "", asked: PageRequest | None = None) -> Page:
    """Return a page of markup; a body that is JSON stays as it is."""
    text = body if body.lstrip().startswith("{") else f"<html><head>{head}</head><body>{body}</body></html>"
    return Page(url, text, asked)


def only_entry(platform: Platform, listed: Page) -> Entry:
    """Return the entry of a list that holds one."""
    (entry,) = platform.entries(listed)
    return entry


def urls(requests: object) -> list[str]:
    """Return where requests go."""
    return [request.url for request in requests]  # type: ignore[attr-defined]


__all__ = ["DAY", "REPORT", "Entry", "Page", "PageRequest", "detect", "only_entry", "page", "urls"]
