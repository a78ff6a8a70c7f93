"""Which place a name means, weighed by what else the page says.

Names repeat: several townships are called 中村乡, four districts 鼓楼区. What stands above a name in the
text decides first; then addressee, portal, site, column and the places that the text mentions are
counted for each namesake. Where they leave several, only what those have in common is told.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flows.reading.organs import Organ
from flows.reading.regions import Gazetteer, Named
from flows.reading.shapes import Level, Place

_OFTEN = 3
_RANK_LEVELS: dict[str, Level] = {
    "省": "province",
    "市": "city",
    "州": "city",
    "盟": "city",
    "县": "county",
    "区": "county",
    "旗": "county",
    "镇": "township",
    "乡": "township",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Codes that one source names, any of which may be meant, and how much that counts."""

    codes: frozenset[str]
    weight: int


_Source = Callable[[], tuple[Evidence, ...]]


class Context:
    """What a page says of the place of its report besides the issuer's own name.

    `addressed`: to whom it reports, the government above or a department's own. `published`: portal and
    site. `hinted`: column, source and whatever places the text mentions. Each is given as what reads it, when
    it is first asked for: most issuers' names leave nothing open.
    """

    def __init__(self, addressed: _Source, published: _Source, hinted: _Source) -> None:
        self._sources = addressed, published, hinted

    @cached_property
    def addressed(self) -> tuple[Evidence, ...]:
        """To whom the page's report is addressed."""
        return self._sources[0]()

    @cached_property
    def published(self) -> tuple[Evidence, ...]:
        """Where it is published."""
        return self._sources[1]()

    @cached_property
    def hinted(self) -> tuple[Evidence, ...]:
        """What else names a place."""
        return self._sources[2]()

    @property
    def strong(self) -> tuple[Evidence, ...]:
        """The evidence that can overrule the list of divisions."""
        return self.addressed + self.published

    @property
    def whole(self) -> tuple[Evidence, ...]:
        """All evidence."""
        return self.addressed + self.published + self.hinted


def evidence(names: Iterable[Named], weight: int) -> tuple[Evidence, ...]:
    """Return each distinct name as evidence; a bare form that may be an everyday word counts a quarter."""
    senses = {named.senses: named.weak for named in names}
    return tuple(
        Evidence(frozenset(sense.code for sense in means), max(1, weight // 4) if weak else weight)
        for means, weak in senses.items()
    )


def mentions(names: Iterable[Named]) -> tuple[Evidence, ...]:
    """Return the places that a text mentions, each by how often it does.

    A bare form alone never counts as often: 资源 may be the county or natural resources.
    """
    counts = Counter(named.senses for named in names)
    return tuple(
        Evidence(
            frozenset(sense.code for sense in senses),
            min(count, _OFTEN - all(sense.weak for sense in senses)),
        )
        for senses, count in counts.items()
    )


def called(code: str | None, text: str, gazetteer: Gazetteer) -> str | None:
    """Return the name by which a text calls a place most often, None where it never names it in full."""
    names = Counter(
        text[named.start : named.end]
        for named in gazetteer.find(text)
        if not named.weak and any(sense.code == code for sense in named.senses)
    )
    return max(names, key=lambda name: (names[name], name), default=None)


def place_organ(organ: Organ, context: Context, gazetteer: Gazetteer) -> Place:
    """Return where a named place or organ lies, as far as its name and the context tell."""
    codes, names = _chain_codes(organ.chain, gazetteer)
    if organ.township:
        return _place_township(organ.township, codes, context, gazetteer)
    if codes:
        best = _best(codes, context, gazetteer)
        return gazetteer.place(best[0], names.get(best[0])) if len(best) == 1 else _common(best, gazetteer)
    if organ.unlisted:
        return _place_unlisted(organ.unlisted, context, gazetteer)
    return Place()


def place_level(organ: Organ, place: Place) -> Level | None:
    """Return the level of the government that the organ is or belongs to."""
    if organ.central:
        return "central"
    if organ.township:
        return "township"
    if organ.zone:
        return "county"
    if organ.chain:
        return _chain_level(organ)
    if organ.unlisted:
        return _RANK_LEVELS[organ.unlisted[-1]]
    return _lowest(place) or _RANK_LEVELS.get(organ.name.removeprefix("中共")[:1])


def home(context: Context, gazetteer: Gazetteer, *, department: bool) -> Place:
    """Return the place that the page speaks from, for a report that names none itself.

    Only a department may take it from its addressee: it reports to its own government, a government to
    the one above.
    """
    for source in (context.published, context.addressed if department else ()):
        code = _lowest_agreed(source, gazetteer)
        if code is not None:
            return gazetteer.place(code)
    often = [item for item in context.hinted if item.weight >= _OFTEN and len(item.codes) == 1]
    code = _lowest_agreed(often, gazetteer) or _singled_out(context, gazetteer)
    return gazetteer.place(code) if code is not None else Place()


def _singled_out(context: Context, gazetteer: Gazetteer) -> str | None:
    """Return the one of several places that a host may mean of which something else speaks too."""
    for item in (*context.published, *context.hinted):
        codes = sorted(code for code in item.codes if code in gazetteer)
        if item.weight > _OFTEN and len(codes) > 1:
            best = _best(codes, context, gazetteer)
            if len(best) == 1:
                return best[0]
    return None


def _chain_level(organ: Organ) -> Level:
    last = organ.chain[-1].senses[0]
    upper = organ.chain[-2].senses[0] if len(organ.chain) > 1 else None
    if upper is not None and upper.code == last.code and upper.level != "province":
        return upper.level  # 第八师石河子市: the division, named first, gives the rank
    return last.level


def _lowest(place: Place) -> Level | None:
    levels: tuple[Level, ...] = ("township", "county", "city", "province")
    return next((level for level in levels if getattr(place, level)), None)


def _lowest_agreed(items: Sequence[Evidence], gazetteer: Gazetteer) -> str | None:
    """Return the place of `items` that most of them agree with, the lowest of equals."""
    codes = {code for item in items if len(item.codes) == 1 for code in item.codes if code in gazetteer}
    return max(
        sorted(codes),
        key=lambda code: (_score(code, items, gazetteer), len(gazetteer.lineage(code))),
        default=None,
    )


def _chain_codes(chain: Sequence[Named], gazetteer: Gazetteer) -> tuple[list[str], dict[str, str]]:
    """Return the places that the last name of a chain may mean under the names before it."""
    if not chain:
        return [], {}
    senses = chain[-1].senses
    codes = [sense.code for sense in senses if sense.code in gazetteer]
    for upper in chain[:-1]:
        above = {sense.code for sense in upper.senses}
        codes = [code for code in codes if above.intersection(gazetteer.lineage(code))] or codes
    if chain[-1].weak:
        codes = _highest(codes, gazetteer)
    return codes, {sense.code: sense.name for sense in senses}


def _highest(codes: list[str], gazetteer: Gazetteer) -> list[str]:
    """Drop the places below another: bare 乌鲁木齐 is the city, not its county; 海南 is the province."""
    provinces = [code for code in codes if len(gazetteer.lineage(code)) == 1]
    upper = set(codes)
    return provinces or [code for code in codes if not upper.intersection(gazetteer.lineage(code)[1:])]


def _score(code: str, items: Iterable[Evidence], gazetteer: Gazetteer) -> int:
    lineage = gazetteer.lineage(code)
    score = 0
    for item in items:
        if item.codes.intersection(lineage) or any(code in gazetteer.lineage(below) for below in item.codes):
            score += item.weight
    return score


def _best(codes: Sequence[str], context: Context, gazetteer: Gazetteer) -> list[str]:
    if len(codes) == 1:
        return list(codes)
    items = context.whole
    scores = [_score(code, items, gazetteer) for code in codes]
    highest = max(scores)
    return [code for code, score in zip(codes, scores, strict=True) if score == highest]


def _place_township(name: str, upper: Sequence[str], context: Context, gazetteer: Gazetteer) -> Place:
    """Place a township under the names before it, else under the strong evidence, else by hints.

    A township that the list does not know there is a new or former one of the place that is named.
    """
    if upper:
        above = _best(upper, context, gazetteer)
        near = gazetteer.place(above[0]) if len(above) == 1 else _common(above, gazetteer)
        codes = [code for code in gazetteer.townships(name) if set(upper) & set(gazetteer.lineage(code)[1:])]
    else:
        codes = list(gazetteer.townships(name))
        agreed = _lowest_agreed(context.strong, gazetteer)
        near = gazetteer.place(agreed) if agreed else home(context, gazetteer, department=True)
        if context.strong:
            codes = [code for code in codes if _score(code, context.strong, gazetteer)]
    if not codes:
        return replace(near, township=name)
    best = _best(codes, context, gazetteer)
    if len(best) == 1:
        return gazetteer.place(best[0])
    return replace(_common(best, gazetteer), township=name)


def _place_unlisted(name: str, context: Context, gazetteer: Gazetteer) -> Place:
    """Place a county or city that the list does not know under what the context says of its province."""
    agreed = _lowest_agreed(context.strong, gazetteer)
    above = gazetteer.place(agreed) if agreed else Place()
    if _RANK_LEVELS[name[-1]] == "city":
        return Place(province=above.province, city=name)
    return Place(province=above.province, city=above.city, county=name)


def _common(codes: Sequence[str], gazetteer: Gazetteer) -> Place:
    """Return what several namesakes share; the code stays open, since the place does."""
    places = [gazetteer.place(code) for code in codes]
    first = places[0]
    shared: dict[str, str | None] = {}
    for level in ("province", "city", "county"):
        if any(getattr(place, level) != getattr(first, level) for place in places):
            break
        shared[level] = getattr(first, level)
    return Place(**shared)
