"""Lines of laid-out pages back into paragraphs.

A PDF knows lines, not paragraphs. Official documents are set by GB/T 9704: full lines, two characters of
indent at a paragraph's start, the page number alone in the last line between dashes.
"""

import re
from collections import Counter
from collections.abc import Sequence

_PAGE_NUMBER = re.compile(
    r"[\s\-—–_一·第页Page/共]*\d{1,4}[\s\-—–_一·页/共\d]*"
)  # of pictures, a dash is read as 一
_STARTS = re.compile(
    r"\s{2,}|\u3000|第[一二三四五六七八九十百]+[章节条部]|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]"
    r"|\d{1,2}[.．、](?!\d)|附件|抄送"
)
_ENDS = tuple("。！？；:：!?;")
_FULL_SHARE = 0.85
"""A line of less than this share of the page's usual length ends its paragraph."""


def join_lines(pages: Sequence[Sequence[str]]) -> str:
    """Return the paragraphs of laid-out pages, one a line; page numbers and running heads are left out."""
    repeated = _running_lines(pages)
    lines = [
        line for page in pages for line in page if not _is_page_number(line) and line.strip() not in repeated
    ]
    if not lines:
        return ""
    usual = _usual_length(lines)
    paragraphs: list[str] = []
    open_ended = False
    for line in lines:
        if open_ended and not _STARTS.match(line):
            paragraphs[-1] += line.strip()
        else:
            paragraphs.append(line.strip())
        open_ended = _goes_on(line, usual)
    return "\n".join(paragraphs)


def _is_page_number(line: str) -> bool:
    return len(line.strip()) <= 12 and _PAGE_NUMBER.fullmatch(line) is not None


def _running_lines(pages: Sequence[Sequence[str]]) -> set[str]:
    """First and last lines that recur on most pages: heads and feet, not text."""
    if len(pages) < 4:
        return set()
    edges = Counter(edge for page in pages if page for edge in {page[0].strip(), page[-1].strip()})
    return {line for line, count in edges.items() if count > len(pages) / 2}


def _usual_length(lines: Sequence[str]) -> int:
    """The length of a full line: what the longest tenth of the lines reaches."""
    lengths = sorted(len(line.strip()) for line in lines)
    return lengths[int(len(lengths) * 0.9)]


def _goes_on(line: str, usual: int) -> bool:
    full = len(line.rstrip()) >= usual * _FULL_SHARE
    return full if not line.rstrip().endswith(_ENDS) else len(line.rstrip()) > usual
