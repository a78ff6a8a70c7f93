"""The words around numbers, compiled once from `flows/vocabulary/numbers.yaml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from flows.reading.numerals import CHINESE, DIGITS
from flows.reading.shapes import Qualifier

# counting: with any numeral; careful: with a small Chinese numeral only before concrete nouns; digits:
# measure word and noun: with Arabic numerals only; slogan: never with a small Chinese numeral; never.
UnitClass = Literal["counting", "careful", "digits", "noun", "slogan", "never"]
Meaning = TypeVar("Meaning")

_CLASSES: tuple[tuple[str, UnitClass], ...] = (
    ("counting", "counting"),
    ("careful", "careful"),
    ("digits", "digits"),
    ("nouns", "noun"),
    ("slogans", "slogan"),
    ("never", "never"),
)
_REACH = 8  # the longest qualifier has seven characters


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words that asks cheaply whether one of them stands directly before or after a place."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str]) -> "Words":
        """Sort the words, longest first."""
        return cls(tuple(sorted({str(word) for word in words}, key=lambda word: (-len(word), word))))

    def ends(self, text: str, end: int) -> bool:
        """Tell whether one of the words ends at `end`."""
        return text.endswith(self.words, max(0, end - _REACH), end)

    def starts(self, text: str, start: int) -> bool:
        """Tell whether one of the words starts at `start`."""
        return text.startswith(self.words, start)

    def within(self, stretch: str) -> bool:
        """Tell whether one of the words occurs in the (short) stretch."""
        return any(word in stretch for word in self.words)


@dataclass(frozen=True, slots=True)
class Lexicon(Generic[Meaning]):
    """Words that each carry a meaning; the longest that fits wins."""

    by_edge: Mapping[str, tuple[tuple[str, Meaning], ...]]

    @classmethod
    def of(cls, meanings: Mapping[str, Meaning], *, at_end: bool = False) -> "Lexicon[Meaning]":
        """Index the words by their first character, or by their last where they are looked up backwards."""
        index: dict[str, list[tuple[str, Meaning]]] = {}
        for word in sorted(meanings, key=lambda word: (-len(word), word)):
            index.setdefault(word[-1] if at_end else word[0], []).append((word, meanings[word]))
        return cls({edge: tuple(entries) for edge, entries in index.items()})

    def after(self, text: str, start: int) -> tuple[str, Meaning] | None:
        """Return the longest word that starts at `start`, and its meaning."""
        for word, meaning in self.by_edge.get(text[start : start + 1], ()):
            if text.startswith(word, start):
                return word, meaning
        return None

    def before(self, text: str, end: int) -> tuple[str, Meaning] | None:
        """Return the longest word that ends at `end`, and its meaning."""
        for word, meaning in self.by_edge.get(text[end - 1 : end], ()):
            if text.endswith(word, 0, end):
                return word, meaning
        return None


@dataclass(frozen=True, slots=True)
class OnceRules:
    """When a Chinese 一 with a measure word is a count (组织开展一次…, 行政应诉案件一件。)."""

    verbs: Words
    units: frozenset[str]
    not_after: Words
    postposed_after: Words
    postposed_units: frozenset[str]


@dataclass(frozen=True, slots=True)
class NumberRules:
    """What tells a count from a date, an ordinal, a name or a slogan, and how to read it.

    `candidate` finds in one pass what may be a number (groups `fraction`, `arabic`, `none`, `chinese`) and
    swallows titles and short quotations (groups `title`, `quoted`); `signals` finds in a sentence the
    words that govern the numbers after them.
    """

    candidate: re.Pattern[str]
    signals: re.Pattern[str]
    units: Lexicon[UnitClass]
    rank_word: str
    rank_nouns: Words
    duration_words: frozenset[str]
    duration_not_before: Words
    duration_not_after: Words
    concrete: Words
    once: OnceRules
    not_before: Words
    hotlines: frozenset[str]
    place_tails: Words
    place_units: frozenset[str]
    qualifier_before: Lexicon[Qualifier]
    qualifier_after: Lexicon[Qualifier]
    qualifier_apart: Mapping[Qualifier, Words]
    compare: Words
    since: Words
    change: Words
    sums: Words
    topic_leads: frozenset[str]
    verbs: Words
    name_lead: re.Pattern[str]
    name_tail: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "NumberRules":
        """Compile the content of `numbers.yaml`."""
        units = _units(data["units"])
        units[data["ranks"]["word"]] = "careful"
        durations, once, signals, names = data["durations"], data["once"], data["signals"], data["names"]
        qualifiers = data["qualifiers"]
        return cls(
            candidate=_candidate_pattern(units),
            signals=_signal_pattern(signals),
            units=Lexicon.of(units),
            rank_word=data["ranks"]["word"],
            rank_nouns=Words.of(data["ranks"]["nouns"]),
            duration_words=frozenset(durations["words"]),
            duration_not_before=Words.of(durations["not_before"]),
            duration_not_after=Words.of(durations["not_after"]),
            concrete=Words.of(data["concrete"].split()),
            once=OnceRules(
                verbs=Words.of(once["verbs"]),
                units=frozenset(once["units"]),
                not_after=Words.of(once["not_after"]),
                postposed_after=Words.of(once["postposed_after"]),
                postposed_units=frozenset(once["postposed_units"]),
            ),
            not_before=Words.of(data["not_before"]),
            hotlines=frozenset(data["hotlines"]),
            place_tails=Words.of(data["place_tails"]),
            place_units=frozenset(data["place_units"]),
            qualifier_before=_qualifier_lexicon(qualifiers["before"], at_end=True),
            qualifier_after=_qualifier_lexicon(qualifiers["after"]),
            qualifier_apart={name: Words.of(words) for name, words in qualifiers["apart"].items()},
            compare=Words.of(signals["compare"]),
            since=Words.of(signals["since"]),
            change=Words.of(signals["change"]),
            sums=Words.of(signals["sum"]),
            topic_leads=frozenset(["", *signals["topic_leads"]]),
            verbs=Words.of(signals["verbs"]),
            name_lead=re.compile(rf"^(?:{_alternatives(names['lead'])})+"),
            name_tail=re.compile(rf"(?:{_alternatives(names['tail'])})+$"),
        )


def _alternatives(words: Iterable[str]) -> str:
    """Return the words as branches of a pattern, longest first."""
    return "|".join(re.escape(word) for word in Words.of(words).words)


def _units(data: Mapping[str, str]) -> dict[str, UnitClass]:
    """Return every unit with its class; a word of two classes keeps the first, but `never` wins."""
    units: dict[str, UnitClass] = dict.fromkeys(data["never"].split(), "never")
    for key, unit_class in _CLASSES:
        for word in data[key].split():
            units.setdefault(word, unit_class)
    return units


def _qualifier_lexicon(data: Mapping[Qualifier, list[str]], *, at_end: bool = False) -> Lexicon[Qualifier]:
    return Lexicon.of({word: name for name, words in data.items() for word in words}, at_end=at_end)


def _candidate_pattern(units: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern that finds numbers, titles and short quotations in one pass.

    Every branch takes a whole run of digits or numerals or does not start inside one, so that a run of any
    length is walked once.
    """
    first = re.escape("".join(sorted({unit[0] for unit in units})))
    digit, chinese = f"[{DIGITS}]", f"[{CHINESE}]"
    grouped = rf"{digit}{{1,3}}(?:(?:[,，]{digit}{{3}})+|(?: {digit}{{3}})+)(?!{digit})"
    arabic = (
        rf"(?:{grouped}|{digit}++)(?:[.．]{digit}++)?"
        rf"(?: ?[余多]?(?:千(?![米瓦克卡])|[十百万亿])(?:{digit}{{1,4}}(?=[百千万]))?){{0,4}}"
    )
    return re.compile(
        r"《(?P<title>[^《》\n]{1,150})》"
        r"|“(?P<quoted>[^“”\n]{1,40})”|[‘「『][^‘’「」『』\n]{1,40}[’」』]|\"[^\"\n]{1,30}\""
        rf"|(?<![{CHINESE}])(?P<fraction>[{CHINESE}]{{1,4}}分之(?:{digit}++(?:[.．]{digit}++)?|{chinese}++(?:点{chinese}++)?))"
        rf"|(?<![{DIGITS}A-Za-z.．])(?P<arabic>{arabic})(?P<arabic_vague>[余多来几]| ?余|[+＋](?!{digit}))?"
        rf"|(?<![{CHINESE}第])(?P<none>无(?=一[件起例宗次人名]))?(?P<chinese>{chinese}++(?:[余多][百千万亿]++)?)"
        rf"(?P<chinese_vague>[余多来])?(?=[{first}])"
    )


def _signal_pattern(data: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Return the pattern of the words that govern the numbers after them, one group a kind."""
    groups = ("now", "last", "next", "aim", "done", "require", "yearly", "each", "part")
    words = "|".join(f"(?P<{group}>{_alternatives(data[group])})" for group in groups)
    return re.compile(
        r"《[^《》\n]{1,150}》|“[^“”\n]{1,40}”"
        rf"|(?<![{DIGITS}])(?P<year>(?:19|20)[0-9]{{2}})(?: ?年|(?=[.．/-][01]?[0-9](?![0-9%％])))"
        rf"|{words}"
    )
