"""The interface of a CMS family, and the choice among the families.

A family is one module of this package that holds a `PLATFORM`; nothing else has to know of it.
"""

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Protocol

import crawlers.platforms
from crawlers.platforms.page import Entry, Page, PageRequest, SubColumn


class Platform(Protocol):
    """A family of content-management systems, as seen from outside."""

    name: str

    def score(self, page: Page) -> float:
        """Return how surely the page comes from this family: 0 not at all, 1 beyond doubt."""

    def entries(self, page: Page) -> Sequence[Entry]:
        """Return the entries of a list page in their order; none if it is no list."""

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the requests that continue the list after this page; none at its end."""

    def sub_columns(self, page: Page) -> Sequence[SubColumn]:
        """Return the columns that the page names in its data."""

    def is_article(self, page: Page) -> bool:
        """Whether the page is a single article rather than a list."""


@cache
def platforms() -> dict[str, Platform]:
    """Return every family by name, found by the modules of this package."""
    modules = (
        import_module(info.name)
        for info in pkgutil.iter_modules(crawlers.platforms.__path__, "crawlers.platforms.")
    )
    found = (getattr(module, "PLATFORM", None) for module in modules)
    return {platform.name: platform for platform in found if platform is not None}


def detect(page: Page) -> Platform:
    """Return the family that the page most surely comes from; the generic one takes what nobody claims."""
    return max(platforms().values(), key=lambda platform: platform.score(page))
