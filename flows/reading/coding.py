"""Gives each number of a report its code of the codebook, or none.

The question is that of the labelling rules: would a careful analyst put this number in that column for this
issuer and year? What a number counts stands beside it in its clause, with the verb; what the clause leaves
out (审结98件) was named shortly before.
"""

from collections.abc import Iterable, Iterator, Sequence
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
    words = find_words(text, codebook)
    found = (_code_of(place, text, words, codebook) for place in find_places(text, inline))
    codes: list[str | None] = [None] * len(mentions)
    for index, code in zip(order, _without_parts(inline, found, codebook.once), strict=True):
        codes[index] = code
    return tuple(codes)


def _code_of(place: Place, text: str, words: FoundWords, codebook: Codebook) -> str | None:
    """Return the best code for one number: the highest rank, then the most words, then the nearest."""
    candidates = _candidates(place, words, codebook)
    if place.mention.each or not candidates or _counts_other(place, text, words, codebook):
        return None
    zones = _zones(place, text, words, codebook)
    fitting = ((p.rank, -distance, p.code) for p, distance in candidates.items() if _fits(p, zones))
    best = max(fitting, default=None)
    return best[-1] if best else None


def _candidates(place: Place, words: FoundWords, codebook: Codebook) -> dict[Pattern, int]:
    """Return the patterns that take the unit and whose key stands beside the number, with its distance."""
    mention = place.mention
    unit = normalize("NFKC", mention.unit)
    found: dict[Pattern, int] = {}
    for at in words.within(place.before, place.after):
        distance = max(mention.start_char - words.ends[at], words.starts[at] - mention.end_char)
        if distance < 0:  # the word holds the number itself
            continue
        for pattern in codebook.keyed[words.ids[at]]:
            if unit in pattern.units and distance < found.get(pattern, distance + 1):
                found[pattern] = distance
    if found and unit in codebook.body_units and _counts_bodies(place, words, codebook):
        return {pattern: distance for pattern, distance in found.items() if pattern.bodies}
    return found


def _counts_bodies(place: Place, words: FoundWords, codebook: Codebook) -> bool:
    """Tell whether the word right after the number is an office, a village or a firm."""
    end = place.mention.end_char
    return any(
        words.starts[at] == end and words.classes[words.ids[at]] & codebook.bodies
        for at in words.within(end, place.after)
    )


def _counts_other(place: Place, text: str, words: FoundWords, codebook: Codebook) -> bool:
    """Tell whether the words before the number make it count a thing of no code, or a change."""
    start = place.mention.start_char
    longest_end = -1
    for at in words.within(place.before, start):
        classes, end = words.classes[words.ids[at]], words.ends[at]
        if classes & codebook.never:
            return True
        # Of words with one end the longest comes first, and that is what is counted.
        other = classes & codebook.others and end != longest_end and not place.shared
        if other and says_nothing(text[end:start]):
            return True
        longest_end = end
    return False


def _zones(place: Place, text: str, words: FoundWords, codebook: Codebook) -> tuple[int, ...]:
    """Return the classes that stand in each zone, in the order of `Zone`."""
    mention = place.mention
    before = words.said(place.before, mention.start_char)
    after = words.said(mention.end_char, place.after)
    clause = words.said(mention.clause_start, mention.clause_end) | before
    sentence = words.said(mention.sentence_start, mention.sentence_end)
    reach = passage_start(text, mention)
    passage = words.said(reach, mention.sentence_start) | sentence
    topic = after & codebook.topics or words.topic(text, codebook.topics, reach, mention.start_char)
    return (before | after, before, after, clause, sentence, passage, topic)


def _fits(pattern: Pattern, zones: tuple[int, ...]) -> bool:
    return all(zones[zone] & mask for zone, mask in pattern.needs) and not any(
        zones[zone] & mask for zone, mask in pattern.bars
    )


def _without_parts(
    mentions: Sequence[Mention], found: Iterable[str | None], once: frozenset[str]
) -> Iterator[str | None]:
    """Yield the codes, but None for a part whose total in the same sentence has the code already."""
    sentence = -1
    given: set[str] = set()
    for mention, code in zip(mentions, found, strict=True):
        if mention.sentence_start != sentence and not mention.part:
            given = set()
        sentence = mention.sentence_start
        if code is None or (code in given and (mention.part or code in once)):
            yield None
            continue
        if not mention.part:
            given.add(code)
        yield code
