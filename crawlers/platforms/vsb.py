"""VisualSiteBuilder: articles `/info/1041/28731.htm`, lists whose page numbers descend.

`fzzf.htm` is followed by `fzzf/12.htm`, `fzzf/11.htm` … down to `fzzf/1.htm`, so that old pages keep their
address while the list grows.
"""

import re
from collections.abc import Sequence

from crawlers.addresses import absolute_url
from crawlers.platforms.generic import Generic
from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.paging import by_next_link, total_pages

_DOCUMENT = re.compile(r"\binfo/\d{3,}/\d+\.htm\b")
_MARKS = re.compile(
    r"vsb_content|v_news_content|_vsl/|/_sitegray/|visualsitebuilder|vsbscreen|_dwr_|\bp_no_d\b|\bp_next\b",
    re.IGNORECASE,
)
_OLDER = re.compile(r"^(?P<folder>.*/)(?P<number>\d{1,4})\.htm$")
_COLUMN = re.compile(r"^(?P<stem>.*/[A-Za-z][\w-]*)\.htm$")


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
        return by_next_link(page) or self._counted_down(page)

    def _counted_down(self, page: Page) -> Sequence[PageRequest]:
        older = _OLDER.match(page.path)
        if older:
            number = int(older["number"]) - 1
            target = f"{older['folder']}{number}.htm"
        else:
            column, total = _COLUMN.match(page.path), total_pages(page)
            if column is None or total is None:
                return ()
            number = total - 1
            target = f"{column['stem']}/{number}.htm"
        url = absolute_url(page.url, target)
        return (PageRequest(url),) if number >= 1 and url else ()

    def is_article(self, page: Page) -> bool:
        """Whether the URL is a document's."""
        return bool(_DOCUMENT.search(page.url)) or super().is_article(page)


PLATFORM = VisualSiteBuilder()
