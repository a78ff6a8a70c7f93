"""The codebook compiled for matching: words to classes, patterns to bit masks.

A class of words is one bit. Every word of the vocabulary carries the bits of the classes it belongs to, so
what a stretch of text says is the OR of its words, and a pattern is a handful of AND operations on that.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from unicodedata import normalize

from ahocorasick_rs import AhoCorasick


class Zone(IntEnum):
    """Where words are looked for, seen from the number.

    `TOPIC` is the last clause up to the number to name a topic, unless the words after the number name one.
    """

    NEAR = 0
    BEFORE = 1
    AFTER = 2
    CLAUSE = 3
    SENTENCE = 4
    PASSAGE = 5
    TOPIC = 6


_BESIDE = (Zone.NEAR, Zone.BEFORE, Zone.AFTER)
_BARS = {"not": Zone.NEAR, "not_clause": Zone.CLAUSE, "not_sentence": Zone.SENTENCE}
_PATTERN_KEYS = {zone.name.lower() for zone in Zone} | _BARS.keys() | {"rank"}

Demand = tuple[int, int]
"""A zone and the classes of which one must (or, as a bar, none may) stand in it."""


@dataclass(frozen=True, slots=True)
class Demands:
    """What must, and what must not, be said in some zones."""

    needs: tuple[Demand, ...]
    bars: tuple[Demand, ...]

    def met(self, zones: Sequence[int]) -> bool:
        """Tell whether the classes said in each zone, in the order of `Zone`, meet the demands."""
        for zone, mask in self.needs:
            if not zones[zone] & mask:
                return False
        return not any(zones[zone] & mask for zone, mask in self.bars)


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One way of saying an indicator in one of `units`: by the words `beside` the number and those `around`.

    `key` is the first need beside the number, `rank` what decides between patterns that fit; `around` is
    None where nothing is asked of it; `bodies` says that the code may count offices, villages or firms.
    """

    code: str
    units: frozenset[str]
    key: int
    beside: Demands
    around: Demands | None
    rank: tuple[int, int]
    bodies: bool


@dataclass(frozen=True, slots=True)
class Codebook:
    """The compiled codebook.

    `automaton` finds the vocabulary; for the word of each index, `classes` holds its bits, `shadow` whether
    it hides the words inside it, and `keyed` by unit the patterns that it can start. `units` are all units
    that any code takes. `topics`, `others`, `never` and `bodies` are masks of the words so listed in the
    data, `body_units` what offices, villages and firms are counted in; `once` are the codes given once a
    sentence.
    """

    automaton: AhoCorasick
    classes: tuple[int, ...]
    shadow: tuple[bool, ...]
    keyed: tuple[Mapping[str, tuple[Pattern, ...]], ...]
    units: frozenset[str]
    topics: int
    others: int
    never: int
    bodies: int
    body_units: frozenset[str]
    once: frozenset[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Codebook":
        """Compile the data of `codebook.yaml`; a pattern of unknown classes or zones is a ValueError."""
        classes = _Classes(data["words"])
        shadows = dict.fromkeys(data["shadows"])
        for word in shadows:
            classes.add(word)
        topics, others, never, bodies = (
            classes.either(names)
            for names in (data["topics"], data["others"], data["never"], data["bodies"]["words"])
        )
        entries = code_entries(data)
        patterns = [pattern for code, entry in entries for pattern in _patterns_of(code, entry, classes)]
        words = classes.words
        return cls(
            automaton=AhoCorasick(list(words)),
            classes=tuple(words.values()),
            shadow=tuple(word in shadows for word in words),
            keyed=tuple(_by_unit(p for p in patterns if p.key & bits) for bits in words.values()),
            units=frozenset(unit for pattern in patterns for unit in pattern.units),
            topics=topics,
            others=others,
            never=never,
            bodies=bodies,
            body_units=frozenset(data["bodies"]["units"]),
            once=frozenset(code for code, entry in entries if entry.get("once")),
        )


def code_entries(data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return each code of the data with its entry, in the order of the codebook."""
    return [(code, entry) for codes in data["areas"].values() for code, entry in codes.items()]


class _Classes:
    """Gives every class of words a bit, and collects which words carry which bits."""

    def __init__(self, named: Mapping[str, Sequence[str]]) -> None:
        self.words: dict[str, int] = {}
        self._bits: dict[str, int] = {}
        for name, words in named.items():
            self._bits[name] = 1 << len(self._bits)
            for word in words:
                self.add(word, self._bits[name])

    def add(self, word: str, bit: int = 0) -> None:
        self.words[word] = self.words.get(word, 0) | bit

    def mask(self, item: str) -> int:
        """Return the bits of `a/b/…`, each a class or a word of its own."""
        return self.either(item.split("/"))

    def either(self, names: Iterable[str]) -> int:
        """Return the bits of the classes or words together."""
        return sum(dict.fromkeys(self._bit(name) for name in names))

    def _bit(self, name: str) -> int:
        if name not in self._bits:
            if name.isascii() and not name.isdigit():
                raise ValueError(f"codebook: no class of words is called {name!r}")
            self._bits[name] = 1 << len(self._bits)
            self.add(name, self._bits[name])
        return self._bits[name]


def _by_unit(patterns: Iterable[Pattern]) -> dict[str, tuple[Pattern, ...]]:
    found: dict[str, tuple[Pattern, ...]] = {}
    for pattern in patterns:
        for unit in pattern.units:
            found[unit] = (*found.get(unit, ()), pattern)
    return found


def _patterns_of(code: str, entry: Mapping[str, Any], classes: _Classes) -> list[Pattern]:
    printed = [entry["unit"], *entry.get("also", ()), *entry.get("further", ())]
    units = frozenset(normalize("NFKC", unit) for unit in printed)
    patterns = []
    for row in entry["patterns"]:
        needs = _needs(code, row, classes)
        bars = _bars(entry, row, classes)
        around = _demands(needs, bars, lambda zone: zone not in _BESIDE)
        patterns.append(
            Pattern(
                code=code,
                units=units,
                key=needs[0][1],
                beside=_demands(needs, bars, lambda zone: zone in _BESIDE),
                around=around if around.needs or around.bars else None,
                rank=(row.get("rank", 0), len(needs)),
                bodies=entry.get("bodies", False),
            )
        )
    return patterns


def _demands(needs: Iterable[Demand], bars: Iterable[Demand], kept: Callable[[int], bool]) -> Demands:
    return Demands(
        tuple(demand for demand in needs if kept(demand[0])),
        tuple(demand for demand in bars if kept(demand[0])),
    )


def _needs(code: str, row: Mapping[str, Any], classes: _Classes) -> tuple[Demand, ...]:
    """Return the needs of a pattern, those beside the number first."""
    unknown = row.keys() - _PATTERN_KEYS
    if unknown:
        raise ValueError(f"codebook: {code} has a pattern with unknown {sorted(unknown)}")
    needs = tuple((int(zone), classes.mask(item)) for zone in Zone for item in row.get(zone.name.lower(), ()))
    if not needs or needs[0][0] not in _BESIDE:
        raise ValueError(f"codebook: {code} has a pattern with no word beside the number")
    return needs


def _bars(entry: Mapping[str, Any], row: Mapping[str, Any], classes: _Classes) -> tuple[Demand, ...]:
    """Return the bars of a code and of its pattern together, one a zone."""
    barred = {zone: [*entry.get(name, ()), *row.get(name, ())] for name, zone in _BARS.items()}
    return tuple((int(zone), classes.either(names)) for zone, names in barred.items() if names)
