"""Enumerators: the signs that number the parts of a report, in one pass over its text.

`scan` finds every place that could be one: 一、 (一) 1. (1) 1) ① 一是 第一, 首先 第一部分, at the start of
a line or after the end of a sentence, half and full width, with blanks inside, some with a bracket or
the 、 lost. Whether a candidate really numbers a part is told by its neighbours (`outline_levels`).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_ONE = "[一二三四五六七八九]"
_HAN_NUMBER = f"(?:{_ONE}百(?:零{_ONE}|{_ONE}十{_ONE}?)?|{_ONE}?十{_ONE}?|{_ONE})"
_DIGITS = r"[0-9０-９]{1,3}"
_NUMERAL = re.compile(r"\d+|[零一二三四五六七八九十百]+")
_TO_ONES = {character: value for value, character in enumerate("零一二三四五六七八九")}

_MOST = 20_000
_TABLE_ROW = re.compile(r"(?m)^.* \| .*$")


@dataclass(frozen=True, slots=True)
class Style:
    """One way to number; outline.yaml says what each field means."""

    name: str
    rank: int
    inline: bool
    comma: bool
    clause: bool
    piece: bool
    listed: bool


class Enumerator(NamedTuple):  # cheaper to make than a dataclass, and many are made
    """A candidate: `text[start:end]` is the label as printed.

    `ordinal` is None where the number itself is lost. `fresh` says that it starts a line, `damaged` that
    a sign is missing, so that only the numbers around it can tell.
    """

    start: int
    end: int
    style: Style
    ordinal: int | None
    fresh: bool
    damaged: bool


@dataclass(frozen=True, slots=True)
class EnumeratorRules:
    """The styles of numbering, compiled to one pattern with a group for each."""

    pattern: re.Pattern[str]
    commas: str
    groups: Mapping[str, tuple[Style, bool]]
    words: Mapping[str, int]
    counted: re.Pattern[str]
    paired: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "EnumeratorRules":
        """Compile `styles`, `ordinal_words`, `counted` and `paired` of outline.yaml."""
        groups: dict[str, tuple[Style, bool]] = {}
        sound: list[str] = []
        damaged: list[str] = []
        for row in data["styles"]:
            style = Style(
                name=row["name"],
                rank=row["rank"],
                inline=row["inline"],
                comma=row.get("comma", False),
                clause=row.get("clause", False),
                piece=row.get("piece", False),
                listed=row.get("list", False),
            )
            groups[style.name] = (style, False)
            sound.append(f"(?P<{style.name}>{_expand(row['pattern'])})")
            if "damaged" in row:
                name = f"{style.name}_damaged"
                groups[name] = (style, True)
                damaged.append(f"(?P<{name}>{_expand('|'.join(row['damaged']))})")
        marks = data["marks"]
        before = f"[{re.escape(marks['before'] + marks['commas'])}]"
        labels = f"(?:{'|'.join(sound)}|(?<=\\n)(?:{'|'.join(damaged)}))"
        return cls(
            # Most marks are followed by no enumerator: the first character tells before any style is tried.
            pattern=re.compile(f"{before}(?=[{marks['first']}]){labels}"),
            commas=marks["commas"],
            groups=groups,
            words=data["ordinal_words"],
            counted=re.compile(data["counted"]),
            paired=re.compile(data["paired"]),
        )


def _expand(pattern: str) -> str:
    return pattern.replace("{number}", _HAN_NUMBER).replace("{digits}", _DIGITS)


def scan(text: str, rules: EnumeratorRules) -> list[Enumerator]:
    """Return the candidates of `text` in order, the first 20,000: no report numbers a tenth as many parts."""
    padded = "\n" + text  # a first line starts like any other
    if " | " in text:
        # Rows of a table number themselves (一、本年新收… | 0), not the parts of the report.
        padded = _TABLE_ROW.sub(lambda row: "|" * len(row.group()), padded)
    found: list[Enumerator] = []
    place, dashes = 0, 0
    search = rules.pattern.search
    while len(found) < _MOST and (match := search(padded, place)):
        group = match.lastgroup or ""
        style, damaged = rules.groups[group]
        before = padded[match.start()]
        start, place = match.span(group)
        start, end = start - 1, place - 1
        # The mark that ends a label may be the mark that the next label follows.
        place = end if end > start else start + 1
        fresh = before == "\n"
        if not fresh and (not style.inline or (before in rules.commas and not style.comma)):
            continue
        if style.name in _QUANTITY_STYLES and _names_a_quantity(text, end, damaged, rules):
            continue
        if style.name == "dash":
            dashes += 1
            ordinal: int | None = dashes
        else:
            ordinal = ordinal_of(text[start:end], rules)
            # Dashes number nothing: they are counted within the part that they stand in.
            dashes = 0 if fresh else dashes
        found.append(Enumerator(start, end, style, ordinal, fresh, damaged))
    return found


# Only these read like a quantity that opens a sentence.
_QUANTITY_STYLES = frozenset({"han", "digit"})


def _names_a_quantity(text: str, end: int, damaged: bool, rules: EnumeratorRules) -> bool:
    if not damaged:
        return rules.paired.match(text, end) is not None
    return text[end - 1] != " " and rules.counted.match(text, end) is not None


def ordinal_of(label: str, rules: EnumeratorRules) -> int | None:
    """Return the number that `label` gives, None where it gives none (a lone bracket, 最后)."""
    value = numeral_value(label)
    if value is None:
        value = next((number for word, number in rules.words.items() if label.startswith(word)), None)
    return value


def numeral_value(label: str) -> int | None:
    """Return the value of the Arabic or Chinese numeral in `label`, None where it holds none."""
    match = _NUMERAL.search(label) or _NUMERAL.search(unicodedata.normalize("NFKC", label))
    if match is None:
        return None
    numeral = match[0]
    if numeral in _TO_ONES:
        return _TO_ONES[numeral]
    return int(numeral) if numeral.isdecimal() else _han_value(numeral)


def _han_value(numeral: str) -> int:
    """Return the value of a Chinese numeral below one thousand (十二, 一百零三)."""
    total, ones = 0, 0
    for character in numeral:
        if character == "百":
            total, ones = total + 100 * (ones or 1), 0
        elif character == "十":
            total, ones = total + 10 * (ones or 1), 0
        else:
            ones = _TO_ONES[character]
    return total + ones
