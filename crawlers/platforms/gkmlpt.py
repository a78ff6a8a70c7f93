"""gkmlpt, Guangdong's disclosure platform: a tree of categories, and JSON lists by category.

`/gkmlpt/index` holds `window._CONFIG = {… SID: '…', TREE: [{id, name, children, jump_url, post_count}] …}`;
`/gkmlpt/api/all/<category>?page=1&sid=<SID>` answers `classify.post_count` and `articles[]`. A column is
written `/gkmlpt/index#<category>`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.platforms.dates import date_of
from crawlers.platforms.generic import Generic
from crawlers.platforms.listing import entry_of
from crawlers.platforms.page import Entry, Page, PageRequest, SubColumn

_DOCUMENT = re.compile(r"/gkmlpt/content/\d+/\d+/(?:m?post|mmpost)_\d+\.html")
_SID = re.compile(r"\bSID[\"']?\s*:\s*[\"']?(\w+)")
_TIMES = ("display_publish_time", "date", "create_time", "created_at")
_TREE = re.compile(r"\bTREE[\"']?\s*:\s*(?=\[)")


class Gkmlpt(Generic):
    """The platform of 政府信息公开目录 in Guangdong."""

    name = "gkmlpt"

    def score(self, page: Page) -> float:
        """Score the platform's own paths, and the tree in the page."""
        if "/gkmlpt/" in page.path:
            return 1.0
        return 0.9 if "_CONFIG" in page.text and _TREE.search(page.text) else 0.0

    def entries(self, page: Page) -> Sequence[Entry]:
        """Return the articles of a JSON page; the shell of the platform has none."""
        answer = _answer(page)
        found = (self._entry(page.url, article) for article in (answer or {}).get("articles") or ())
        return [entry for entry in found if entry]

    @staticmethod
    def _entry(base: str, article: Mapping[str, Any]) -> Entry | None:
        shown = next((article[name] for name in _TIMES if date_of(article.get(name))), None)
        address = article.get("url") or article.get("post_url")
        return entry_of(base, str(address or ""), str(article.get("title") or ""), shown)

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the next JSON page; from a shell with a category in its fragment, the first one."""
        answer = _answer(page)
        if answer is not None:
            return self._next_answer(page, answer)
        category = re.match(r"\d+", urlsplit(page.url).fragment)
        sid = _SID.search(page.text)
        return (_listing(page, category[0], sid[1]),) if category and sid else ()

    @staticmethod
    def _next_answer(page: Page, answer: Mapping[str, Any]) -> Sequence[PageRequest]:
        articles = answer.get("articles") or ()
        number = int(page.query.get("page") or 1)
        total = int((answer.get("classify") or {}).get("post_count") or answer.get("total") or 0)
        told = int(answer.get("per_page") or answer.get("page_size") or 0)
        size = max(len(articles), told)
        # A last page may be short; without its size the count of a full one is not known, so ask until empty.
        if not articles or (number == 1 and len(articles) >= total) or number * size >= total:
            return ()
        further = re.sub(r"([?&]page=)\d+", rf"\g<1>{number + 1}", page.url)
        return (PageRequest(further, tentative=number > 1 and not told),) if further != page.url else ()

    def sub_columns(self, page: Page) -> Sequence[SubColumn]:
        """Return the categories of the tree that hold articles of their own."""
        sid, start = _SID.search(page.text), _TREE.search(page.text)
        if not (sid and start) or _answer(page) is not None:
            return ()
        try:
            tree, _ = json.JSONDecoder().raw_decode(page.text, start.end())
        except (json.JSONDecodeError, RecursionError):
            return ()
        return [
            SubColumn(str(node.get("name", "")), _listing(page, str(node["id"]), sid[1]))
            for node in _nodes(tree)
            if node.get("id") and not node.get("jump_url") and node.get("post_count") != 0
        ]

    def is_article(self, page: Page) -> bool:
        """Whether the URL is a document's."""
        return bool(_DOCUMENT.search(page.url))


def _listing(page: Page, category: str, sid: str) -> PageRequest:
    # A department's platform lies below its folder: /sfj/gkmlpt/index.
    above = page.path.partition("/gkmlpt/")[0] if "/gkmlpt/" in page.path else ""
    return PageRequest(urljoin(page.url, f"{above}/gkmlpt/api/all/{category}?page=1&sid={sid}"))


def _nodes(tree: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for node in tree:
        yield node
        yield from _nodes(node.get("children") or ())


def _answer(page: Page) -> Mapping[str, Any] | None:
    """Return a JSON list page's content; None for any other page."""
    return page.data if isinstance(page.data, dict) and "articles" in page.data else None


PLATFORM = Gkmlpt()
