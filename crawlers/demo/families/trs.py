"""TRS WCM: directory URLs, `index_1.html` pages whose number only an inline script tells, relative links."""

from typing import ClassVar

from crawlers.demo.site import Listing, Site
from crawlers.demo.stock import Entry


class Trs(Site):
    """A portal as TRS WCM publishes it."""

    family: ClassVar[str] = "trs"

    def article_path(self, entry: Entry) -> str:
        """`/<column>/202501/t20250126_6571200.html`."""
        column = self.portal.column(entry.columns[0])
        day = entry.published_on
        return f"/{column.key}/{day:%Y%m}/t{day:%Y%m%d}_{entry.number}.html"

    def listing_path(self, listing: Listing) -> str:
        """The column's directory, then `index_1.html`, `index_2.html` ..."""
        page = "" if listing.number == 1 else f"index_{listing.number - 1}.html"
        return f"/{listing.column.key}/{page}"
