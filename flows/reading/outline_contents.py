"""A table of contents before the body: it prints every heading once too often."""

import re
from collections.abc import Sequence
from itertools import pairwise

from flows.reading.enumerators import Enumerator

_LEAST_LINES = 3
_LEADERS = re.compile(r"[\s.．·…—\-]*\d{0,3}\s*$")
"""What a contents line has behind its heading: dots and a page number."""


def contents_end(text: str, candidates: Sequence[Enumerator]) -> int:
    """Return where a table of contents that stands first ends and the body begins; 0 where there is none.

    A table of contents is a run of lines with nothing between them, the first of which comes again and
    with it most of the others.
    """
    if len(candidates) < 2 * _LEAST_LINES or not candidates[0].fresh:
        return 0
    if text.find(_line(text, candidates[0]), candidates[_LEAST_LINES].start) < 0:
        return 0
    keys = [_line(text, candidate) for candidate in candidates]
    if keys[0] not in keys[_LEAST_LINES:]:
        return 0
    again = keys.index(keys[0], _LEAST_LINES)
    contents = candidates[:again]
    listed = all(
        candidate.fresh and following.start == text.find("\n", candidate.start) + 1
        for candidate, following in pairwise(contents)
    )
    repeated = sum(key in keys[again:] for key in keys[:again])
    return candidates[again].start if listed and 2 * repeated > again else 0


def _line(text: str, candidate: Enumerator) -> str:
    """The candidate's line up to its first stop, without the dots and page number of a contents line."""
    end = text.find("\n", candidate.start)
    line = text[candidate.start : end if end >= 0 else len(text)]
    return _LEADERS.sub("", line.partition("。")[0])
