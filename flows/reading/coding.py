"""Gives each number of a report its code of the codebook, or none.

The question is that of the labelling rules: would a careful analyst put this number in that column for this
issuer and year? What a number counts stands beside it in its clause, with the verb; what the clause leaves
out (审结98件) was named shortly before.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from typing import NamedTuple
from unicodedata import normalize

from flows.reading.coding_places import CLAUSE_MARK, Place, find_places, lead_start, passage_start
from flows.reading.coding_rules import Codebook, Pattern, Zone
from flows.reading.coding_words import Found, without_titles
from flows.reading.shapes import Mention

__all__ = ["Codebook", "assign_codes"]


def assign_codes(text: str, mentions: Sequence[Mention], codebook: Codebook) -> tuple[str | None, ...]:
    """Return the code of each mention, aligned with `mentions`; None where no code fits.

    A part of a total (`Mention.part`) has a code only where it is another than the total's; a number that
    holds for every one of many (`Mention.each`) has none.
    """
    if not mentions:
        return ()
    codes: list[str | None] = [_cell_code(each, codebook) if each.spoken else None for each in mentions]
    order = [index for index, mention in enumerate(mentions) if not mention.spoken]
    if len(order) < len(mentions):
        codes = _totals_of_rows(mentions, codes)
    if not order:
        return tuple(codes)
    order.sort(key=lambda index: mentions[index].start_char)
    places = find_places(text, [mentions[index] for index in order])
    passages = _Passages(text, codebook)
    found = [passages.code_of(place) for place in places]
    for index, code in zip(order, _without_parts(places, found, codebook.once), strict=True):
        codes[index] = code
    return tuple(codes)


def _cell_code(mention: Mention, codebook: Codebook) -> str | None:
    """Return the code of a table's number, by what its row and column say of it."""
    end = len(mention.spoken)
    start = len(mention.name)
    alone = mention._replace(
        start_char=start,
        end_char=end,
        clause_start=0,
        clause_end=end,
        sentence_start=0,
        sentence_end=end,
        unit=mention.spoken[start + mention.end_char - mention.start_char :],
        spoken="",
    )
    return _Passages(mention.spoken, codebook).code_of(
        Place(alone, 0, start, end, shared=False, linked=False)
    )


def _totals_of_rows(mentions: Sequence[Mention], codes: Sequence[str | None]) -> list[str | None]:
    """Return the codes; of a table's row that ends or begins with its sum only the sum keeps it."""
    rows: dict[tuple[int, str, int | None], list[int]] = defaultdict(list)
    for index, (mention, code) in enumerate(zip(mentions, codes, strict=True)):
        if mention.spoken and code is not None:
            rows[mention.sentence_start, code, mention.year].append(index)
    kept = list(codes)
    for cells in rows.values():
        values = [mentions[index].value for index in cells]
        total = next((at for at in (-1, 0) if isclose(2 * values[at], sum(values))), None)
        if total is not None and len(cells) > 1:
            for index in cells:
                kept[index] = codes[index] if index == cells[total] else None
    return kept


class _Beside(NamedTuple):
    """What stands beside a number: its words, with offsets from the start of its place, and what they say.

    `starts` are the patterns that a word starts, with the distance of the word from the number.
    """

    words: list[Found]
    before: int
    after: int
    starts: list[tuple[int, Sequence[Pattern]]]


class _Passages:
    """One text, asked for the code of one number after the other."""

    def __init__(self, text: str, codebook: Codebook) -> None:
        self._text = text
        self._bare = without_titles(text)
        self._codebook = codebook
        self._said: dict[str, int] = {}

    def code_of(self, place: Place) -> str | None:
        """Return the code of the fitting pattern of highest rank, then most needs, then nearest key."""
        started, unit = self._codebook.started, place.mention.unit
        if unit not in started:
            unit = normalize("NFKC", unit)
        if place.mention.each or place.former or unit not in started:
            return None
        beside = self._look_beside(place, started[unit])
        if not beside.starts or self._counts_another(place, beside):
            return None
        bodies_only = unit in self._codebook.body_units and self._counts_bodies(place, beside)
        for pattern in _fitting(beside, bodies_only):
            for zone, asked, needed in pattern.around:
                if self._said_in(zone, place) & asked != needed:
                    break
            else:
                return pattern.code
        return None

    def _look_beside(self, place: Place, started: Mapping[int, Sequence[Pattern]]) -> _Beside:
        bits_before, bits_after = self._codebook.before, self._codebook.after
        origin, mention = place.before, place.mention
        start, end, upto = mention.start_char - origin, mention.end_char - origin, place.upto - origin
        words = self._codebook.beside.find(self._bare[origin : place.after])
        before = after = 0
        starts = []
        for word, word_start, word_end in words:
            if word_end <= upto:
                before |= bits_before[word]
                distance = start - word_end
            elif word_start >= end:
                after |= bits_after[word]
                distance = word_start - end
            else:
                continue
            if word in started:
                starts.append((distance, started[word]))
        return _Beside(words, before, after, starts)

    def _counts_another(self, place: Place, beside: _Beside) -> bool:
        """Tell whether a number is a change or counts a thing that no code is about."""
        if beside.before & self._codebook.never:
            return True
        if place.shared or not beside.before & self._codebook.others:
            return False
        bits = self._codebook.before
        lead = lead_start(self._text, place.before, place.mention.start_char) - place.before
        # Of words with one end the longest comes first, and that is what is counted.
        counted = {end: word for word, _, end in reversed(beside.words) if end >= lead}
        return any(
            bits[word] & self._codebook.others
            for end, word in counted.items()
            if end <= place.upto - place.before
        )

    def _counts_bodies(self, place: Place, beside: _Beside) -> bool:
        """Tell whether the word right after the number is an office, a village or a firm."""
        end = place.mention.end_char - place.before
        return any(start == end and word in self._codebook.bodies for word, start, _ in beside.words)

    def _said_in(self, zone: Zone, place: Place) -> int:
        """Return the bits that are said in a zone around the number."""
        mention = place.mention
        start, end = mention.sentence_start, mention.sentence_end
        if zone is Zone.CLAUSE:
            start, end = min(mention.clause_start, place.before), mention.clause_end
        elif zone is not Zone.SENTENCE:
            start = passage_start(self._text, start)
            if zone is Zone.TOPIC:
                return self._topic(place, start)
        return self._said_by(self._bare[start:end])

    def _said_by(self, stretch: str) -> int:
        if stretch not in self._said:
            says = self._codebook.says
            said = 0
            for word, _, _ in self._codebook.around.find(stretch):
                said |= says[word]
            self._said[stretch] = said
        return self._said[stretch]

    def _topic(self, place: Place, passage: int) -> int:
        """Return the bits of the topic that the passage has come to at the number."""
        mention, topics = place.mention, self._codebook.topics
        after = self._bare[mention.end_char : place.after]
        clauses = CLAUSE_MARK.split(self._bare[passage : mention.start_char])
        for clause in (after, *reversed(clauses)):
            topic = self._said_by(clause) & topics
            if topic:
                return topic
        return 0


def _fitting(beside: _Beside, bodies_only: bool) -> list[Pattern]:
    """Return the patterns that take what stands beside a number, best first."""
    said = beside.before | beside.after
    fitting = [
        (distance, pattern)
        for distance, patterns in beside.starts
        for pattern in patterns
        if said & pattern.asked == pattern.needed and (pattern.bodies or not bodies_only)
    ]
    if len(fitting) > 1:
        fitting.sort(key=lambda fit: (fit[1].rank, -fit[0], fit[1].code), reverse=True)
    return [pattern for _, pattern in fitting]


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
