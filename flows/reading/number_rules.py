"""The words around numbers, compiled once from `flows/vocabulary/numbers.yaml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from flows.reading.mention_tables import TableRules
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
_SIGNAL_KINDS = ("each", "yearly", "part", "require", "done", "aim", "next", "last", "now")
_ITEMS = "一二三四五六七八九十"
_NAME_DATE = r"(?:19|20)[0-9]{2} ?年(?:度|底|初|末|以来|[0-9]{1,2}月(?:底|份)?)?"
_REACH = 8  # the longest qualifier has seven characters


def _alternatives(words: Iterable[str]) -> str:
    """Return a pattern of the words that prefers the longest of those that begin alike.

    The words that begin alike share a branch, so that few branches are tried, first those whose word
    comes first in `words`.
    """
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{re.escape(first)}{_tail_pattern(rest)}" for first, rest in tails.items())


def _tail_pattern(tails: Iterable[str]) -> str:
    ordered = sorted(set(tails), key=lambda tail: (-len(tail), tail))
    return f"(?:{'|'.join(map(re.escape, ordered))})" if ordered != [""] else ""


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words that tells cheaply whether one of them stands at a place or in a stretch."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, words: Iterable[str]) -> "Words":
        """Take the words in any order."""
        ordered = tuple(dict.fromkeys(map(str, words)))
        return cls(ordered, re.compile(_alternatives(ordered)))

    def ends(self, text: str, end: int) -> bool:
        """Tell whether one of the words ends at `end`."""
        return text.endswith(self.words, max(0, end - _REACH), end)

    def starts(self, text: str, start: int) -> bool:
        """Tell whether one of the words starts at `start`."""
        return text.startswith(self.words, start)

    def within(self, stretch: str) -> bool:
        """Tell whether one of the words occurs in the stretch."""
        return self.pattern.search(stretch) is not None


@dataclass(frozen=True, slots=True)
class Lexicon(Generic[Meaning]):
    """Words that each carry a meaning; the longest that fits wins."""

    meanings: Mapping[str, Meaning]
    pattern: re.Pattern[str]
    starts: frozenset[str]
    ends: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, meanings: Mapping[str, Meaning]) -> "Lexicon[Meaning]":
        """Compile the words, and note for each last character the lengths to try backwards."""
        ends: dict[str, set[int]] = {}
        for word in meanings:
            ends.setdefault(word[-1], set()).add(len(word))
        return cls(
            dict(meanings),
            re.compile(_alternatives(meanings)),
            frozenset(word[0] for word in meanings),
            {last: tuple(sorted(lengths, reverse=True)) for last, lengths in ends.items()},
        )

    def after(self, text: str, start: int) -> tuple[str, Meaning] | None:
        """Return the longest word that starts at `start`, and its meaning."""
        if text[start : start + 1] not in self.starts:
            return None
        match = self.pattern.match(text, start)
        return None if match is None else (match[0], self.meanings[match[0]])

    def before(self, text: str, end: int) -> Meaning | None:
        """Return the meaning of the longest word that ends at `end`."""
        for length in self.ends.get(text[end - 1 : end], ()):
            if length <= end and (word := text[end - length : end]) in self.meanings:
                return self.meanings[word]
        return None


@dataclass(frozen=True, slots=True)
class OnceRules:
    """When a Chinese 一 with a measure word counts: 组织开展一次…, 行政应诉案件一件。, 无一起败诉 (none)."""

    verbs: Words
    units: frozenset[str]
    not_after: Words
    postposed_after: Words
    postposed_units: frozenset[str]
    none: Words
    none_units: frozenset[str]
    zero_units: frozenset[str]


@dataclass(frozen=True, slots=True)
class NumberRules:
    """What tells a count from a date, an ordinal, a name or a slogan, and how to read it.

    `candidate` finds in one pass what may be a number and swallows titles and short quotations. The last
    group that took part tells what was found: `unit`, the measure word right behind Arabic digits, or
    `arabic` or `vague` where there is none; `measure`, that behind Chinese numerals; a `fraction`; words
    `quoted` that may be a numeral with its unit; none for a title or any other quotation. `arabic` and
    `chinese` are empty and mark the end of the numeral before a 余 or 多.
    `bare_edges` are the characters that what `bare_after` finds may end with.
    `signals` finds in a sentence the years and the words that govern the numbers after them, whose kinds
    are `signal_kinds`; what has no kind is only passed over.
    """

    candidate: re.Pattern[str]
    tables: TableRules
    signals: re.Pattern[str]
    signal_kinds: Mapping[str, str]
    units: Mapping[str, UnitClass]
    rank_word: str
    rank_nouns: Words
    duration_words: frozenset[str]
    duration_not_before: Words
    duration_not_after: Words
    concrete: Words
    once: OnceRules
    barred_before: Lexicon[bool]
    vague_before: frozenset[str]
    number_names: Words
    number_names_unless: Words
    bare_after: re.Pattern[str]
    bare_edges: frozenset[str]
    hotlines: frozenset[str]
    place_tails: Words
    place_units: frozenset[str]
    qualifier_before: Lexicon[Qualifier]
    qualifier_after: Lexicon[Qualifier]
    qualifier_apart: re.Pattern[str]
    apart_meanings: Mapping[str, Qualifier]
    compare: Words
    since: Words
    change: Words
    sums: Words
    topic_leads: frozenset[str]
    verbs: Words
    name_lead: re.Pattern[str]
    name_tail: Lexicon[int]
    name_opens: Lexicon[int]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "NumberRules":
        """Compile the content of `numbers.yaml`."""
        units = _units(data["units"])
        units[data["ranks"]["word"]] = "careful"
        durations, once, signals, names = data["durations"], data["once"], data["signals"], data["names"]
        qualifiers = data["qualifiers"]
        apart: dict[str, Qualifier] = {
            word: name for name, words in qualifiers["apart"].items() for word in words
        }
        kinds = {word: kind for kind in _SIGNAL_KINDS for word in signals[kind]}
        return cls(
            candidate=_candidate_pattern(units),
            tables=TableRules.from_data(data["tables"]),
            signals=_signal_pattern([*kinds, *signals["silent"]]),
            signal_kinds=kinds,
            units=units,
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
                none=Words.of(once["none"]),
                none_units=frozenset(once["none_units"]),
                zero_units=frozenset(once["zero_units"]),
            ),
            barred_before=Lexicon.of(
                dict.fromkeys(map(str, data["not_before"]), True)
                | dict.fromkeys(data["may_stand_before"], False),
            ),
            vague_before=frozenset(data["vague_before"]),
            number_names=Words.of(data["number_names"]["words"]),
            number_names_unless=Words.of(data["number_names"]["unless"]),
            bare_after=re.compile(
                rf"(?:{_alternatives(data['bare_after'])})(?:{_alternatives(data['bare_links'])})? ?$"
            ),
            bare_edges=frozenset(word[-1] for word in [*data["bare_after"], *data["bare_links"], " "]),
            hotlines=frozenset(data["hotlines"]),
            place_tails=Words.of(data["place_tails"]),
            place_units=frozenset(data["place_units"]),
            qualifier_before=_qualifier_lexicon(qualifiers["before"]),
            qualifier_after=_qualifier_lexicon(qualifiers["after"]),
            qualifier_apart=re.compile(_alternatives(apart)),
            apart_meanings=apart,
            compare=Words.of(signals["compare"]),
            since=Words.of(signals["since"]),
            change=Words.of(signals["change"]),
            sums=Words.of(signals["sum"]),
            topic_leads=frozenset(["", *signals["topic_leads"]]),
            verbs=Words.of(signals["verbs"]),
            name_lead=_lead_pattern(names["lead"]),
            name_tail=Lexicon.of({word: len(word) for word in names["tail"]}),
            name_opens=Lexicon.of(dict.fromkeys(names["opens"], 0)),
        )


def _lead_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of what stands before a name; its first character often tells that nothing does."""
    first = re.escape("".join(sorted({word[0] for word in words})))
    return re.compile(rf"(?=[12{_ITEMS}{first}])(?:{_NAME_DATE}|[{_ITEMS}]是|{_alternatives(words)})+")


def _units(data: Mapping[str, str]) -> dict[str, UnitClass]:
    """Return every unit with its class; a word of two classes keeps the first, but `never` wins."""
    units: dict[str, UnitClass] = {}
    for key, unit_class in _CLASSES:
        for word in data[key].split():
            units.setdefault(word, unit_class)
    return units | dict.fromkeys(data["never"].split(), "never")


def _qualifier_lexicon(
    data: Mapping[Qualifier, list[str]],
) -> Lexicon[Qualifier]:
    return Lexicon.of({word: name for name, words in data.items() for word in words})


def _candidate_pattern(units: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern that finds numbers, titles and short quotations in one pass.

    It opens with a set of characters, which the engine skips to quickly; the branches look back at the
    character taken. Every branch takes a whole run of digits or numerals or does not start inside one, so
    that a run of any length is walked once.
    """
    unit = _alternatives(units)
    first = re.escape("".join(sorted({unit[0] for unit in units})))
    last = re.escape("".join(sorted({unit[-1] for unit in units} | {"万", "亿"})))
    digit, chinese = f"[{DIGITS}]", f"[{CHINESE}]"
    grouped = rf"{digit}{{0,2}}(?:(?:[,，]{digit}{{3}})+|(?: {digit}{{3}})+)(?!{digit})"
    ranks = rf"(?: ?[余多]?(?:千(?![米瓦克卡])|百(?!分点)|[十万亿])(?:{digit}{{1,4}}(?=[百千万]))?){{0,4}}+"
    return re.compile(
        rf"[{DIGITS}{CHINESE}《“‘「『\"](?:"
        rf"(?<={digit})(?<![{DIGITS}A-Za-z.．].)(?:{grouped}|{digit}*+)(?:[.．]{digit}++)?+{ranks}(?![年月日])"
        rf"(?P<arabic>)(?P<vague>[余多来几]| ?余|[+＋](?!{digit}))?(?:(?= ?[{first}])(?= ?(?P<unit>{unit}))|)"
        rf"|(?<={chinese})(?<![{CHINESE}].)(?:"
        rf"(?:{chinese}{{0,3}}分之(?:{digit}++(?:[.．]{digit}++)?|{chinese}++(?:点{chinese}++)?)"
        rf"|(?<=[达至到近约超为过升降增减占缩长高低少了于加快].)成(?:{chinese}|半)?(?=以上|左右|[，。；、）)多]|$))(?P<fraction>)"
        rf"|{chinese}*+(?:[余多][百千万亿]++)?(?P<chinese>)(?P<some>[余多来])?(?=[{first}])(?=(?P<measure>{unit})))"
        r"|(?<=《)[^《》\n]{1,150}》"
        rf"|(?<=“)(?:(?=[{DIGITS}{CHINESE}][^“”\n]{{0,39}}(?<=[{last}])”)(?P<quoted>))?[^“”\n]{{1,40}}”"
        r"|(?<=[‘「『])[^‘’「」『』\n]{1,40}[’」』]"
        r"|(?<=\")[^\"\n]{1,30}\")"
    )


def _signal_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of the words that govern the numbers after them, of years, titles and quotations.

    Every branch begins with a character, so that the engine skips to the next one of them.
    """
    before = rf"(?<![{DIGITS}].)"
    behind = r"[0-9]{2}(?: ?年|(?=[.．/-][01]?[0-9](?![0-9%％])))"
    return re.compile(
        rf"1{before}9{behind}|2{before}0{behind}"
        rf"|《[^《》\n]{{1,150}}》|“[^“”\n]{{1,40}}”|{_alternatives(words)}"
    )
