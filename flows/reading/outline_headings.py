"""Where the words of a heading end and the text of the part begins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.reading.enumerators import Enumerator

# Quoted and bracketed words hold marks that end nothing; a quote that is never closed is not one.
_ENCLOSED = r"“[^”\n]{0,60}”|《[^》\n]{0,100}》|[(（][^)）\n]{0,60}[)）]"
_SENTENCE = re.compile(r"[。\n]")


@dataclass(frozen=True, slots=True)
class HeadingRules:
    """What ends a heading, compiled from outline.yaml."""

    clause: re.Pattern[str]
    closing: str
    short_sentence: int
    short_heading: int
    text_line: int
    lost_stop: re.Pattern[str]
    responsibility: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "HeadingRules":
        """Compile `clause_stops`, `closing`, the two lengths, `lost_stop` and `responsibility`."""
        stops = re.escape(data["clause_stops"])
        return cls(
            clause=re.compile(rf"(?:[^{stops}\n“《(（]++|{_ENCLOSED}|[^{stops}\n])*"),
            closing=data["closing"] + "\n",
            short_sentence=data["short_sentence"],
            short_heading=data["short_heading"],
            text_line=data["bare_line"]["text_line"],
            lost_stop=re.compile(data["lost_stop"]),
            responsibility=re.compile(data["responsibility"]),
        )


def heading_span(
    text: str, enumerator: Enumerator, limit: int, parted: bool, rules: HeadingRules
) -> tuple[int, int]:
    """Return start and end of the heading's words between the label and `limit`, where the next part begins.

    A heading on its own line ends with the line, one that runs on into its text with the first 。 Of
    一是… it is the first sentence where that is short and more follows, be it text or parts of its own
    (`parted`), else the first clause; so it is of numbered pieces of a running sentence.
    """
    start = enumerator.end
    while start < limit and text[start] in rules.closing:
        start += 1
    match = _SENTENCE.search(text, start, limit)
    end = match.start() if match else limit
    goes_on = parted or _goes_on(text, enumerator, end, limit)
    if enumerator.style.clause:
        end = _clause_end(text, start, end, goes_on, rules)
    elif enumerator.style.piece and not enumerator.fresh and not goes_on:
        end = _first_clause(text, start, end, rules)
    else:
        end = _heading_end(text, start, end, rules)
    while end > start and text[end - 1] in rules.closing:
        end -= 1
    return start, end


def _goes_on(text: str, enumerator: Enumerator, end: int, limit: int) -> bool:
    """Tell whether an item has text of its own after the sentence that ends at `end`.

    The last of items parted by ； ends with its sentence, and a list inside a paragraph with that: what
    follows is the text of the part that holds the list.
    """
    if text[enumerator.start - 1 : enumerator.start] in ("；", ";"):
        return False
    paragraph = -1 if enumerator.fresh else text.find("\n", end, limit)
    return bool(text[end + 1 : limit if paragraph < 0 else paragraph].strip())


def _first_clause(text: str, start: int, end: int, rules: HeadingRules) -> int:
    match = rules.clause.match(text, start, end)
    return match.end() if match else end


def _clause_end(text: str, start: int, end: int, goes_on: bool, rules: HeadingRules) -> int:
    first = _first_clause(text, start, end, rules)
    if first == end or not goes_on or end - start > rules.short_sentence:
        return first
    own_line = text.startswith("\n", end)
    return end if own_line or _one_comma(text, first, end, rules) else first


def _one_comma(text: str, first: int, end: int, rules: HeadingRules) -> bool:
    """Tell whether the sentence that ends at `end` has one more clause only after the mark at `first`."""
    second = rules.clause.match(text, first + 1, end)
    return text[first] in "，," and second is not None and second.end() == end


def _heading_end(text: str, start: int, end: int, rules: HeadingRules) -> int:
    """Shorten a sentence that holds more than a heading: who answers for it, or text with no stop before."""
    note = rules.responsibility.search(text, start, end)
    if note is not None and note.start() > start:
        end = note.start()
    if end - start <= rules.short_heading:
        return end
    first = _first_clause(text, start, end, rules)
    if first < end and text[first] in "：:" and first - start <= rules.short_heading:
        return first
    blank = _lost_break(text, (start, end), first, rules)
    if blank is not None:
        return blank
    lost = rules.lost_stop.search(text, start, first)
    if lost is not None and first - start > rules.text_line and lost.end() <= start + rules.short_heading:
        return lost.end()
    return end


def _lost_break(text: str, sentence: tuple[int, int], first: int, rules: HeadingRules) -> int | None:
    """Return the blank of a lost line break: in the first two clauses, with a long text after it."""
    start, end = sentence
    second = rules.clause.match(text, first + 1, end)
    blank = text.rfind(" ", start + 4, second.end() if second else first)
    if start < blank <= start + rules.text_line and end - blank > rules.text_line:
        return blank
    return None
