"""gkmlpt, Guangdong's disclosure platform: a tree of categories in a script, lists only as JSON."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from crawlers.demo.site import ENTRIES_A_PAGE, Listing, Page, Site, count_in
from crawlers.demo.stock import Column, Entry

SID = "763017"
API = "/gkmlpt/api/all/"


class Gkmlpt(Site):
    """A portal whose disclosure directory runs on gkmlpt."""

    family: ClassVar[str] = "gkmlpt"

    def article_path(self, entry: Entry) -> str:
        """`/gkmlpt/content/3/3874/post_3874985.html`: number by millions, thousands, and whole."""
        number = entry.number
        return f"/gkmlpt/content/{number // 1_000_000}/{number // 1000}/post_{number}.html"

    def listing_path(self, listing: Listing) -> str:
        """`/gkmlpt/index#3874`: the page is one for all categories."""
        return f"/gkmlpt/index#{listing.column.key}"

    def answer(self, path: str, query: Mapping[str, str]) -> Page | None:
        """The page at a path; `/gkmlpt/index` for every category."""
        if path == "/gkmlpt/index":
            return self.render("index", path, None, tree=json.dumps(self.tree(), ensure_ascii=False))
        return super().answer(path, query)

    def tree(self, parent: str | None = None) -> list[dict[str, Any]]:
        """The categories below one, as the page's script holds them."""
        return [
            {
                "id": int(column.key),
                "name": column.name,
                "post_count": self.listings[column.id][0].total,
                "jump_url": "",
                "children": self.tree(column.id),
            }
            for column in self.portal.children(parent)
        ]

    def answer_data(self, path: str, query: Mapping[str, str]) -> Page | None:
        """One page of a category's articles as JSON; no SID, no answer."""
        columns = {API + column.key: column for column in self.portal.columns}
        if path not in columns or query.get("sid") != SID:
            return None
        column = columns[path]
        listings = self.listings[column.id]
        number = count_in(query, "page", 1)
        entries = listings[number - 1].entries if number <= len(listings) else ()
        answer = {
            "classify": {"id": int(column.key), "name": column.name, "post_count": listings[0].total},
            "per_page": ENTRIES_A_PAGE,
            "articles": [self.article(entry, column) for entry in entries],
        }
        return Page(json.dumps(answer, ensure_ascii=False).encode(), "application/json")

    def article(self, entry: Entry, column: Column) -> dict[str, Any]:
        """One entry as the API gives it, its time in seconds."""
        moment = datetime.combine(entry.published_on, datetime.min.time(), UTC)
        return {
            "id": entry.number,
            "title": entry.title,
            "url": self.address + self.path_of(entry),
            "classify_id": int(column.key),
            "publisher": entry.source or self.portal.name,
            "document_number": "",
            "date": int(moment.timestamp()),
            "display_publish_time": f"{entry.published_on:%Y-%m-%d}",
        }

    def article_context(self, entry: Entry) -> dict[str, Any]:
        """The rendered article and its text again as JSON, as the platform prints both."""
        body = "".join(f"<p>{line}</p>" for part in entry.parts for line in part.paragraphs)
        facts = {"title": entry.title, "content": body}
        escaped = json.dumps(facts).replace("<", "\\u003C").replace(">", "\\u003E")
        return {**super().article_context(entry), "facts": escaped}
