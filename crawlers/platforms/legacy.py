"""Old ASP, JSP and PHP sites: `list.aspx?cid=12&page=2`, `show.asp?id=345`, table layout, undeclared GBK.

Session ids in links belong to the visit in which the page was made; they are dropped. Paging is a link, a
number, a function of the page, a form, or an ASP.NET postback.
"""

import re
from collections.abc import Sequence

from crawlers.platforms.generic import Generic
from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.paging import by_last_link, by_next_link, by_numbered_link
from crawlers.platforms.paging_scripts import by_template

_DYNAMIC = re.compile(r"\.(?:aspx?|jsp|php|do|action)\b", re.IGNORECASE)
_LINK = re.compile(
    r"""href\s*=\s*["']?[^"'\s>]*\.(?:aspx?|jsp|php|do|action)(?:;[^"'\s>?]*)?\?[^"'\s>]*\d""", re.IGNORECASE
)
_MARKS = re.compile(r"__VIEWSTATE|;jsessionid=|PHPSESSID", re.IGNORECASE)


class Legacy(Generic):
    """A site of pages made per request, without a CMS that has a name."""

    name = "legacy"

    def score(self, page: Page) -> float:
        """Score links to scripts with ids, and what their frameworks leave in the markup."""
        links = min(len(_LINK.findall(page.text)), 10)
        return min(
            0.6, links * 0.03 + 0.2 * bool(_MARKS.search(page.text)) + 0.1 * bool(_DYNAMIC.search(page.path))
        )

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the next page by link, number or last page; static names count for nothing here."""
        means = (by_next_link, by_numbered_link, by_last_link, by_template)
        return next(filter(None, (follow(page) for follow in means)), []) or super().next_pages(page)


PLATFORM = Legacy()
