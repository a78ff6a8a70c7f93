"""OFD files (GB/T 33190, the national format for fixed layout): a package of XML pages."""

import zipfile
from io import BytesIO

from lxml import etree

from flows.attachments.paragraphs import join_lines
from flows.reading.shapes import Reject

_MOST_BYTES = 50_000_000
_SAME_LINE = 1.0
"""Millimetres between the tops of text objects that still stand in one line."""


def ofd_text(payload: bytes) -> str | Reject:
    """Return the paragraphs of an OFD file, or why there are none."""
    try:
        with zipfile.ZipFile(BytesIO(payload)) as package:
            contents = sorted(
                (entry for entry in package.infolist() if _is_page(entry.filename)),
                key=lambda entry: _page_number(entry.filename),
            )
            if sum(entry.file_size for entry in contents) > _MOST_BYTES:
                return Reject("attachment", "too_large", "the pages unpack to more than 50 MB")
            pages = [_page_lines(package.read(entry)) for entry in contents]
    except (zipfile.BadZipFile, etree.XMLSyntaxError, ValueError) as error:
        return Reject("attachment", "damaged", f"ofd: {error}")
    if not any(pages):
        return Reject("attachment", "needs_ocr", f"{len(pages)} pages without text")
    return join_lines(pages)


def _is_page(name: str) -> bool:
    return "/Pages/" in name and name.endswith("Content.xml")


def _page_number(name: str) -> tuple[int, str]:
    folder = name.rsplit("/", 2)[-2]
    digits = "".join(character for character in folder if character.isdigit())
    return (int(digits) if digits else 0, name)


def _page_lines(xml: bytes) -> list[str]:
    """Text objects from top to bottom and left to right, those of one height joined to a line."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    placed = sorted(_text_objects(root))
    lines: list[str] = []
    height = float("-inf")
    for top, _, text in placed:
        if top - height > _SAME_LINE:
            lines.append(text)
            height = top
        else:
            lines[-1] += text
    return [line for line in lines if line.strip()]


def _text_objects(root: etree._Element) -> list[tuple[float, float, str]]:
    found = []
    for item in root.iter("{*}TextObject"):
        left, top = map(float, item.get("Boundary", "0 0 0 0").split()[:2])
        text = "".join(code.text or "" for code in item.iter("{*}TextCode"))
        found.append((round(top, 1), left, text))
    return found
