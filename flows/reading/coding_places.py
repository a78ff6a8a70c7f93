"""Where the words that tell what a number counts may stand: beside it, and in the passage it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.reading.coding_words import CLAUSE_MARKS
from flows.reading.shapes import Mention

_LINKS = "、和及与并（("
_CHANGED = "到至为"
_FILLERS = "共计约近超达余多总各有为到过累合数均年全个 "
_REACH = 160  # characters that a passage reaches back from its sentence
_CHANGE = 8  # longest wording between the two numbers of a change: 提高到, 增加至
_HEADING = 60  # longest line above a paragraph that is taken for its heading


@dataclass(frozen=True, slots=True)
class Place:
    """A mention with the stretch beside it, `before`..`after`, up to its neighbours in the clause.

    `shared` says that the words before it follow the number before it as closely (9个村45名…).
    """

    mention: Mention
    before: int
    after: int
    shared: bool


def find_places(text: str, mentions: Sequence[Mention]) -> Iterator[Place]:
    """Yield the place of each mention; `mentions` stand in the order of the text."""
    before, shared = _clause_room(text, None, mentions[0]), False
    for mention, following in zip(mentions, [*mentions[1:], None], strict=True):
        after = mention.clause_end
        next_before, next_shared = 0, False
        if following is not None:
            if following.clause_start >= mention.end_char:
                next_before = _clause_room(text, mention, following)
            else:
                gap = text[mention.end_char : following.start_char]
                after, next_before, next_shared = _split(gap, mention.end_char, before)
        yield Place(mention, before, max(mention.end_char, after), shared)
        before, shared = next_before, next_shared


def passage_start(text: str, sentence_start: int) -> int:
    """Return where the passage of a sentence begins: before it in its paragraph, or at the heading above."""
    reach = max(0, sentence_start - _REACH)
    line = text.rfind("\n", reach, sentence_start) + 1
    if line == 0:
        return reach
    heading = text.rfind("\n", max(0, line - 1 - _HEADING), line - 1) + 1
    return heading or line


def says_nothing(wording: str) -> bool:
    """Tell whether the wording between a thing and its number only leads to the number (共计, 累计达)."""
    return not wording.strip(_FILLERS)


def _clause_room(text: str, previous: Mention | None, mention: Mention) -> int:
    """Return where the words before the first number of a clause begin: with the clause.

    A clause that names nothing (共计123件) takes the clause before it along.
    """
    start = mention.clause_start
    if mention.clause_end > mention.end_char or not says_nothing(text[start : mention.start_char]):
        return start
    floor = max(mention.sentence_start, previous.end_char if previous is not None else 0)
    clause = max(text.rfind(mark, floor, max(floor, start - 1)) for mark in CLAUSE_MARKS) + 1
    return min(start, max(floor, clause))


def _split(gap: str, start: int, before: int) -> tuple[int, int, bool]:
    """Share out the words between two numbers of a clause, which begin at `start`.

    Returns where those after the first end, where those before the second begin, and whether they are the
    same. An enumeration comma parts them, the last one if there are more; 和 begins what is said of the
    second. Of the second number of a change (由85%提升至96%) or of a pair (3期86人次) holds what is said of
    the first, from `before` on.
    """
    if not gap or (gap[-1] in _CHANGED and len(gap) <= _CHANGE):
        return start, before, False
    if gap[0] in _LINKS:
        return start, start, False
    if "、" in gap:
        comma = start + gap.rindex("、")
        return comma, comma + 1, False
    return start + len(gap), start, True
