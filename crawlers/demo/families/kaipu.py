"""Kaipu (UCAP): `common_list.shtml` is an empty frame that a script fills from a JSON search."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from crawlers.demo.site import ENTRIES_A_PAGE, Listing, Page, Site, count_in
from crawlers.demo.stock import Column, Entry

SITE = "gpszf"
SEARCH = "/common/search/"
LARGEST_PAGE = 50


def hex_id(*words: object) -> str:
    """A 32-digit id as Kaipu gives to channels and articles."""
    return hashlib.sha256("-".join(map(str, words)).encode()).hexdigest()[:32]


class Kaipu(Site):
    """A portal as Kaipu's UCAP publishes it."""

    family: ClassVar[str] = "kaipu"
    home_path: ClassVar[str] = f"/{SITE}/index.shtml"

    def article_path(self, entry: Entry) -> str:
        """`/gpszf/c100235/202202/<32 hex>/content.shtml`."""
        column = self.portal.column(entry.columns[0])
        article = hex_id(self.portal.id, entry.number)
        return f"/{SITE}/{column.key}/{entry.published_on:%Y%m}/{article}/content.shtml"

    def listing_path(self, listing: Listing) -> str:
        """`/gpszf/c100235/common_list.shtml`; later pages are only in the search."""
        anchor = "" if listing.number == 1 else f"#{listing.number}"
        return f"/{SITE}/{listing.column.key}/common_list.shtml{anchor}"

    def listing_context(self, listing: Listing) -> dict[str, Any]:
        """The frame of a list, with the id that its script searches for."""
        return {
            **super().listing_context(listing),
            "channel": self.channel(listing.column),
            "page_size": ENTRIES_A_PAGE,
        }

    def channel(self, column: Column) -> str:
        """The id of a column in the search."""
        return hex_id(self.portal.id, column.key)

    def answer_data(self, path: str, query: Mapping[str, str]) -> Page | None:
        """One page of a channel's entries as JSON."""
        columns = {SEARCH + self.channel(column): column for column in self.portal.columns}
        if path not in columns:
            return None
        column = columns[path]
        shown = [entry for page in self.listings[column.id] for entry in page.entries]
        rows = min(count_in(query, "_pageSize", 20), LARGEST_PAGE)
        number = count_in(query, "page", 1)
        found = shown[(number - 1) * rows : number * rows]
        data = {
            "channelId": self.channel(column),
            "page": number,
            "rows": rows,
            "total": len(shown),
            "results": [self.result(entry, column) for entry in found],
        }
        body = json.dumps({"status": 200, "data": data}, ensure_ascii=False, separators=(",", ":"))
        return Page(body.encode(), "application/json;charset=UTF-8")

    def result(self, entry: Entry, column: Column) -> dict[str, Any]:
        """One entry as the search gives it."""
        body = "".join(line for part in entry.parts if part.name == "body" for line in part.paragraphs)
        return {
            "manuscriptId": hex_id(self.portal.id, entry.number),
            "channelName": column.name,
            "title": entry.title,
            "url": self.path_of(entry),
            "publishedTimeStr": f"{entry.published_on:%Y-%m-%d} 09:30:00",
            "content": body[:120],
            "domainMetaList": [
                {"domainName": "来源", "resultList": [{"key": "source", "value": entry.source or ""}]}
            ],
        }
