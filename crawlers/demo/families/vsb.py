"""VisualSiteBuilder: `/info/1041/28731.htm`; older list pages carry descending numbers."""

from typing import ClassVar

from crawlers.demo.site import Listing, Site
from crawlers.demo.stock import Entry


class VisualSiteBuilder(Site):
    """A portal as VisualSiteBuilder publishes it."""

    family: ClassVar[str] = "vsb"
    home_path: ClassVar[str] = "/index.htm"

    def article_path(self, entry: Entry) -> str:
        """`/info/<tree number of the column>/<number>.htm`."""
        return f"/info/{self.portal.column(entry.columns[0]).tree}/{entry.number}.htm"

    def listing_path(self, listing: Listing) -> str:
        """`fdzdgknr.htm`, then `fdzdgknr/3.htm`, `/2.htm`, `/1.htm`: the oldest page is number 1."""
        page = "" if listing.number == 1 else f"/{listing.last - listing.number + 1}"
        return f"/{listing.column.key}{page}.htm"
