"""Which place a name means, weighed by what else the page says.

Names repeat: seven townships are called 中村乡, four districts 鼓楼区. What stands above a name in the
text decides first; then addressee, portal, site, column and the places that the text mentions are
counted for each namesake. Where they leave several, only what those have in common is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flows.reading.organs import Organ
from flows.reading.regions import Gazetteer, Named
from flows.reading.shapes import Level, Place

# Whom a report addresses and which portal carries it say where it is from; what its text mentions hints.
STRONG = 20


@dataclass(frozen=True, slots=True)
class Evidence:
    """Codes that one source names, any of which may be meant, and how much it counts."""

    codes: frozenset[str]
    weight: int


def evidence(names: Iterable[Named], weight: int, gazetteer: Gazetteer) -> tuple[Evidence, ...]:
    """Return each name as evidence; names that may mean a place or an everyday word count a quarter."""
    found = []
    for named in names:
        codes = frozenset(sense.code for sense in named.senses if sense.code in gazetteer)
        if codes:
            found.append(Evidence(codes, max(1, weight // 4) if named.weak else weight))
    return tuple(found)


def place_organ(organ: Organ, context: Sequence[Evidence], gazetteer: Gazetteer) -> Place:
    """Return where `organ` sits, as far as its name and the context tell."""
    codes, names = _chain_codes(organ.chain, gazetteer)
    if organ.township:
        return _place_township(organ.township, codes, context, gazetteer)
    if not codes:
        return Place()
    best = _best(codes, context, gazetteer)
    if len(best) == 1:
        return gazetteer.place(best[0], names.get(best[0]))
    return _common(best, gazetteer)


def place_level(organ: Organ, place: Place) -> Level | None:
    """Return the level of the government that the organ is or belongs to."""
    if organ.central:
        return "central"
    if organ.township or place.township:
        return "township"
    if organ.zone:
        return "county"
    if organ.chain:
        return organ.chain[-1].senses[0].level
    if place.county:
        return "county"
    if place.city:
        return "city"
    return "province" if place.province else None


def home(context: Sequence[Evidence], gazetteer: Gazetteer) -> Place:
    """Return the place that the strongest evidence names, for a report that names none itself."""
    strong = [item for item in context if item.weight >= STRONG and len(item.codes) == 1]
    if not strong:
        return Place()
    (code,) = max(strong, key=lambda item: item.weight).codes
    return gazetteer.place(code)


def _chain_codes(chain: Sequence[Named], gazetteer: Gazetteer) -> tuple[list[str], dict[str, str]]:
    """Return the places that the last name of a chain may mean under the names before it."""
    if not chain:
        return [], {}
    last = chain[-1]
    names = {sense.code: sense.name for sense in last.senses}
    codes = [sense.code for sense in last.senses if sense.code in gazetteer]
    for upper in chain[:-1]:
        above = {sense.code for sense in upper.senses}
        codes = [code for code in codes if above.intersection(gazetteer.lineage(code))] or codes
    return codes, names


def _score(code: str, context: Sequence[Evidence], gazetteer: Gazetteer) -> int:
    lineage = gazetteer.lineage(code)
    score = 0
    for item in context:
        if item.codes.intersection(lineage) or any(code in gazetteer.lineage(below) for below in item.codes):
            score += item.weight
    return score


def _best(codes: Sequence[str], context: Sequence[Evidence], gazetteer: Gazetteer) -> list[str]:
    if len(codes) == 1:
        return list(codes)
    scores = [_score(code, context, gazetteer) for code in codes]
    highest = max(scores)
    return [code for code, score in zip(codes, scores, strict=True) if score == highest]


def _place_township(
    name: str, upper: Sequence[str], context: Sequence[Evidence], gazetteer: Gazetteer
) -> Place:
    codes = list(gazetteer.townships(name.removesuffix("办事处")))
    if upper:
        codes = [code for code in codes if set(upper).intersection(gazetteer.lineage(code)[1:])]
        above = _best(upper, context, gazetteer)
        near = _common(above, gazetteer) if len(above) > 1 else gazetteer.place(above[0])
    else:
        strong = [item for item in context if item.weight >= STRONG]
        if strong:
            # A township that the list does not know under the places named is a new or former one there.
            codes = [code for code in codes if _score(code, strong, gazetteer)]
        near = home(context, gazetteer)
    if not codes:
        return replace(near, township=name.removesuffix("办事处"), township_code=None)
    best = _best(codes, context, gazetteer)
    if len(best) == 1:
        return gazetteer.place(best[0])
    return replace(_common(best, gazetteer), township=name.removesuffix("办事处"))


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
