"""Gives each number of a report its code of the codebook, or none.

The question is that of the labelling rules: would a careful analyst put this number in that column for this
issuer and year? What a number counts stands beside it in its clause, with the verb; what the clause leaves
out (审结98件) was named shortly before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from flows.reading.coding_places import Place, find_places, passage_start, says_nothing
from flows.reading.coding_rules import Codebook, Pattern
from flows.reading.coding_words import FoundWords, find_words
from flows.reading.shapes import Mention

__all__ = ["Codebook", "assign_codes"]


def assign_codes(text: str, mentions: Sequence[Mention], codebook: Codebook) -> tuple[str | None, ...]:
    """Return the code of each mention, aligned with `mentions`; None where no code fits.

    A part of a total (`Mention.part`) has a code only where it is another than the total's; a number that
    holds for every one of many (`Mention.each`) has none.
    """
    if not mentions:
        return ()
    order = sorted(range(len(mentions)), key=lambda index: mentions[index].start_char)
    inline = [mentions[index] for index in order]
    passages = _Passages(text, find_words(text, codebook), codebook)
    places = find_places(text, inline)
    found = [passages.code_of(place) for place in places]
    codes: list[str | None] = [None] * len(mentions)
    for index, code in zip(order, _without_parts(places, found, codebook.once), strict=True):
        codes[index] = code
    return tuple(codes)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a number: the classes before and after it, and the patterns it may say.

    `keyed` are those that each word starts, by unit, with the distance of the word from the number; `body`
    says that the word right after the number is an office, a village or a firm.
    """

    before: int
    after: int
    keyed: list[tuple[Mapping[str, tuple[Pattern, ...]], int]]
    body: bool


@dataclass(frozen=True, slots=True)
class _Around:
    """What is said in a sentence, and in its passage, which begins at `start`."""

    start: int
    sentence: int
    passage: int


class _Passages:
    """The words of one text, asked for the code of one number after the other."""

    def __init__(self, text: str, words: FoundWords, codebook: Codebook) -> None:
        self._text = text
        self._words = words
        self._codebook = codebook
        self._around: dict[int, _Around] = {}

    def code_of(self, place: Place) -> str | None:
        """Return the code of the fitting pattern of highest rank, then most needs, then nearest key."""
        unit, units = place.mention.unit, self._codebook.units
        if unit not in units:
            unit = normalize("NFKC", unit)
        if place.mention.each or unit not in units:
            return None
        beside = self._look_beside(place)
        if beside is None:
            return None
        candidates = self._candidates(beside, unit)
        best_first = sorted(candidates, key=lambda p: (p.rank, -candidates[p], p.code), reverse=True)
        zones: tuple[int, ...] = ()
        for pattern in best_first:
            if pattern.around is None:
                return pattern.code
            zones = zones or self._zones(place, beside)
            if pattern.around.met(zones):
                return pattern.code
        return None

    def _look_beside(self, place: Place) -> _Beside | None:
        """Return what stands beside a number, or None where it counts a thing of no code or is a change."""
        words, codebook = self._words, self._codebook
        start, end = place.mention.start_char, place.mention.end_char
        before = after = 0
        found: list[tuple[Mapping[str, tuple[Pattern, ...]], int]] = []
        body = False
        longest_end = -1
        for at in words.within(place.before, place.upto):
            classes, word_end = words.classes[at], words.ends[at]
            # Of words with one end the longest comes first, and that is what is counted.
            other = classes & codebook.others and word_end != longest_end and not place.shared
            if classes & codebook.never or (other and says_nothing(self._text[word_end:start])):
                return None
            before |= classes
            longest_end = word_end
            if keyed := codebook.keyed[words.ids[at]]:
                found.append((keyed, start - word_end))
        for at in words.within(end, place.after):
            after |= words.classes[at]
            body = body or (words.starts[at] == end and words.classes[at] & codebook.bodies != 0)
            if keyed := codebook.keyed[words.ids[at]]:
                found.append((keyed, words.starts[at] - end))
        return _Beside(before, after, found, body)

    def _candidates(self, beside: _Beside, unit: str) -> dict[Pattern, int]:
        """Return the patterns that take the unit and what stands beside it, with their key's distance."""
        zones = (beside.before | beside.after, beside.before, beside.after)
        bodies_only = beside.body and unit in self._codebook.body_units
        found: dict[Pattern, int] = {}
        for keyed, distance in beside.keyed:
            for pattern in keyed.get(unit, ()):
                if pattern in found:
                    found[pattern] = min(distance, found[pattern])
                elif (pattern.bodies or not bodies_only) and pattern.beside.met(zones):
                    found[pattern] = distance
        return found

    def _zones(self, place: Place, beside: _Beside) -> tuple[int, ...]:
        """Return the classes that stand in each zone, in the order of `Zone`."""
        mention, words, topics = place.mention, self._words, self._codebook.topics
        if mention.sentence_start not in self._around:
            self._around[mention.sentence_start] = self._look_around(mention)
        around = self._around[mention.sentence_start]
        clause = words.said(mention.clause_start, mention.clause_end) | beside.before
        topic = beside.after & topics or words.topic(self._text, topics, around.start, mention.start_char)
        near = beside.before | beside.after
        return (near, beside.before, beside.after, clause, around.sentence, around.passage, topic)

    def _look_around(self, mention: Mention) -> _Around:
        start = passage_start(self._text, mention.sentence_start)
        sentence = self._words.said(mention.sentence_start, mention.sentence_end)
        return _Around(start, sentence, self._words.said(start, mention.sentence_start) | sentence)


def _without_parts(
    places: Sequence[Place], found: Sequence[str | None], once: frozenset[str]
) -> Iterator[str | None]:
    """Yield the codes, but None for a part whose total in the same sentence has the code already."""
    sentence = -1
    given: set[str] = set()
    for place, code in zip(places, found, strict=True):
        mention = place.mention
        if mention.sentence_start != sentence and not mention.part:
            given = set()
        sentence = mention.sentence_start
        if code is None or (code in given and (mention.part or (code in once and not place.linked))):
            yield None
            continue
        if not mention.part:
            given.add(code)
        yield code
