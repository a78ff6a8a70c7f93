"""Word files since 2007 (.docx), by python-docx."""

from io import BytesIO
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from flows.reading.shapes import Reject

_MOST_BYTES = 50_000_000


def docx_text(payload: bytes) -> str | Reject:
    """Return the paragraphs and table rows of a .docx in the order of the document."""
    if len(payload) > _MOST_BYTES:
        return Reject("attachment", "too_large", f"{len(payload)} bytes")
    try:
        document = Document(BytesIO(payload))
        lines = [line for block in document.iter_inner_content() for line in _lines(block)]
    except (OpcError, BadZipFile, LxmlError, KeyError, ValueError) as error:
        return Reject("attachment", "damaged", f"docx: {type(error).__name__}: {error}")
    if not any(line.strip() for line in lines):
        return Reject("attachment", "needs_ocr", "the document holds no text, perhaps pictures of pages")
    return "\n".join(lines)


def _lines(block: Paragraph | Table) -> list[str]:
    if isinstance(block, Paragraph):
        return block.text.split("\n")
    return [_row(cells) for cells in ([cell.text for cell in row.cells] for row in block.rows)]


def _row(cells: list[str]) -> str:
    """One line of a table; a cell that spans columns is given once for each, and kept once."""
    kept = [cell for index, cell in enumerate(cells) if index == 0 or cell != cells[index - 1]]
    return " | ".join(" ".join(cell.split()) for cell in kept)
