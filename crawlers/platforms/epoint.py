"""Epoint WebBuilder (新点): columns are folders of digits, `/zwgk/002006/002006004/moreinfo.html`.

Later pages are files of their number beside the first (`2.html`, `3.html`); the pager's links call
`ShowAjaxNewPage(window.location.pathname, 'categorypagingcontent', 2)` or `ShowNewPage(…)`, whose script asks
for that file. How many there are stands as `1/5` or in the call of the last link. Articles are
`…/20240328/<UUID>.html`.
"""

import re
from collections.abc import Sequence

from crawlers.platforms.generic import Generic
from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.paging import total_pages

_DOCUMENT = re.compile(r"/\d{6,}/20\d{6}/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\.html")
_MARKS = re.compile(
    r"\bewb-|EpointWebBuilder|/webbuilder/|categorypagingcontent|\bShow(?:Ajax)?NewPage\(", re.IGNORECASE
)
_COLUMN = re.compile(r"/\d{6,}/[\w-]+\.html$")
_TURNED = re.compile(r"Show(?:Ajax)?NewPage\([^()\n]*?[,'\"\s](?P<number>\d{1,4})['\"]?\s*(?:,\s*this\s*)?\)")
_NUMBERED = re.compile(r"/(?P<number>\d{1,4})\.html$")


class Epoint(Generic):
    """Epoint WebBuilder."""

    name = "epoint"

    def score(self, page: Page) -> float:
        """Score document links, the builder's names, and its folders of digits."""
        documents = min(len(_DOCUMENT.findall(page.text)), 6) * 0.1
        marked = 0.5 * bool(_MARKS.search(page.text))
        return min(1.0, documents + marked + 0.2 * bool(_COLUMN.search(page.path)))

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the file of the next number; a skin with plain links is read as any list."""
        turned = [int(call["number"]) for call in _TURNED.finditer(page.text)]
        if not turned:
            return super().next_pages(page)
        numbered = _NUMBERED.search(page.path)
        number = int(numbered["number"]) if numbered else 1
        if number >= max([*turned, total_pages(page) or 0]):
            return ()
        url = page.resolve(f"{number + 1}.html")
        return (PageRequest(url),) if url else ()

    def is_article(self, page: Page) -> bool:
        """Whether the URL is a document's."""
        return bool(_DOCUMENT.search(page.url)) or super().is_article(page)


PLATFORM = Epoint()
