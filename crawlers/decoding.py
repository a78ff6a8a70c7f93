"""Bytes of a page to text, for finding links: right for UTF-8 and the GB family, declared or not."""

import codecs
import re

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HEAD = 4096
_GB_FAMILY = frozenset({"gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "hz-gb-2312", "cp936"})
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_markup(payload: bytes, declared: str | None = None) -> str:
    """Return the text of a page; `declared` is the charset of its Content-Type.

    Strict UTF-8 is tried first whatever is declared (it cannot fit by chance), then what is declared, then
    GB18030, which holds GB2312 and GBK. Bytes that fit nothing become U+FFFD.
    """
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            return payload.decode(encoding, "replace")
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    in_page = _DECLARED.search(payload[:_HEAD])
    names = [declared, in_page[1].decode("ascii", "replace") if in_page else None, "gb18030"]
    readings = [payload.decode(encoding, "replace") for encoding in _encodings(names)]
    # A page in UTF-8 with one torn character must not be read as Chinese of another encoding.
    readings.append(payload.decode("utf-8", "replace"))
    return min(readings, key=lambda text: text.count("\ufffd"))


def _encodings(names: list[str | None]) -> list[str]:
    found: list[str] = []
    for name in names:
        lowered = (name or "").lower()
        encoding = "gb18030" if lowered in _GB_FAMILY else lowered
        if encoding and encoding not in found and _is_text_codec(encoding):
            found.append(encoding)
    return found


def _is_text_codec(name: str) -> bool:
    try:
        "".encode(name)
    except LookupError:
        return False
    # Latin-1 accepts every byte, so it would always win; no portal means it.
    return codecs.lookup(name).name not in {"iso8859-1", "cp1252", "ascii"}
