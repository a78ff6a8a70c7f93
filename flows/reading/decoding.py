"""Bytes to text: the charset that a page is written in, whatever its header and meta say.

The order follows what portals get wrong. Strict UTF-8 is proof, since no other charset of Chinese text passes
it by chance. GBK and Big5 prove nothing: nearly any text of the one decodes as the other without an error, so
the characters decide which of the two it is: in the right one about every second character is among the
commonest of the language, in the wrong one about every fiftieth. What the header or the page declares serves
where the characters leave it open, and names the charset of pages that are not Chinese.
"""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import chardet

from flows.reading.shapes import Reject

REPLACEMENT = "\ufffd"

# The commonest characters of Chinese prose and of official writing, in both scripts (half of running text).
_COMMON_SIMPLIFIED = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然"
    "家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日政府治工作公信息建设"
    "市县区乡镇村街办委局室务部门关报告通知管服推动全落责任加强组织领导制度机构规范执合审查复议诉讼案件普宣传教育培训项目"
    "首页新闻动态网站站点地址电话版权主备号技术支持友情链接搜索登录"
)
_COMMON_TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然"
    "家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日政府治工作公信息建設"
    "市縣區鄉鎮村街辦委局室務部門關報告通知管服推動全落責任加強組織領導制度機構規範執合審查複議訴訟案件普宣傳教育培訓項目"
    "首頁新聞動態網站址電話版權主備號技術支持友情連結搜尋登入署民眾規劃計畫施條例"
)
_COMMON = {"gb18030": _COMMON_SIMPLIFIED, "big5hkscs": _COMMON_TRADITIONAL}

# Labels that mean one of the two families, and the superset that reads all of the family.
_FAMILIES = (("gb18030", re.compile(r"gb|cp936|euc-cn|hz|x-gbk")), ("big5hkscs", re.compile(r"big5|cp950")))
_PAGE_CHARSETS = re.compile(r"iso8859|iso2022|cp\d|koi8|shift_jis|euc_|mac|tis|johab|utf-8$")
# What servers send when nobody configured them says nothing of the page.
_NO_CLAIM = frozenset({"iso8859-1", "ascii", "cp1252", "utf-8"})
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,30})", re.IGNORECASE)
_DECLARED_WITHIN = 4096

_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"Rar!\x1a", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"RIFF", "media"),
    (b"ID3", "media"),
    (b"FWS", "media"),
    (b"CWS", "media"),
    (b"{\\rtf", "rtf"),
    (b"\x00\x00\x01\x00", "image"),
)
_CONTROLS = bytes({*range(32)} - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B})
# The sample is taken from so many places, so many bytes at each.
_WINDOWS, _WINDOW = 5, 1000
# Likeness of Chinese text is 0.4 to 0.6 in its own charset and below 0.02 in the other; Korean and Japanese
# in their charsets reach 0.15 when read as GBK.
_SURE, _SURE_AGAINST_CLAIM = 0.1, 0.25
# Fewer bytes than this say too little: they are taken for GBK, as most undeclared pages are.
_ENOUGH_TO_DETECT = 40
# Neither script has these alone: ASCII, Latin, Chinese punctuation.
_PUNCTUATION = re.compile(r"[\x00-\xff\u2000-\u206f\u3000-\u303f]+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A payload as text; `replaced` counts the U+FFFD put in for bytes that are broken in `encoding`."""

    text: str
    encoding: str
    replaced: int = 0


def decode(payload: bytes, charset: str | None) -> Decoded | Reject:
    """Decode a payload; `charset` is what the response header said, if anything.

    Bytes that are no text are a Reject with reason `binary` and the format as detail (`pdf`, `zip`, `ole`,
    `image`, ...), so that the caller can hand them to the reader of that format.
    """
    marked = _by_mark(payload)
    if marked is not None:
        return marked
    form = sniff(payload)
    if form is not None:
        return Reject("decode", "binary", form)
    try:
        return Decoded(payload.decode("utf-8").replace("\0", ""), "utf-8")
    except UnicodeDecodeError:
        return _decode_unproven(payload, charset)


def sniff(payload: bytes) -> str | None:
    """The name of the binary format that the bytes are in, or None where they can be text."""
    head = payload[:1024].lstrip()
    for signature, form in _SIGNATURES:
        if head.startswith(signature):
            return form
    if b"%PDF-" in head:
        return "pdf"
    sample = payload[:4096]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return "unknown" if controls * 20 > len(sample) else None


def _by_mark(payload: bytes) -> Decoded | None:
    """The text of a payload that opens with a byte order mark, or is plainly UTF-16 without one."""
    if payload.startswith(codecs.BOM_UTF8):
        return _with_replacements(payload[3:], "utf-8")
    if payload.startswith(codecs.BOM_UTF16_LE) or (payload[:4:2] == b"<!" and payload[1:4:2] == b"\0\0"):
        return _with_replacements(payload.removeprefix(codecs.BOM_UTF16_LE), "utf-16-le")
    if payload.startswith(codecs.BOM_UTF16_BE) or (payload[1:4:2] == b"<!" and payload[:4:2] == b"\0\0"):
        return _with_replacements(payload.removeprefix(codecs.BOM_UTF16_BE), "utf-16-be")
    return None


def _with_replacements(payload: bytes, encoding: str) -> Decoded:
    text = payload.decode(encoding, "replace")
    replaced = text.count(REPLACEMENT)
    if replaced and encoding.startswith("utf-"):
        replaced -= payload.count(REPLACEMENT.encode(encoding))
    return Decoded(text.replace("\0", ""), encoding, max(replaced, 0))


def _decode_unproven(payload: bytes, charset: str | None) -> Decoded:
    """Decode bytes that are not strict UTF-8."""
    sample = _sample(payload)
    if _mostly_utf8(sample):
        return _decode_by_line(payload)
    claims = tuple(_claims(payload, charset))
    likeness = {encoding: _likeness(sample, encoding) for encoding in _COMMON}
    # A claim is worth as much as every tenth character: it decides only where the characters do not.
    best = max(likeness, key=lambda encoding: likeness[encoding] + (0.1 if encoding in claims else 0))
    foreign = any(claim not in _COMMON for claim in claims)
    if best in claims or likeness[best] >= (_SURE_AGAINST_CLAIM if foreign else _SURE):
        return _decode_family(payload, best)
    return _decode_foreign(payload, sample, claims) or _decode_family(payload, best)


def _decode_foreign(payload: bytes, sample: bytes, claims: Sequence[str]) -> Decoded | None:
    """Decode a page that is not Chinese, in the charset that it names or that its bytes are typical of."""
    encoding = next((claim for claim in claims if claim not in _COMMON), None)
    if encoding is None and len(sample) >= _ENOUGH_TO_DETECT:
        detected = chardet.detect(sample)["encoding"]
        encoding = _codec_name(detected) if detected else None
    return _with_replacements(payload, encoding) if encoding else None


def _mostly_utf8(payload: bytes) -> bool:
    """Whether bytes are UTF-8 but for broken sequences: more characters come out whole than broken."""
    text = payload.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return whole > broken


def _decode_by_line(payload: bytes) -> Decoded:
    """UTF-8 with broken parts: a line that is GBK (an included header, a pasted fragment) is read as such."""
    parts, replaced, pending = [], 0, payload.splitlines(keepends=True)
    for line in pending:
        try:
            parts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            found = _with_replacements(line, "utf-8")
            if not _mostly_utf8(line) and _likeness(line, "gb18030") > 0.2:
                found = _decode_family(line, "gb18030")
            parts.append(found.text)
            replaced += found.replaced
    return Decoded("".join(parts).replace("\0", ""), "utf-8", replaced)


def _claims(payload: bytes, charset: str | None) -> Iterator[str]:
    """The charsets that the header and the page name, in that order, families as their superset."""
    declared = [match[1].decode("ascii") for match in _DECLARED.finditer(payload[:_DECLARED_WITHIN])]
    for label in [charset, *declared]:
        if not label:
            continue
        family = next((name for name, known in _FAMILIES if known.match(label.strip().lower())), None)
        encoding = family or _codec_name(label)
        if encoding and encoding not in _NO_CLAIM:
            yield encoding


def _codec_name(label: str) -> str | None:
    """Python's name of a charset that pages are written in; None for any other word (`none`, `idna`)."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    return name if _PAGE_CHARSETS.match(name) else None


def _sample(payload: bytes) -> bytes:
    """Stretches of bytes above ASCII from all over the payload, a few kilobytes in all."""
    first = _HIGH_RUN.search(payload)
    start = first.start() if first is not None else 0
    step = max((len(payload) - start) // _WINDOWS, _WINDOW)
    windows = (payload[at : at + _WINDOW] for at in range(start, len(payload), step))
    return b" ".join(run for window in windows for run in _HIGH_RUN.findall(window))


def _likeness(sample: bytes, encoding: str) -> float:
    """How much of a text decoded so is common characters, from 0 to 1."""
    text = _PUNCTUATION.sub("", sample.decode(encoding, "replace"))
    return sum(map(_COMMON[encoding].__contains__, text)) / len(text) if text else 0.0


def _decode_family(payload: bytes, encoding: str) -> Decoded:
    """Decode GBK or Big5; where a byte is missing or broken, find the characters' rhythm again after it."""
    try:
        return Decoded(payload.decode(encoding).replace("\0", ""), encoding)
    except UnicodeDecodeError:
        pass
    parts, position, replaced = [], 0, 0
    for run in _HIGH_RUN.finditer(payload):
        # A trail byte can be an ASCII letter: the run that it ends is decoded together with it.
        end = run.end()
        if run.start() < position:
            continue
        parts.append(payload[position : run.start()].decode("ascii", "replace"))
        text, position = _decode_run(payload, run.start(), end, encoding)
        parts.append(text)
        replaced += text.count(REPLACEMENT)
    parts.append(payload[position:].decode("ascii", "replace"))
    return Decoded("".join(parts).replace("\0", ""), encoding, replaced)


def _decode_run(payload: bytes, start: int, end: int, encoding: str) -> tuple[str, int]:
    """The text of one stretch of bytes above ASCII, and where reading goes on."""
    for stop in (end, end + 1, end + 3):
        try:
            return payload[start:stop].decode(encoding), min(stop, len(payload))
        except UnicodeDecodeError:
            continue
    return _mend(payload[start:end], encoding), end


def _mend(run: bytes, encoding: str) -> str:
    """Decode a stretch with one byte or character broken, the break put where both sides read as language."""
    head = [run[at : at + 2].decode(encoding, "replace") for at in range(0, len(run), 2)]
    tail = [run[at : at + 2].decode(encoding, "replace") for at in range(len(run) % 2, len(run), 2)]
    common = _COMMON[encoding]
    worth = [sum(char in common for char in pair) - pair.count(REPLACEMENT) for pair in tail]
    ahead = sum(worth)
    dropped = 1 - len(run) % 2  # an even stretch loses a whole character, an odd one a byte
    best, cut, behind = float("-inf"), 0, 0
    for index in range(len(tail) + (1 - dropped)):
        after = ahead - (worth[index] if dropped else 0)
        if behind + after > best:
            best, cut = behind + after, index
        behind += sum(char in common for char in head[index]) - head[index].count(REPLACEMENT)
        ahead -= worth[index] if index < len(worth) else 0
    return "".join(head[:cut]) + REPLACEMENT + "".join(tail[cut + dropped :])
