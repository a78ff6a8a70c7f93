"""A portal of no known family: clean addresses, lists of links with dates, 下一页 and `?page=2`."""

from collections.abc import Mapping
from typing import ClassVar

from crawlers.demo.site import Listing, Page, Site, count_in
from crawlers.demo.stock import Entry


class Generic(Site):
    """A portal as any web shop would build it."""

    family: ClassVar[str] = "generic"

    def article_path(self, entry: Entry) -> str:
        """`/fzzf/2025/912007.html`."""
        column = self.portal.column(entry.columns[0])
        return f"/{column.key}/{entry.published_on.year}/{entry.number}.html"

    def listing_path(self, listing: Listing) -> str:
        """`/fzzf/`, then `/fzzf/?page=2` ..."""
        page = "" if listing.number == 1 else f"?page={listing.number}"
        return f"/{listing.column.key}/{page}"

    def answer(self, path: str, query: Mapping[str, str]) -> Page | None:
        """The page at a path, or that page of a list; a number past the end shows the last page again."""
        column = next((column for column in self.portal.columns if path == f"/{column.key}/"), None)
        if column is None or "page" not in query:
            return super().answer(path, query)
        listings = self.listings[column.id]
        number = min(count_in(query, "page", 1), len(listings))
        return super().answer(self.listing_path(listings[number - 1]), {})
