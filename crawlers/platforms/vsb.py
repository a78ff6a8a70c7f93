"""VisualSiteBuilder: articles `/info/1041/28731.htm`, lists whose page numbers descend.

`fzzf.htm` is followed by `fzzf/12.htm`, `fzzf/11.htm` … down to `fzzf/1.htm`, so that old pages keep their
address while the list grows.
"""

import re
from collections.abc import Sequence

from crawlers.platforms.generic import Generic
from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.paging import by_next_link, further, shown_of, total_pages

_DOCUMENT = re.compile(r"\binfo/\d{3,}/\d+\.htm\b|\bcontent\.jsp\?[^\"'\s]*\bwbnewsid=\d+")
_MARKS = re.compile(
    r"vsb_content|v_news_content|_vsl/|/_sitegray/|visualsitebuilder|vsbscreen|_dwr_|\bp_no_d\b|\bp_next\b",
    re.IGNORECASE,
)
_OLDER = re.compile(r"^(?P<folder>.*/)(?P<number>\d{1,4})\.htm$")
# Columns without a name of their own are called by their numbers: 1041.htm, then 1041/12.htm.
_COLUMN = re.compile(r"^(?P<stem>.*/(?:[A-Za-z][\w-]*|\d{3,6}))\.htm$")


class VisualSiteBuilder(Generic):
    """VisualSiteBuilder (博达站群)."""

    name = "vsb"

    def score(self, page: Page) -> float:
        """Score links to `/info/<column>/<id>.htm` and the builder's own names."""
        documents = len(_DOCUMENT.findall(page.text))
        marked = 0.4 * bool(_MARKS.search(page.text))
        return min(1.0, min(documents, 6) * 0.1 + marked + 0.5 * bool(_DOCUMENT.search(page.url)))

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the next older page: the 下页 link, or counted down where a skin draws it by script."""
        if not page.path.endswith(".htm"):
            return super().next_pages(page)
        return by_next_link(page) or self._second(page) or self._counted_down(page)

    @staticmethod
    def _second(page: Page) -> Sequence[PageRequest]:
        """Return what the link `2` of a first page leads to, whatever its own number."""
        if not _COLUMN.match(page.path):
            return ()
        links = (link for link in page.tree.css("a") if shown_of(link) == "2")
        return [request for link in links if (request := further(page, link))][:1]

    def _counted_down(self, page: Page) -> Sequence[PageRequest]:
        older, total = _OLDER.match(page.path), total_pages(page)
        if older and (total is None or int(older["number"]) < total):
            number = int(older["number"]) - 1
            target = f"{older['folder']}{number}.htm"
        else:
            column = _COLUMN.match(page.path)
            if column is None or total is None:
                return ()
            number = total - 1
            target = f"{column['stem']}/{number}.htm"
        url = page.resolve(target)
        return (PageRequest(url),) if number >= 1 and url else ()

    def is_article(self, page: Page) -> bool:
        """Whether the URL is a document's."""
        return bool(_DOCUMENT.search(page.url)) or super().is_article(page)


PLATFORM = VisualSiteBuilder()
