"""Finds the end of a body: who signed it, when, and what the portal hung behind.

By GB/T 9704 the issuer's name and below it the date close a document, behind the note of attachments.
Printed pages also show the date first, several issuers in one line, the block run into the last
paragraph, one of the two missing, or both.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.reading.dates import find_dates
from flows.reading.organs import OrganRules, alternatives, is_organ, split_organs

_LAST_LINES = 200
_BLOCK_LINES = 5
_LONGEST = 80
_LONGEST_NOISE = 160
_ATTACHMENT_LINES = 12
_LETTER_SPACED = re.compile(r"^(?:\S\s+)+\S$")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed and when, as far as the document says."""

    organs: tuple[str, ...] = ()
    day: date | None = None


@dataclass(frozen=True, slots=True)
class SignatureRules:
    """The words around a signature."""

    noise: re.Pattern[str]
    attachment: re.Pattern[str]
    closing: re.Pattern[str]
    signer: re.Pattern[str]
    stamp: re.Pattern[str]
    organs: OrganRules

    @classmethod
    def from_data(
        cls, data: Mapping[str, Any], noise: re.Pattern[str], organs: OrganRules
    ) -> "SignatureRules":
        """Compile the section `body` of metadata.yaml; `noise` matches the portal's own lines."""
        return cls(
            noise=noise,
            attachment=re.compile(rf"^[（(]?{alternatives(data['attachment'])}"),
            closing=re.compile(rf"^{alternatives(data['closing'])}[，,。]?"),
            signer=re.compile(data["signer"]),
            stamp=re.compile(data["stamp"]),
            organs=organs,
        )


def is_noise(line: str, noise: re.Pattern[str]) -> bool:
    """Whether a line is the portal's: it opens like one and is no sentence."""
    return len(line) <= _LONGEST_NOISE and not line.endswith("。") and noise.match(line) is not None


def find_signature(lines: Sequence[str], rules: SignatureRules) -> tuple[list[str], Signature]:
    """Return the body's paragraphs among `lines`, and the signature below them."""
    block = _find_block(lines, rules)
    if block is not None:
        start, signature = block
        return _trim(list(lines[:start]), rules), signature
    paragraphs = _trim(list(lines), rules)
    if not paragraphs:
        return paragraphs, Signature()
    last, signature = _split_run_in(paragraphs[-1], rules)
    if signature.organs or signature.day:
        paragraphs[-1:] = [last] if last else []
    return paragraphs, signature


def _find_block(lines: Sequence[str], rules: SignatureRules) -> tuple[int, Signature] | None:
    """Return the first line of the last block of issuers and date, and what it says.

    A block that more text follows than precedes closes something else (a notice, a quoted letter). One
    without issuers or date counts only where nothing but the portal's lines and attachments follow.
    """
    total = sum(map(len, lines))
    after = 0
    last_words = True
    index = len(lines) - 1
    while index >= max(0, len(lines) - _LAST_LINES) and 2 * after < total:
        line = read_signer(lines[index], rules)
        if line is not None:
            start, signature = _gather(lines, index, rules)
            if (signature.organs and signature.day) or last_words:
                return start, signature
            index = start
        printed = lines[index]
        after += len(printed)
        last_words = last_words and (is_noise(printed, rules.noise) or bool(rules.attachment.match(printed)))
        index -= 1
    return None


def _gather(lines: Sequence[str], last: int, rules: SignatureRules) -> tuple[int, Signature]:
    """Collect the block that ends in line `last`, upwards; return its first line and its content."""
    organs: list[str] = []
    day: date | None = None
    start = last + 1
    for index in range(last, max(-1, last - _BLOCK_LINES), -1):
        line = read_signer(lines[index], rules)
        if line is None or (line.day and day):
            break
        organs[:0] = line.organs
        day = line.day or day
        start = index
    return start, Signature(tuple(dict.fromkeys(organs)), day)


def read_signer(printed: str, rules: SignatureRules) -> Signature | None:
    """Read a line as part of a signature block; None where it holds anything but issuers and a date."""
    if len(printed) > _LONGEST or printed.endswith("。"):
        return None
    text = rules.stamp.sub("", rules.signer.sub("", printed)).strip(" （()）")
    dates = find_dates(text)
    if len(dates) > 1:
        return None
    day = None
    if dates:
        day = dates[0].day
        text = f"{text[: dates[0].start]} {text[dates[0].end :]}".strip()
    organs = _organs_of(text, rules.organs)
    if not organs and (text or day is None):
        return None
    # Undated, a list of departments is more likely the end of a task than a signature.
    return Signature(organs, day) if day or "、" not in text else None


def _organs_of(text: str, rules: OrganRules) -> tuple[str, ...]:
    """Return the organs that `text` consists of, none if it holds anything else."""
    if not text:
        return ()
    whole = _BLANKS.sub("", text)
    if _LETTER_SPACED.match(text) or (is_organ(whole, rules) and _spaced_apart(text, rules)):
        text = whole
    names = split_organs(text, rules)
    return names if all(is_organ(name, rules) for name in names) else ()


def _spaced_apart(text: str, rules: OrganRules) -> bool:
    """Whether blanks only spread one name (甲县 人民政府) instead of parting two."""
    return not all(is_organ(part, rules) for part in split_organs(text, rules))


def _split_run_in(paragraph: str, rules: SignatureRules) -> tuple[str, Signature]:
    """Split a signature off the end of the last paragraph: …法治保障。甲县人民政府2025年1月24日."""
    dates = find_dates(paragraph[-_LONGEST:])
    offset = max(0, len(paragraph) - _LONGEST)
    if not dates or paragraph[offset + dates[-1].end :].strip(" 。（）()"):
        return paragraph, Signature()
    before = paragraph[: offset + dates[-1].start].rstrip()
    cut = max(before.rfind(mark) for mark in "。！；") + 1
    tail = before[cut:].strip()
    closing = rules.closing.match(tail)
    if closing:
        cut = before.index(tail, cut) + closing.end()
        tail = tail[closing.end() :].strip()
    organs = _organs_of(rules.stamp.sub("", tail).strip(), rules.organs)
    if not organs and tail:
        return paragraph, Signature()
    return before[:cut].rstrip(), Signature(organs, dates[-1].day)


def _trim(paragraphs: list[str], rules: SignatureRules) -> list[str]:
    """Drop the portal's lines and the list of attachments from the end."""
    while paragraphs and is_noise(paragraphs[-1], rules.noise):
        paragraphs.pop()
    for index in range(len(paragraphs) - 1, max(-1, len(paragraphs) - _ATTACHMENT_LINES), -1):
        line = paragraphs[index]
        if len(line) > _LONGEST:
            break
        if rules.attachment.match(line):
            return _trim(paragraphs[:index], rules)
    return paragraphs
