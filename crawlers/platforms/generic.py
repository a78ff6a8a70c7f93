"""Everything else: lists of links with dates, and paging by links, numbers or scripts.

Also the ground that the families stand on where their skins do nothing of their own.
"""

from collections.abc import Sequence

from crawlers.platforms.listing import list_entries, looks_like_article
from crawlers.platforms.page import Entry, Page, PageRequest, SubColumn
from crawlers.platforms.paging import by_arrow, by_last_link, by_next_link, by_numbered_link, by_piece
from crawlers.platforms.paging_scripts import by_script, by_template
from crawlers.platforms.scripted import rows_entries, script_entries
from crawlers.platforms.services import by_service, next_answer

_FEWEST_OF_A_LIST = 5


class Generic:
    """A portal of no known family."""

    name = "generic"

    def score(self, page: Page) -> float:  # noqa: ARG002 - claims any page, weakly
        """Return a score below every family's."""
        return 0.05

    def entries(self, page: Page) -> Sequence[Entry]:
        """Return links that show a date or lead to a document, and what scripts and JSON hold of the kind."""
        if page.data is not None:
            return rows_entries(page, page.data)
        found = {entry.url: entry for entry in list_entries(page)}
        for entry in script_entries(page):
            found.setdefault(entry.url, entry)
        return list(found.values())

    def next_pages(self, page: Page) -> Sequence[PageRequest]:
        """Return the next page by the first means that the page offers."""
        if page.data is not None:
            return next_answer(page)
        means = (by_next_link, by_script, by_numbered_link, by_arrow, by_last_link, by_template, by_piece)
        if found := next(filter(None, (follow(page) for follow in means)), []):
            return found
        # Only a page that shows no list of its own gets one from a service.
        return by_service(page) if len(self.entries(page)) < _FEWEST_OF_A_LIST else []

    def sub_columns(self, page: Page) -> Sequence[SubColumn]:  # noqa: ARG002 - links only
        """Return nothing: columns are links here."""
        return ()

    def is_article(self, page: Page) -> bool:
        """Whether the page says it is an article or its URL has a document's shape."""
        return bool(page.meta("ArticleTitle")) or (
            looks_like_article(page.url) and not page.meta("ColumnType")
        )


PLATFORM = Generic()
