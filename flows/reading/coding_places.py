"""Where the words that tell what a number counts may stand: beside it, and in the passage it belongs to."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from flows.reading.shapes import Mention

CLAUSE_MARK = re.compile(r"[，,；;。：:\n！？]")
_LINKS = "、和及与并（("
_LINK = re.compile(r"[、和与]|及(?!时)")
_CHANGED = ("到", "至", "为")
_FILLERS = "共计约近超达余多总各有为到过累合数均年全个 "
_YEARS = "0123456789年度的上去 "
_NAMELESS = re.compile(rf"(?:[{_FILLERS}]|开展|组织|举办|先后|已|今年以来|截至目前|目前|年内)*")
_FORMER = re.compile(r"[由从自](?:原来|原先|原有|此前|改革前|最初|年初)?的?$")
_REACH = 160  # characters that a passage reaches back from its sentence
_CHANGE = 8  # longest wording between the two numbers of a change: 提高到, 增加至
_LIST = 400  # longest list of numbers that takes the words before it; it bounds the work on hostile input
_HEADING = 60  # longest line above a paragraph that is taken for its heading


class Place(NamedTuple):
    """A mention with the stretches beside it that are its own.

    Those are `before`..`upto`, and from the end of the number to `after`, up to its neighbours in the clause.
    `shared` says that the words before it follow the number before it as closely (9个村45名…), `linked` that
    it stands in one list or change with the number before it and takes its words (99.5%、100%), `former` that
    it is what a count was before it changed within the year (由386项精简为342项).
    """

    mention: Mention
    before: int
    upto: int
    after: int
    shared: bool
    linked: bool
    former: bool = False


def find_places(text: str, mentions: Sequence[Mention]) -> list[Place]:
    """Return the place of each mention; `mentions` stand in the order of the text."""
    places: list[Place] = []
    mention = mentions[0]
    room = _Room(_clause_room(text, 0, mention))
    for following in mentions[1:]:
        start, end = mention.start_char, mention.end_char
        former = False
        if following.clause_start >= end:
            after, next_room = mention.clause_end, _Room(_clause_room(text, end, following))
        else:
            gap = text[end : following.start_char]
            after, next_room = _split(gap, end, room.before)
            former = _is_change(gap) and mention.year == following.year
            former = former and _FORMER.search(text, room.before, start) is not None
        places.append(Place(mention, room.before, start, max(end, after), room.shared, room.linked, former))
        mention, room = following, next_room
    after = max(mention.end_char, mention.clause_end)
    places.append(Place(mention, room.before, mention.start_char, after, room.shared, room.linked))
    _share_names(text, places)
    return places


def passage_start(text: str, sentence_start: int) -> int:
    """Return where the passage of a sentence begins: before it in its paragraph, or at the heading above."""
    reach = max(0, sentence_start - _REACH)
    line = text.rfind("\n", reach, sentence_start) + 1
    if line == 0:
        return reach
    heading = text.rfind("\n", max(0, line - 1 - _HEADING), line - 1) + 1
    return heading or line


def lead_start(text: str, start: int, end: int) -> int:
    """Return where in the stretch the wording only leads to a number (共计, 累计达), or its end."""
    return start + len(text[start:end].rstrip(_FILLERS))


def _clause_room(text: str, floor: int, mention: Mention) -> int:
    """Return where the words before the first number of a clause begin: with the clause.

    A clause that names nothing (共计123件) takes the clause before it along, but no more of the text than
    what follows the number before it, which ends at `floor`.
    """
    start = mention.clause_start
    if not _NAMELESS.fullmatch(text, start, mention.start_char):
        return start
    floor = max(mention.sentence_start, floor)
    *_, clause = CLAUSE_MARK.split(text[floor : max(floor, start - 1)])
    return min(start, max(floor, start - 1) - len(clause))


class _Room(NamedTuple):
    """Where the words before a number begin, and how it hangs together with the number before it."""

    before: int
    shared: bool = False
    linked: bool = False


def _split(gap: str, start: int, before: int) -> tuple[int, _Room]:
    """Share out the words between two numbers of a clause, which begin at `start`.

    Returns where those after the first end, and the room of the second. An enumeration comma parts them, the
    last one if there are more; 和 begins what is said of the second. Of the second number of a list (99.5%、
    100%), a change (由85%提升至96%) or a pair (3期86人次) holds what is said of the first, from `before` on.
    """
    if (_is_change(gap) or not gap.strip(_LINKS).strip(_YEARS)) and start - before <= _LIST:
        return start, _Room(before, linked=True)
    if gap[:1] in _LINKS:  # also where there is none
        return start, _Room(start)
    if "、" in gap:
        comma = start + gap.rindex("、")
        return comma, _Room(comma + 1)
    return start + len(gap), _Room(start, shared=True)


def _is_change(gap: str) -> bool:
    """Tell whether the words between two numbers lead from an old value to a new one."""
    return gap[-1:] in _CHANGED and len(gap) <= _CHANGE


def _share_names(text: str, places: list[Place]) -> None:
    """Give each number of a list the name in its turn: 报备率、规范率分别为100%和97%."""
    at = 0
    while at < len(places):
        end = at + 1
        while end < len(places) and places[end].linked:
            end += 1
        if end - at > 1:
            names = _names(text, places[at])
            if len(names) >= end - at:
                for index, (start, stop) in zip(range(at, end), names[at - end :], strict=True):
                    places[index] = places[index]._replace(before=start, upto=stop)
        at = end


def _names(text: str, place: Place) -> list[tuple[int, int]]:
    """Return the stretches of the names enumerated before 分别, none where the number is not told apart."""
    end = text.rfind("分别", place.before, place.upto)
    if end < 0:
        return []
    cuts = [match.start() for match in _LINK.finditer(text, place.before, end)]
    return list(zip([place.before, *cuts], [*cuts, end], strict=True))
