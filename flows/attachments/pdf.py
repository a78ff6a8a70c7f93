"""PDF files, by pypdfium2 (Chromium's PDF engine, in the wheel)."""

from typing import Any

import pypdfium2 as pdfium
from pypdfium2.raw import FPDF_ERR_PASSWORD

from flows.attachments import ocr
from flows.attachments.paragraphs import join_lines
from flows.reading.shapes import Reject

_MOST_PAGES = 500
_LEAST_CHARACTERS_A_PAGE = 20
"""Fewer on average means that the pages are pictures: a page number or a stamp is all that is text."""
_MOST_PICTURES = 60
_DOTS_A_POINT = 200 / 72
_MOST_DOTS = 3000


def pdf_text(payload: bytes) -> str | Reject:
    """Return the paragraphs of a PDF, or why there are none."""
    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == FPDF_ERR_PASSWORD:
            return Reject("attachment", "encrypted", "the PDF asks for a password")
        return Reject("attachment", "damaged", f"PDF: {error}")
    try:
        return _text_of(document)
    except pdfium.PdfiumError as error:
        return Reject("attachment", "damaged", f"PDF: {error}")
    finally:
        document.close()


def _text_of(document: pdfium.PdfDocument) -> str | Reject:
    count = len(document)
    if count > _MOST_PAGES:
        return Reject("attachment", "too_large", f"{count} pages; at most {_MOST_PAGES} are read")
    pages = [_page_lines(document[number]) for number in range(count)]
    characters = sum(len(line) for lines in pages for line in lines)
    if characters < _LEAST_CHARACTERS_A_PAGE * count or not characters:
        return _pictured_text(document, f"{count} pages hold {characters} characters of text")
    return join_lines(pages)


def _pictured_text(document: pdfium.PdfDocument, found: str) -> str | Reject:
    """Return the paragraphs of pages that are pictures, or what it takes to read them."""
    count = len(document)
    if not ocr.is_installed():
        return Reject("attachment", "needs_ocr", f"{found}; the extra baogao[ocr] reads pictures of pages")
    if count > _MOST_PICTURES:
        return Reject("attachment", "needs_ocr", f"{found}; of pictures at most {_MOST_PICTURES} are read")
    pages = [ocr.recognise(_picture(document[number])) for number in range(count)]
    # Without the numbers of its pages a scan may hold no words at all.
    return join_lines(pages) or Reject("attachment", "needs_ocr", f"{found}, and none was recognised")


def _picture(page: pdfium.PdfPage) -> Any:
    """The picture of a page as an array, at the resolution that scanners use or as large as is bearable."""
    scale = min(_DOTS_A_POINT, _MOST_DOTS / max(*page.get_size(), 1))
    try:
        return page.render(scale=scale).to_numpy()[:, :, :3]
    finally:
        page.close()


def _page_lines(page: pdfium.PdfPage) -> list[str]:
    """The lines of a page as laid out; blanks at the left, which tell a paragraph's first line, are kept."""
    text = page.get_textpage()
    try:
        return [line.rstrip() for line in text.get_text_range().splitlines() if line.strip()]
    finally:
        text.close()
        page.close()
