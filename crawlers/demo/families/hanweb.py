"""Hanweb JCMS: the first records of a list stand in the page as XML, the rest come from dataproxy.jsp."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from crawlers.demo.site import ENTRIES_A_PAGE, TEMPLATES, Listing, Page, Site, count_in
from crawlers.demo.stock import Column, Entry

DATAPROXY = "/module/web/jpage/dataproxy.jsp"
WEB_ID = "3507"


def unit_id(column: Column) -> str:
    """The id of the list widget on a column's page."""
    return f"6{column.key}"


class Hanweb(Site):
    """A portal as Hanweb JCMS publishes it."""

    family: ClassVar[str] = "hanweb"
    page_size: ClassVar[int] = ENTRIES_A_PAGE

    def article_path(self, entry: Entry) -> str:
        """`/art/2025/2/18/art_1229051_59120300.html`: month and day without leading zeros."""
        column = self.portal.column(entry.columns[0])
        day = entry.published_on
        return f"/art/{day.year}/{day.month}/{day.day}/art_{column.key}_{entry.number}.html"

    def listing_path(self, listing: Listing) -> str:
        """`/col/col1229051/index.html`; later pages have no address of their own."""
        anchor = "" if listing.number == 1 else f"#page={listing.number}"
        return f"/col/col{listing.column.key}/index.html{anchor}"

    def listing_context(self, listing: Listing) -> dict[str, Any]:
        """The page of a list with the data store of its first group."""
        return {
            **super().listing_context(listing),
            "unit": unit_id(listing.column),
            "store": self.group(listing, 1),
        }

    def answer_data(self, path: str, query: Mapping[str, str]) -> Page | None:
        """The group of records after `page` groups, or those from `startrecord` to `endrecord`."""
        columns = {column.key: column for column in self.portal.columns}
        column = columns.get(query.get("columnid", ""))
        if path != DATAPROXY or column is None or query.get("unitid") != unit_id(column):
            return None
        listing = self.listings[column.id][0]
        if "startrecord" in query:
            shown = [entry for page in self.listings[column.id] for entry in page.entries]
            first = count_in(query, "startrecord", 1)
            last = count_in(query, "endrecord", first + ENTRIES_A_PAGE - 1)
            markup = self.store(listing, shown[first - 1 : last], None)
        else:
            markup = self.group(listing, count_in(query, "page", 1) + 1)
        return Page(markup.encode(self.encoding), "text/xml;charset=UTF-8")

    def group(self, listing: Listing, number: int) -> str:
        """The data store of one group (a list page's worth), with the address of the next group."""
        pages = self.listings[listing.column.id]
        entries = pages[number - 1].entries if number <= len(pages) else ()
        more = self.proxy_url(listing.column, page=str(number)) if number < len(pages) else None
        return self.store(listing, entries, more)

    def store(self, listing: Listing, entries: Sequence[Entry], more: str | None) -> str:
        """Records as the XML that page script and dataproxy share."""
        template = TEMPLATES.get_template("hanweb/datastore.xml")
        return template.render(site=self, listing=listing, entries=entries, more=more)

    def proxy_url(self, column: Column, **extra: str) -> str:
        """The address of the data service for a column."""
        facts = {"webid": WEB_ID, "path": "/", "columnid": column.key, "unitid": unit_id(column)}
        return (
            f"{DATAPROXY}?{urlencode({**extra, **facts, 'webname': self.portal.name, 'permissiontype': '0'})}"
        )
