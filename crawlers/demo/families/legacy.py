"""A legacy ASP site: GBK that nothing declares, tables for layout, the session carried in every link."""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from crawlers.demo.site import Listing, Page, Site
from crawlers.demo.stock import Entry, Portal

# Stands in the links of a page until the visitor's session is known.
SESSION_MARK = "@SESSION@"


class Legacy(Site):
    """A portal as home-made ASP sites of the 2000s still publish it.

    A visitor without a session is given one, and every link of the answer carries it on: the same article has
    as many addresses as visitors.
    """

    family: ClassVar[str] = "legacy"
    # Such sites say GBK and hold GB18030 where a name needs it.
    encoding: ClassVar[str] = "gb18030"
    content_type: ClassVar[str] = "text/html"
    home_path: ClassVar[str] = "/index.asp"

    def __init__(self, portal: Portal, entries: Sequence[Entry], address: str) -> None:
        super().__init__(portal, entries, address)
        self._visits = itertools.count(1)

    def article_path(self, entry: Entry) -> str:
        """`/shownews.asp?id=3120`."""
        return f"/shownews.asp?id={entry.number}"

    def listing_path(self, listing: Listing) -> str:
        """`/list.asp?cid=12`, then `&page=2` ..."""
        page = "" if listing.number == 1 else f"&page={listing.number}"
        return f"/list.asp?cid={listing.column.key}{page}"

    def link(self, path: str) -> str:
        """A link that carries the session on."""
        return f"{path}{'&' if '?' in path else '?'}sessionid={SESSION_MARK}"

    def answer(self, path: str, query: Mapping[str, str]) -> Page | None:
        """The page that a script's parameters name; made anew for each visitor, so it bears no date."""
        named = [f"{name}={query[name]}" for name in ("id", "cid", "page") if name in query]
        asked = path + ("?" + "&".join(named) if named else "")
        page = super().answer(asked.removesuffix("&page=1"), query)
        if page is None:
            return None
        session = query.get("sessionid") or self._new_session()
        return replace(
            page, body=page.body.replace(SESSION_MARK.encode(), session.encode()), modified_on=None
        )

    def _new_session(self) -> str:
        return hashlib.sha256(f"{self.portal.id} {next(self._visits)}".encode()).hexdigest()[:24].upper()
