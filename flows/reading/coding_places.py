"""Where the words that tell what a number counts may stand: beside it, and in the passage it belongs to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.reading.shapes import Mention

_LINKS = "、和及与并（("
_CLAUSE_MARKS = "，,；;：:"
_FILLERS = "共计约近超达余多总各有为到过累合数均年全个 "
_REACH = 200  # characters that a passage reaches back from the clause
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
    before, shared = _room_before(text, None, mentions[0])
    for mention, following in zip(mentions, [*mentions[1:], None], strict=True):
        after = mention.clause_end
        next_before, next_shared = 0, False
        if following is not None:
            next_before, next_shared = _room_before(text, mention, following)
            if following.start_char < after:
                after = _room_after(text, mention, following, next_before)
        yield Place(mention, before, max(mention.end_char, after), shared)
        before, shared = next_before, next_shared


def passage_start(text: str, mention: Mention) -> int:
    """Return where the passage of a number begins: in its paragraph, or at the heading above it."""
    reach = max(0, mention.clause_start - _REACH)
    line = text.rfind("\n", reach, mention.sentence_start) + 1
    if line == 0:
        return reach
    heading = text.rfind("\n", max(0, line - 1 - _HEADING), line - 1) + 1
    return heading or line


def says_nothing(wording: str) -> bool:
    """Tell whether the wording between a thing and its number only leads to the number (共计, 累计达)."""
    return not wording.strip(_FILLERS)


def _room_before(text: str, previous: Mention | None, mention: Mention) -> tuple[int, bool]:
    """Return where the words before a number begin, and whether the number before it shares them.

    They begin with the clause, or after the number before it: behind the last enumeration comma between the
    two, if there is one. A clause that names nothing (共计123件) takes the clause before it along.
    """
    start = mention.clause_start
    if previous is not None and previous.end_char > start:
        gap = text[previous.end_char : mention.start_char]
        if gap[:1] in _LINKS:
            return previous.end_char, False
        return previous.end_char + gap.rfind("、") + 1, "、" not in gap
    if mention.clause_end == mention.end_char and says_nothing(text[start : mention.start_char]):
        floor = max(mention.sentence_start, previous.end_char if previous is not None else 0)
        clause = max(text.rfind(mark, floor, max(floor, start - 1)) for mark in _CLAUSE_MARKS) + 1
        return min(start, max(floor, clause)), False
    return start, False


def _room_after(text: str, mention: Mention, following: Mention, next_before: int) -> int:
    """Return where the words after a number end, before the next number of its clause."""
    gap = text[mention.end_char : following.start_char]
    if gap[:1] in _LINKS:
        return mention.end_char
    return next_before - 1 if "、" in gap else following.start_char
