"""Which format a payload has, and the reader for it."""

import zipfile
from io import BytesIO
from typing import Literal

from flows.attachments.docx import docx_text
from flows.attachments.ofd import ofd_text
from flows.attachments.pdf import pdf_text
from flows.attachments.word97 import word97_text
from flows.reading.shapes import Reject

Format = Literal["pdf", "docx", "word97", "ofd", "unknown_zip"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 1024


def format_of(payload: bytes) -> Format | None:
    """Return the format of a payload, by its first bytes and a package's table of contents.

    None means that it is no attachment: a page, a text, or nothing known.
    """
    if b"%PDF-" in payload[:_HEAD]:
        return "pdf"
    if payload.startswith(_OLE):
        return "word97"
    if payload.startswith(b"PK\x03\x04"):
        return _package(payload)
    return None


def _package(payload: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(payload)) as package:
            names = set(package.namelist())
    except zipfile.BadZipFile:
        return "unknown_zip"
    if "word/document.xml" in names:
        return "docx"
    return "ofd" if "OFD.xml" in names else "unknown_zip"


def attachment_text(payload: bytes) -> str | Reject:
    """Return the text of an attachment, a paragraph a line and a table row a line, cells apart by ` | `.

    A Reject says why there is none: `damaged`, `encrypted`, `needs_ocr` (pictures of pages without a
    text layer), `tool_missing` (named in the detail), `unknown_format`, `too_large`.
    """
    found = format_of(payload)
    if found is None or found == "unknown_zip":
        return Reject("attachment", "unknown_format", "neither PDF, Word, WPS nor OFD")
    return _READERS[found](payload)


_READERS = {"pdf": pdf_text, "docx": docx_text, "word97": word97_text, "ofd": ofd_text}
