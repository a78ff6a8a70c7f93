"""Lines of a page's width to paragraphs: what the text layer of a PDF, or a mail, breaks at the margin.

A line that reaches the margin goes on in the next one, unless that is indented or opens with an enumerator.
Text that is not broken so (its lines differ in length, as paragraphs do) is left as it is.
"""

import re
from collections.abc import Sequence

from flows.reading.article_layout import squeeze

_PAGE_NUMBER = re.compile(
    r"[-—–－·]+\s*\d{1,3}\s*[-—–－·]+|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?"
)
_NUMBER = re.compile(r"\d{1,3}")
_OPENING = re.compile(
    r"第[一二三四五六七八九十]+[章节条部]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、．)）]"
    r"|\d{1,2}\.(?!\d)|[①-⑳]|[一二三四五六七八九十]是|附件|《"
)
_INDENTED = re.compile(r"[ \t]{2,}\S|\u3000")
# The width of a printed page in characters, and how near a line must come to it to be full.
_WIDTHS = range(16, 64)
_FULL = 0.88
_FEWEST = 8


def unwrap(text: str) -> list[str]:
    """The paragraphs of a text, squeezed, none empty, page numbers left out."""
    raw = [line for line in text.replace("\f", "\n").splitlines() if not _PAGE_NUMBER.fullmatch(line.strip())]
    lines = [squeeze(line) for line in raw]
    margin = _margin([line for line in lines if line])
    if margin is None:
        return [line for line in lines if line]
    paragraphs: list[str] = []
    goes_on = False
    for source, line in zip(raw, lines, strict=True):
        if not line or _NUMBER.fullmatch(line):
            continue
        if goes_on and not (_INDENTED.match(source) or _OPENING.match(line)):
            paragraphs[-1] = _join(paragraphs[-1], line)
        else:
            paragraphs.append(line)
        goes_on = _width(line) + (2 if _INDENTED.match(source) else 0) >= _FULL * margin
    return paragraphs


def _margin(lines: Sequence[str]) -> float | None:
    """The width that lines are broken at; None where they are not."""
    widths = sorted(map(_width, lines))
    if len(widths) < _FEWEST:
        return None
    margin = widths[-max(1, len(widths) // 20)]
    full = sum(width >= _FULL * margin for width in widths)
    return (
        margin
        if int(margin) in _WIDTHS and widths[-1] <= 1.2 * margin and full * 5 >= len(widths) * 2
        else None
    )


def _width(line: str) -> float:
    """How wide a line prints, in ideographs: other characters take half of one."""
    wide = sum(char > "\u2e7f" or char in "“”‘’—…" for char in line)
    return wide + (len(line) - wide) / 2


def _join(before: str, after: str) -> str:
    """Two parts of a paragraph; a blank only between two words of Latin letters."""
    apart = before[-1].isascii() and before[-1].isalpha() and after[0].isascii() and after[0].isalpha()
    return f"{before} {after}" if apart else before + after
