"""The archived original of a report, made harmless: shown as the portal sent it, unable to do anything.

Pure: the bytes of a page in, an answer out.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import urlsplit

INERT: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "X-DNS-Prefetch-Control": "off",
        "X-Content-Type-Options": "nosniff",
    }
)
"""No script, form, frame or plugin works in such a page, and it fetches nothing from anywhere."""

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_UNTOLD_TYPES = frozenset({"", "application/octet-stream", "text/plain"})
_HTML_BEGINS = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META_WITHIN = 8192
# Labels of simplified Chinese that mean no more than a part of GB18030 (WHATWG Encoding, 4.2).
_GB_LABELS = frozenset({"gb2312", "gbk", "gb_2312-80", "x-gbk", "chinese"})
_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"PK\x03\x04", "application/zip", ".zip"),
    (b"\xd0\xcf\x11\xe0", "application/msword", ".doc"),
)
_OFFICE: Mapping[str, str] = MappingProxyType(
    {
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".ofd": "application/ofd",
        ".wps": "application/vnd.ms-works",
    }
)


@dataclass(frozen=True, slots=True)
class Original:
    """What to send: `file_name` is None for a page to be shown, else the name of a file to be saved."""

    media_type: str
    file_name: str | None = None


def original_of(
    payload: bytes, mime: str | None, charset: str | None, url: str | None, name: str
) -> Original:
    """Return how to send a payload that came declared as `mime` and `charset` from `url`.

    Pages are shown in the charset they are really in; anything else is a file called `name`, told by its
    bytes and never opened in the browser.
    """
    declared = (mime or "").partition(";")[0].strip().lower()
    known = _file_kind(payload, url)
    if known is None and (
        declared in _HTML_TYPES or (declared in _UNTOLD_TYPES and _HTML_BEGINS.match(payload[:1024]))
    ):
        found = charset_of(payload, charset)
        return Original(f"text/html; charset={found}" if found else "text/html")
    media_type, ending = known or ("application/octet-stream", ".bin")
    return Original(media_type, name + ending)


def _file_kind(payload: bytes, url: str | None) -> tuple[str, str] | None:
    """Return the type and the ending of a file that is known by its first bytes."""
    suffix = _suffix(url)
    for beginning, media_type, ending in _KINDS:
        if payload.startswith(beginning):
            told_by_name = ending != ".pdf" and suffix in _OFFICE
            return (_OFFICE[suffix], suffix) if told_by_name else (media_type, ending)
    return None


def _suffix(url: str | None) -> str:
    try:
        return PurePosixPath(urlsplit(url or "").path).suffix.lower()
    except ValueError:
        return ""


def charset_of(payload: bytes, declared: str | None) -> str | None:
    """Return the name of the charset a page is in, None where nothing tried fits.

    UTF-8 if it is strictly that, as other charsets hardly ever are by chance; then the declarations of header
    and page; then GB18030, which undeclared pages of this genre are in.
    """
    meta = _META_CHARSET.search(payload[:_META_WITHIN])
    named = meta.group(1).decode("ascii") if meta else None
    tried = ["utf-8", *(_known(label) for label in (declared, named) if label), "gb18030"]
    return next((label for label in tried if label and _fits(payload, label)), None)


def _known(label: str) -> str | None:
    label = label.strip().lower()
    if label in _GB_LABELS:
        return "gb18030"
    try:
        return codecs.lookup(label).name
    except LookupError:
        return None


def _fits(payload: bytes, label: str) -> bool:
    try:
        payload.decode(label)
    except (UnicodeError, LookupError):
        return False
    return True
