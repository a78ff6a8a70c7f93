"""Cuts an article into its title, who is addressed, the body, and who signed when.

The layout is that of the 党政机关公文格式 (GB/T 9704): title, document number, addressee, body, note of
attachments, issuer and date, notes. Portals print it in any state of repair, and hang their own lines
before and behind. A notice that hands over a document (现印发给你们) holds two such papers: the notice gives
addressee, issuer and date, the document handed over gives the body.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.reading.dates import read_date
from flows.reading.kind import squeeze
from flows.reading.organs import OrganRules, alternatives, is_organ, split_organs
from flows.reading.signature import Signature, SignatureRules, find_signature, is_noise, read_signer

_ENUMERATOR = re.compile(
    r"^\s*(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+(?:部分|[，,、章条])|[①-⑳])"
)
_DOC_NUMBER = re.compile(
    r"^[(（]?(?P<number>[\u3400-\u9fffA-Za-z]{2,12}\s*"
    r"(?:[〔\[［【(（]\s*(?:19|20)\d{2}\s*[〕\]］】)）]?\s*第?\s*\d{0,5}|(?:19|20)\d{2}\s*[〕\]］】)）]?\s*第?\s*\d{1,5})"
    r"\s*号?)[)）]?$"
)
_NUMBER_IN_TITLE = re.compile(
    r"(?:^|[（(])(?P<number>[\u3400-\u9fff]{2,12}\s*[〔\[［【]\s*(?:19|20)\d{2}\s*[〕\]］】]\s*第?\s*\d{1,5}\s*号)"
    r"(?:[）)]|\s*(?=.{0,24}关于))"
)
_PAGE_NUMBER = re.compile(r"[.…·]*[-—(]?\d{0,3}[-—)]?$")
_CUT = re.compile(r"(?:\.{2,}|…+)$")
_PERSON = re.compile(r"^[\u3400-\u9fff·]{2,4}$")
_SENTENCE_END = re.compile(r"[。；;！!]")
_YEAR = re.compile(r"(?:19|20)\d{2}年?|二[〇○零]")
_HEAD_LINES = 24
_NOTICE_LINES = 14
_NOTICE_CHARS = 900
_LONGEST_TITLE_LINE = 80
_LONGEST_END = 24


@dataclass(frozen=True, slots=True)
class BodyRules:
    """The words by which a body is told from what stands around it."""

    noise: re.Pattern[str]
    preface: re.Pattern[str]
    masthead: re.Pattern[str]
    hands_over: re.Pattern[str]
    recipient: re.Pattern[str]
    salutation: re.Pattern[str]
    title_form: re.Pattern[str]
    title_alone: frozenset[str]
    subject: re.Pattern[str]
    signature: SignatureRules
    organs: OrganRules

    @classmethod
    def from_data(cls, data: Mapping[str, Any], organs: OrganRules) -> "BodyRules":
        """Compile the sections `body`, `title` and `kind` of metadata.yaml."""
        body, title = data["body"], data["title"]
        noise = re.compile(rf"^[\s·•◆■>＞|]*{alternatives(body['noise'])}")
        return cls(
            noise=noise,
            preface=re.compile(rf"^{alternatives(body['preface'])}"),
            masthead=re.compile(body["masthead"]),
            hands_over=re.compile(alternatives(body["hands_over"])),
            recipient=re.compile(body["recipient"]),
            salutation=re.compile(body["salutation"]),
            title_form=re.compile(rf"{alternatives(title['form'])}(?:[（(][^（）()]{{1,16}}[）)])?$"),
            title_alone=frozenset(title["alone"]),
            subject=re.compile(alternatives([*data["kind"]["subject"], *data["kind"]["plan_subject"]])),
            signature=SignatureRules.from_data(body, noise, organs),
            organs=organs,
        )


@dataclass(frozen=True, slots=True)
class Body:
    """An article taken apart.

    `paragraphs` run from the first body paragraph to the last; `dated` and `byline` stand under the title
    (2024年1月9日在…会议上, 甲县人民政府县长).
    """

    paragraphs: tuple[str, ...]
    title: str | None
    notice_title: str | None
    doc_number: str | None
    addressees: tuple[str, ...]
    dated: date | None
    byline: tuple[str, ...]
    signature: Signature


@dataclass(slots=True)
class _Head:
    """What was read before the body; `next` is the index of the first body line."""

    next: int = 0
    groups: tuple[tuple[str, ...], ...] = ()
    doc_number: str | None = None
    addressees: tuple[str, ...] = ()
    dated: date | None = None
    byline: tuple[str, ...] = ()
    titled: bool = False


def split_body(lines: Sequence[str], headline: str | None, rules: BodyRules) -> Body:
    """Cut the lines of an article; `headline` is the page's own title where it has one."""
    clean = [line for line in (" ".join(raw.split()) for raw in lines) if line]
    head = _read_head(clean, 0, headline, rules)
    head.next = _after_contents(clean, head.next)
    handed = _read_notice(clean, head, rules)
    if handed is not None:
        start, notice_signature, inner = handed
        paragraphs, signature = find_signature(clean[start:], rules.signature)
        return Body(
            paragraphs=tuple(paragraphs),
            title=_title_of(inner.groups, rules),
            notice_title=_title_of(head.groups, rules),
            doc_number=head.doc_number or inner.doc_number,
            addressees=head.addressees or inner.addressees,
            dated=inner.dated,
            byline=inner.byline,
            signature=notice_signature if notice_signature.organs or notice_signature.day else signature,
        )
    paragraphs, signature = find_signature(clean[head.next :], rules.signature)
    return Body(
        paragraphs=tuple(paragraphs),
        title=_title_of(head.groups, rules),
        notice_title=None,
        doc_number=head.doc_number,
        addressees=head.addressees,
        dated=head.dated,
        byline=head.byline,
        signature=signature,
    )


def _read_head(lines: list[str], start: int, headline: str | None, rules: BodyRules) -> _Head:
    """Read title, document number and addressee from `start` on."""
    head = _Head(next=start)
    wanted = squeeze(headline) if headline and not is_masthead(headline, rules) else ""
    groups: list[list[str]] = [[]]
    index = start
    while index < min(len(lines), start + _HEAD_LINES):
        line = lines[index]
        if is_noise(line, rules.noise):
            groups.append([])
            index += 1
            continue
        addressed = _read_addressees(lines, index, rules)
        if addressed is not None:
            head.addressees, index = addressed
            break
        attached = rules.signature.attachment.match(line) is not None
        if not attached and (_is_title_line(line, wanted, rules) or _completes(groups[-1], line, rules)):
            _add_title_line(groups, line, wanted, rules)
            head.titled = head.titled or rules.title_form.search(squeeze(line)) is not None
        elif not _read_preface(line, head, rules):
            break
        else:
            groups.append([])
        index += 1
    head.next = index
    head.groups = tuple(tuple(group) for group in groups if group)
    if len(head.groups) > 1 and all(_is_organs(line, rules) for line in head.groups[-1]):
        head.byline = head.byline or split_organs(" ".join(head.groups[-1]), rules.organs)
        head.groups = head.groups[:-1]
    return head


def _after_contents(lines: list[str], start: int) -> int:
    """Return the first line behind a table of contents (目录), whose lines all return as headings."""
    if not start or squeeze(lines[start - 1]) != "目录":
        return start
    words = [squeeze(line) for line in lines]
    index = start
    while index < len(words):
        entry = _PAGE_NUMBER.sub("", words[index])
        if not entry or not any(line.startswith(entry) for line in words[index + 1 :]):
            break
        index += 1
    return index


def is_masthead(line: str, rules: BodyRules) -> bool:
    """Whether a line is the red head of an official paper (甲县人民政府文件, GB/T 9704 发文机关标志)."""
    return rules.masthead.match(squeeze(line)) is not None


def _add_title_line(groups: list[list[str]], line: str, wanted: str, rules: BodyRules) -> None:
    """Add a line to the title it belongs to: a page prints its headline above the document's own title."""
    words = squeeze(line)
    if words in rules.title_alone and any(groups):
        next(group for group in reversed(groups) if group).append(line)
    elif words == wanted or _CUT.search(words):
        groups += [[line], []]
    else:
        groups[-1].append(line)
        if rules.title_form.search(words):
            groups.append([])


def _read_preface(line: str, head: _Head, rules: BodyRules) -> bool:
    """Read what may stand between title and body: document number, date and speaker; whether it did."""
    number = _DOC_NUMBER.match(line)
    if number:
        head.doc_number = head.doc_number or number["number"]
        return True
    if head.byline and _PERSON.match(line):
        return True
    masthead = rules.masthead.match(squeeze(line))
    if masthead:
        head.byline = head.byline or split_organs(masthead["organs"], rules.organs)
        return True
    signer = read_signer(line, rules.signature)
    if signer and head.titled:
        head.dated, head.byline = head.dated or signer.day, head.byline or signer.organs
        return True
    if not rules.preface.match(line) and not rules.signature.attachment.match(line):
        return False
    head.dated = head.dated or read_date(line)
    speaker = rules.organs.officers.sub("", line).strip()
    if speaker != line and is_organ(speaker, rules.organs):
        head.byline = head.byline or (speaker,)
    return True


def _is_title_line(line: str, wanted: str, rules: BodyRules) -> bool:
    """Whether a line before the body is the title or a part of it.

    A part of the headline is. So are an organ, 报告 alone, and a short line that speaks of the genre's
    subject, of a year or organ, and ends in a title's word; a first heading (一、…) never is.
    """
    if len(line) > _LONGEST_TITLE_LINE or _SENTENCE_END.search(line):
        return False
    words = squeeze(line)
    if (
        wanted
        and len(words) >= 2
        and (words in wanted or (wanted in words and len(words) <= 2 * len(wanted)))
    ):
        return True
    if _ENUMERATOR.match(line) or line.endswith(("：", ":", "，", ",")):
        return False
    if words in rules.title_alone or _is_organs(line, rules):
        return True
    about = rules.subject.search(words) is not None
    if "关于" in words or not about or rules.title_form.search(words) is None:
        return about and "关于" in words
    # Under a headline, 2023年工作情况 and the like head the first part, not the document.
    return not wanted or (_YEAR.search(words) is not None and _YEAR.match(words) is None)


def _completes(group: Sequence[str], line: str, rules: BodyRules) -> bool:
    """Whether a line ends the title that the group begins (关于印发甲县法治政府建设 / 工作安排的通知)."""
    begun = bool(group) and "关于" in group[-1] and rules.title_form.search(squeeze(group[-1])) is None
    return begun and len(line) <= _LONGEST_END and rules.title_form.search(squeeze(line)) is not None


def _is_organs(line: str, rules: BodyRules) -> bool:
    return all(is_organ(part, rules.organs) for part in split_organs(line, rules.organs))


def _read_addressees(lines: list[str], index: int, rules: BodyRules) -> tuple[tuple[str, ...], int] | None:
    """Return who line `index` addresses and the index of the next line, None if it addresses nobody."""
    line = lines[index]
    following = index + 1
    if line.endswith(("、", "，", ",")) and following < len(lines) and len(line) <= _LONGEST_TITLE_LINE:
        line, following = line + lines[following], following + 1
    names, colon, rest = line.replace(":", "：").partition("：")
    if (
        not colon
        or rules.signature.signer.match(line)
        or len(names) > 160
        or _ENUMERATOR.match(names)
        or "。" in names
    ):
        return None
    if rules.salutation.match(names):
        return (), following if not rest else index
    parts = split_addressees(names)
    if not parts or not all(len(part) <= 40 and rules.recipient.search(_bare(part)) for part in parts):
        return None
    if rest:
        lines[following - 1] = rest.strip()
        return parts, following - 1
    return parts, following


def _bare(name: str) -> str:
    return re.sub(r"[（(][^（）()]*[）)]", "", name).strip()


def split_addressees(names: str) -> tuple[str, ...]:
    """Split a line of addressees at 、 and ， outside brackets: 各县（市、区）人民政府 is one."""
    parts, depth, current = [], 0, ""
    for character in names:
        depth += (character in "（(") - (character in "）)")
        if character in "、，," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return tuple(part.strip() for part in (*parts, current) if part.strip())


def _read_notice(lines: list[str], head: _Head, rules: BodyRules) -> tuple[int, Signature, _Head] | None:
    """Return where a document handed over by a notice starts, who signed the notice, and its own head."""
    end = min(len(lines), head.next + _NOTICE_LINES)
    chars = 0
    handed = False
    for index in range(head.next, end):
        chars += len(lines[index])
        if chars > _NOTICE_CHARS or _ENUMERATOR.match(lines[index]):
            return None
        handed = handed or rules.hands_over.search(lines[index]) is not None
        if not handed or len(lines[index]) > _LONGEST_TITLE_LINE:
            continue
        following = index + 1
        inner = _read_head(lines, following, None, rules)
        if inner.next >= len(lines):
            continue
        if _title_of(inner.groups, rules) is None:
            signature = _signed_before(lines, head.next, following, rules)
            if signature is not None:
                return following, signature, _Head(next=following)
            continue
        paragraphs, signature = find_signature(lines[head.next : following], rules.signature)
        signs_below = rules.organs.whole.fullmatch(lines[following]) and not signature.organs
        if not signs_below or len(paragraphs) > index + 1 - head.next:
            return inner.next, signature, inner
    return None


def _signed_before(lines: list[str], start: int, end: int, rules: BodyRules) -> Signature | None:
    """Return the full signature that closes a notice whose document follows without a title of its own."""
    if end < len(lines) and read_signer(lines[end], rules.signature) is not None:
        return None
    closed = read_signer(lines[end - 1], rules.signature)
    if closed is None or closed.day is None:
        return None
    signature = find_signature(lines[start:end], rules.signature)[1]
    follows = sum(map(len, lines[end:]))
    return signature if signature.organs and follows > sum(map(len, lines[start:end])) else None


def find_doc_number(title: str) -> str | None:
    """Return the document number that a title carries in front of it or in brackets behind it."""
    match = _NUMBER_IN_TITLE.search(title)
    return match["number"] if match else None


def _title_of(groups: Sequence[Sequence[str]], rules: BodyRules) -> str | None:
    """Return the last group of lines that reads as a title, or an earlier one that holds it and more."""
    formed = [title for title in map(_join, groups) if rules.title_form.search(squeeze(title))]
    if not formed:
        return None
    last = squeeze(formed[-1])
    return next((title for title in formed if last in squeeze(title)), formed[-1])


def _join(lines: Sequence[str]) -> str:
    """Join the lines of a broken title; organs stand apart by a blank, the rest runs on."""
    title = ""
    for line in lines:
        words = "".join(line.split()) if len(line) <= 12 else line
        runs_on = "关于" in title or words.startswith("关于") or title.endswith("的")
        title += words if runs_on or not title else f" {words}"
    return title
