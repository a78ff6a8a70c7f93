"""The codebook compiled for matching: what each word says, and what each pattern asks, as bits.

A demand of a pattern (one of these words, in this zone) is one bit. Every word of the vocabulary carries the
bits of the demands that it meets in each zone, so what a stretch of text says is the OR of its words, and
whether a pattern's demands are met is one AND.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple
from unicodedata import normalize

from ahocorasick_rs import AhoCorasick

from flows.reading.coding_words import Lexicon


class Zone(IntEnum):
    """Where words are looked for, seen from the number; `NEAR` is on either side of it.

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
_AROUND = (Zone.CLAUSE, Zone.SENTENCE, Zone.PASSAGE, Zone.TOPIC)
_BARS = {
    "not": Zone.NEAR,
    "not_clause": Zone.CLAUSE,
    "not_sentence": Zone.SENTENCE,
    "not_passage": Zone.PASSAGE,
}
_PATTERN_KEYS = {zone.name.lower() for zone in Zone} | _BARS.keys() | {"rank"}

_Item = tuple[Zone, tuple[str, ...]]
"""A zone and the classes or words of which one must (or, as a bar, none may) stand in it."""


class Demand(NamedTuple):
    """What must be said in a zone: of the bits `asked` those `needed`, and none of the others, the bars."""

    zone: Zone
    asked: int
    needed: int


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """One way of saying an indicator: by what is said beside the number and in the zones `around` it.

    Beside it, of the bits `asked` those `needed` must be said and no other. `rank` is what decides between
    patterns that fit; `bodies` says that the code may count offices, villages or firms.
    """

    code: str
    asked: int
    needed: int
    around: tuple[Demand, ...]
    rank: tuple[int, int]
    bodies: bool


@dataclass(frozen=True, slots=True)
class Codebook:
    """The compiled codebook.

    `beside` are the words that are looked for beside a number, with the bits that each sets `before` it and
    `after` it; `around` those in the zones around it, with the bits that each `says` there, of which `topics`
    tell the topic of a clause.
    `started` are by unit the patterns that each word beside a number can start. `never` and `others` are bits
    before the number, `bodies` the words so listed in the data and `body_units` what they are counted in;
    `once` are the codes given once a sentence.
    """

    beside: Lexicon
    before: tuple[int, ...]
    after: tuple[int, ...]
    around: Lexicon
    says: tuple[int, ...]
    topics: int
    started: Mapping[str, Mapping[int, Sequence[Pattern]]]
    never: int
    others: int
    bodies: frozenset[int]
    body_units: frozenset[str]
    once: frozenset[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Codebook":
        """Compile the data of `codebook.yaml`; a pattern of unknown classes or zones is a ValueError."""
        beside, around = (_Vocabulary(data["shadows"], data["words"]) for _ in range(2))
        # Asked of no pattern: it tells that a clause names a topic, whichever.
        around.bit(Zone.TOPIC, data["topics"])
        entries = code_entries(data)
        started: dict[str, dict[int, list[Pattern]]] = defaultdict(lambda: defaultdict(list))
        for code, entry in entries:
            for row in entry["patterns"]:
                pattern, starts = _compile(code, entry, row, beside, around)
                for unit in _units(entry):
                    for word in starts:
                        started[unit][word].append(pattern)
        return cls(
            never=beside.bit(Zone.BEFORE, data["never"]),
            others=beside.bit(Zone.BEFORE, data["others"]),
            bodies=beside.indices(data["bodies"]["words"]),
            body_units=frozenset(data["bodies"]["units"]),
            started={unit: dict(patterns) for unit, patterns in started.items()},
            once=frozenset(code for code, entry in entries if entry.get("once")),
            beside=beside.lexicon(),
            before=beside.bits_of_words((Zone.NEAR, Zone.BEFORE)),
            after=beside.bits_of_words((Zone.NEAR, Zone.AFTER)),
            around=around.lexicon(),
            says=around.bits_of_words(_AROUND),
            topics=around.bits_of(Zone.TOPIC),
        )


def code_entries(data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return each code of the data with its entry, in the order of the codebook."""
    return [(code, entry) for codes in data["areas"].values() for code, entry in codes.items()]


class _Vocabulary:
    """Numbers the words, gives every demand a bit, and collects which words carry which bits."""

    def __init__(self, shadows: Iterable[str], classes: Mapping[str, Sequence[str]]) -> None:
        self._indices = {word: index for index, word in enumerate(dict.fromkeys(shadows))}
        self._shadows = len(self._indices)
        self._classes = classes
        self._bits: dict[_Item, int] = {}
        self._words: dict[_Item, frozenset[int]] = {}

    def indices(self, names: Iterable[str]) -> frozenset[int]:
        """Return the words of the classes, or themselves the words, that `names` gives."""
        words = (word for name in names for word in self._named(name))
        return frozenset(self._indices.setdefault(word, len(self._indices)) for word in words)

    def _named(self, name: str) -> Sequence[str]:
        if name.isascii() and not name.isdigit() and name not in self._classes:
            raise ValueError(f"codebook: no class of words is called {name!r}")
        return self._classes.get(name, (name,))

    def bit(self, zone: Zone, names: Iterable[str]) -> int:
        """Return the bit that any of the words of `names` sets in the zone."""
        item = (zone, tuple(names))
        if item not in self._bits:
            self._bits[item] = 1 << len(self._bits)
            self._words[item] = self.indices(names)
        return self._bits[item]

    def bits_of(self, zone: Zone) -> int:
        """Return the bits that are asked in the zone."""
        return sum(bit for (asked, _), bit in self._bits.items() if asked is zone)

    def bits_of_words(self, zones: Collection[Zone]) -> tuple[int, ...]:
        """Return the bits that each word sets in the zones."""
        bits = [0] * len(self._indices)
        for item, words in self._words.items():
            if item[0] in zones:
                for word in words:
                    bits[word] |= self._bits[item]
        return tuple(bits)

    def lexicon(self) -> Lexicon:
        """Return what finds the words."""
        return Lexicon(AhoCorasick(list(self._indices)), self._shadows)


def _units(entry: Mapping[str, Any]) -> frozenset[str]:
    printed = [entry["unit"], *entry.get("also", ()), *entry.get("further", ())]
    return frozenset(normalize("NFKC", unit) for unit in printed)


def _compile(
    code: str, entry: Mapping[str, Any], row: Mapping[str, Any], beside: _Vocabulary, around: _Vocabulary
) -> tuple[Pattern, frozenset[int]]:
    """Return the pattern of one row of a code, and the words that start it: those of its first need."""
    needs, bars = _needs(code, row), _bars(entry, row)
    _, asked, needed = _demand(needs, bars, _BESIDE, beside)
    demands = (_demand(needs, bars, (zone,), around) for zone in _AROUND)
    pattern = Pattern(
        code=code,
        asked=asked,
        needed=needed,
        around=tuple(demand for demand in demands if demand.asked),
        rank=(row.get("rank", 0), len(needs)),
        bodies=entry.get("bodies", False),
    )
    return pattern, beside.indices(needs[0][1])


def _demand(
    needs: Iterable[_Item], bars: Iterable[_Item], zones: Sequence[Zone], vocabulary: _Vocabulary
) -> Demand:
    needed, barred = (
        sum({vocabulary.bit(zone, names) for zone, names in items if zone in zones})
        for items in (needs, bars)
    )
    return Demand(zones[0], needed | barred, needed)


def _needs(code: str, row: Mapping[str, Any]) -> list[_Item]:
    """Return the needs of a pattern, those beside the number first."""
    unknown = row.keys() - _PATTERN_KEYS
    if unknown:
        raise ValueError(f"codebook: {code} has a pattern with unknown {sorted(unknown)}")
    needs = [(zone, tuple(item.split("/"))) for zone in Zone for item in row.get(zone.name.lower(), ())]
    if not needs or needs[0][0] not in _BESIDE:
        raise ValueError(f"codebook: {code} has a pattern with no word beside the number")
    return needs


def _bars(entry: Mapping[str, Any], row: Mapping[str, Any]) -> list[_Item]:
    """Return the bars of a code and of its pattern together, one a zone."""
    barred = {zone: (*entry.get(name, ()), *row.get(name, ())) for name, zone in _BARS.items()}
    return [(zone, names) for zone, names in barred.items() if names]
