"""Which divisions the host of a portal may name: xuchang.gov.cn is of 许昌, sxgp.gov.cn of 高平 in 山西.

Governments run their portals under the letters of their name, in full (liujiang, quxian) or as initials
behind those of the province or city (cqfd, jdzcjq, hhpb). Letters are shared (fuzhou is 福州 and 抚州): a
host tells what may be meant, and what else a page says decides.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import islice, product
from typing import NamedTuple

_HOST = re.compile(r"^https?://([a-z0-9.-]{1,100})\.gov\.cn(?=[:/?#]|$)", re.IGNORECASE)
_OFFICE = re.compile(r"(?:rmzf|zfw?)$")  # 人民政府, 政府网
_READINGS = 2  # of one character; further ones are of other words
_SPELLINGS = 8  # of one name
_SHORTEST = 3  # letters of a name in full: yanan, luan
_SHORTEST_INITIALS = 4  # with those of the unit above: cqfd


class Spelt(NamedTuple):
    """A county or higher unit by its code, with its name in letters: the readings of each character."""

    code: str
    syllables: tuple[tuple[str, ...], ...]
    bare: int  # syllables of the name without what it ends with (许昌|市, 麻阳|苗族自治县)


class Hosted(NamedTuple):
    """The codes of the divisions that a host may name, in full or by initials; either may be empty."""

    full: frozenset[str]
    initials: frozenset[str]


_NONE: frozenset[str] = frozenset()


class HostNames:
    """An index of divisions by the letters of their names."""

    def __init__(self, spelt: Iterable[Spelt], lineage: Callable[[str], tuple[str, ...]]) -> None:
        """Index the units; `lineage` tells the codes from a unit up to its province."""
        units = tuple(spelt)
        self._lineage = lineage
        heads: dict[str, set[str]] = defaultdict(set)
        full: dict[str, set[str]] = defaultdict(set)
        for unit in units:
            heads[unit.code].update(_joined(unit.syllables[: unit.bare], 1))
            if len(lineage(unit.code)) > 1:
                for name in _spellings(unit):
                    full[name].add(unit.code)
        self._full: Mapping[str, set[str]] = full
        self._ranked: dict[str, set[str]] = defaultdict(set)
        self._behind: dict[str, set[str]] = defaultdict(set)
        for unit in units:
            self._index_initials(unit, heads)

    def _index_initials(self, unit: Spelt, heads: Mapping[str, set[str]]) -> None:
        above = self._lineage(unit.code)[1:]
        bare = _joined(unit.syllables[: unit.bare], 1)
        whole = {head + _ending(unit)[:1] for head in bare}
        for initials in whole:
            self._ranked[initials].add(unit.code)
        for upper in above:
            for head, own in product(heads[upper], bare | whole):
                self._behind[head + own].add(unit.code)

    def named(self, url: str) -> Hosted:
        """Return what the host of an address may name; nothing where it is not of a government."""
        match = _HOST.match(url)
        if match is None:
            return Hosted(_NONE, _NONE)
        full, initials = _NONE, _NONE
        for label in reversed(match[1].lower().split(".")):
            own_full, own_initials = self._of_label(label)
            upper = full or initials
            if upper:  # what stands before the portal's own name lies below it
                own_full, own_initials = self._below(own_full, upper), self._below(own_initials, upper)
            full, initials = own_full or full, own_initials or initials
        return Hosted(full, initials)

    def _of_label(self, label: str) -> tuple[frozenset[str], frozenset[str]]:
        full = self._full.get(label, _NONE) if len(label) >= _SHORTEST else _NONE
        if full:
            cities = frozenset(code for code in full if code.endswith("00"))
            return cities or frozenset(full), _NONE  # a district leaves the name to the city of that name
        initials = self._behind.get(label, _NONE) if len(label) >= _SHORTEST_INITIALS else _NONE
        name = _OFFICE.sub("", label)
        return _NONE, frozenset(
            initials or self._ranked.get(name, _NONE) if len(name) >= _SHORTEST else initials
        )

    def _below(self, codes: frozenset[str], upper: frozenset[str]) -> frozenset[str]:
        return frozenset(code for code in codes if upper.intersection(self._lineage(code)[1:]))


def _ending(unit: Spelt) -> str:
    """Return the last syllable of a name that ends with its rank (xian, qu), of others nothing."""
    return unit.syllables[-1][0] if unit.bare < len(unit.syllables) else ""


def _spellings(unit: Spelt) -> set[str]:
    bare = _joined(unit.syllables[: unit.bare])
    return {name for name in bare if unit.bare > 1} | {name + _ending(unit) for name in bare}


def _joined(syllables: Iterable[tuple[str, ...]], letters: int | None = None) -> set[str]:
    """Return the syllables written together, in each of their readings, each cut to its first `letters`."""
    readings = [[each[:letters] for each in syllable[:_READINGS]] for syllable in syllables]
    return {"".join(spelt) for spelt in islice(product(*readings), _SPELLINGS)}
