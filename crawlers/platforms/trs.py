"""TRS WCM, the most common family: `…/202403/t20240328_6583952.html`, lists `index.html`, `index_1.html`.

The number of list pages stands only in an inline script (`createPageHTML(20, 0, "index", "html")`, or the
variables `countPage` and `currentPage`); pages count from 0.
"""

import re
from collections.abc import Sequence

from crawlers.platforms.generic import Generic
from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.paging_scripts import by_script

_DOCUMENT = re.compile(r"/20\d{4}/t20\d{6}_\d+\.s?html?\b")
_MARKS = re.compile(
    r"TRS_Editor|trs_editor_view|TRS_PreAppend|CurrChnlCls|/was5/web/search|trs_web|TRS_AUTOADD"
)
_SCRIPT = re.compile(r"createPageHTML\(\s*\d+\s*,|\bcountPage\s*=|\bm_nPageCount\s*=")


class Trs(Generic):
    """TRS WCM."""

    name = "trs"

    def score(self, page: Page) -> float:
        """Score links to `t<date>_<id>` documents, the editor's class names and the paging script."""
        documents = len(_DOCUMENT.findall(page.text))
        marked = 0.4 * bool(_MARKS.search(page.text)) + 0.3 * bool(_SCRIPT.search(page.text))
        in_url = 0.5 * bool(_DOCUMENT.search(page.url))
        return min(1.0, min(documents, 6) * 0.1 + marked + in_url)

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the page that the script would link to; a skin with plain links is read as any list."""
        return by_script(page) or super().next_pages(page)

    def is_article(self, page: Page) -> bool:
        """Whether the URL is a document's."""
        return bool(_DOCUMENT.search(page.url)) or super().is_article(page)


PLATFORM = Trs()
