"""Finding the columns that hold reports, from a homepage: best guesses first, within a budget of requests."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

from crawlers.addresses import absolute_url, identity, without_session
from crawlers.platforms.listing import clean_title, link_title, looks_like_article
from crawlers.platforms.page import Page, PageRequest
from crawlers.platforms.platform import platforms
from crawlers.wording import ColumnWording

_LONGEST_MENU_NAME = 24
_SURE = 8


@dataclass(frozen=True, slots=True)
class Lead:
    """A link that may lead to reports: where, under which name, how promising, and over which names."""

    request: PageRequest
    name: str
    weight: float
    way: tuple[str, ...] = ()


@dataclass
class Discovery:
    """A frontier of leads; `budget` is how many may still be followed."""

    wording: ColumnWording
    budget: int
    found: int = 0
    _frontier: list[tuple[float, int, Lead]] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _order: Iterator[int] = field(default_factory=count)

    def offer(self, page: Page, way: tuple[str, ...] = ()) -> None:
        """Take up the promising links of a page that was reached over the names `way`."""
        self._seen.add(identity(page.url))
        for name, request in (*_menu(page), *_data_columns(page)):
            weight = self._weight(name, len(way))
            key = f"{identity(request.url)} {request.body}"
            if weight > 0 and key not in self._seen:
                self._seen.add(key)
                lead = Lead(request, name, weight, (*way, name))
                heapq.heappush(self._frontier, (-weight, next(self._order), lead))

    def leads(self, at_most: int) -> list[Lead]:
        """Return the best leads to follow now; none when the budget is spent or enough is found."""
        chosen: list[Lead] = []
        while self._frontier and self.budget > 0 and len(chosen) < at_most:
            if self.found and -self._frontier[0][0] < _SURE:
                break
            chosen.append(heapq.heappop(self._frontier)[2])
            self.budget -= 1
        return chosen

    def _weight(self, name: str, depth: int) -> float:
        weight = self.wording.report_weight(name) or self.wording.way_weight(name)
        # Deeper links lose a little, so that the menu of the home page comes before that of its pages.
        return weight - 0.1 * depth if weight else 0


def _menu(page: Page) -> Iterable[tuple[str, PageRequest]]:
    for link in page.tree.css("a[href], area[href]"):
        name = clean_title(link.attributes.get("title") or "") or link_title(link)
        shown = clean_title(link.text(deep=True)) or name
        url = absolute_url(page.url, link.attributes.get("href"))
        if url is None or len(shown) > _LONGEST_MENU_NAME or looks_like_article(url):
            continue
        fragment = (link.attributes.get("href") or "").partition("#")[2]
        # gkmlpt names its categories in the fragment.
        wanted = f"{url}#{fragment}" if fragment.isdigit() else url
        yield shown, PageRequest(without_session(wanted))


def _data_columns(page: Page) -> Iterable[tuple[str, PageRequest]]:
    for platform in platforms().values():
        if platform.score(page) >= 0.5:
            for column in platform.sub_columns(page):
                yield column.name, column.request
