"""What a single line around an article is: portal noise, labelled fields, the trail that leads to the page.

Shared by the reading of markup and of saved text.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from flows.reading.article_rules import LineRules

_SPACE = re.compile(r"\s+")
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})(?!\d)")
# A field's value ends at the next label, and drops what separates it from that.
_EDGES = " \t|｜/·;；,，[]【】()（）<>《"
_LEADS = _EDGES + "-－—•●■◆▪*"
# Behind a field's value, a date without a label is that of publication.
_DATE_BEHIND = re.compile(
    r"(?:(?<=[\u3400-\u9fff])|[\s|｜]+)(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$"
)
_MENU_GAP = re.compile(r"[\s|｜]+")
_BARS = re.compile(r"\s*[|｜]\s*")
_CLOSED = re.compile(r"^[\[【(（].{0,30}[\]】)）]$")
# Fields that name one body; what stands behind a bar is another thing (县司法局 | 您是第 12 位访客).
_NAMES = frozenset(("source", "author", "issuer"))
_LABELS_END = re.compile(r"[:：\]】]")
_BRACKETS = {"]": "[", "】": "【"}
_NOISE_AT_MOST = 90
_INFO_AT_MOST = 400
_FRAME = "[]【】()（）<>|｜ /:：,，*·•-—_=+"


def is_noise(text: str, rules: LineRules) -> bool:
    """Whether the whole line is something that portals print around articles (打印本页, 扫一扫…)."""
    if len(text) > _NOISE_AT_MOST:
        return False
    bare = _SPACE.sub("", text)
    if bare.strip(_FRAME) in rules.noise_words or rules.noise.fullmatch(bare):
        return True
    return rules.noise_marks.search(bare) is not None and rules.noise_within.fullmatch(bare) is not None


def iso_date(text: str) -> str | None:
    """The first date that a field's value holds, as YYYY-MM-DD; None where it holds none that exists."""
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None


def opens_with_date(text: str) -> bool:
    """Whether a short line begins with a date in digits, as the line under a headline may."""
    return ("19" in text or "20" in text) and _DATE.match(text.lstrip(_EDGES)) is not None


def labelled(text: str, rules: LineRules) -> list[tuple[str, str]]:
    """The fields of a line such as `来源：县司法局 发布时间：2024-01-24 点击：[]`, in order.

    Each is (key of META_KEYS or "" where the field is not kept, value as printed, maybe empty).
    """
    if len(text) > _INFO_AT_MOST or not _LABELS_END.search(text):
        return []
    matches = [match for match in rules.label.finditer(text) if _stands_alone(text, match)]
    ends = [*(match.start() for match in matches), len(text)][1:]
    return [
        (
            rules.fields[_SPACE.sub("", match[1])],
            rules.label_tail.sub("", text[match.end() : end]).strip(_EDGES),
        )
        for match, end in zip(matches, ends, strict=True)
    ]


def _stands_alone(text: str, label: re.Match[str]) -> bool:
    """Whether a label is not the end of a longer word, as 时间 in 会议时间; one in brackets fills them."""
    start = label.start()
    if label[0][-1] in _BRACKETS:
        return text[:start].rstrip().endswith(_BRACKETS[label[0][-1]])
    return start == 0 or not "\u4e00" <= text[start - 1] <= "\u9fff" or start >= 4


def is_info_line(text: str, rules: LineRules) -> bool:
    """Whether a line consists of labelled fields: it opens with one or a date and is not prose."""
    if len(text) > _INFO_AT_MOST or text.isalpha():
        return False
    if not (fields := labelled(text, rules)):
        return opens_with_date(text) and len(text) <= 24
    opening = rules.label.match(text.lstrip(_LEADS)) is not None or opens_with_date(text)
    longest = max(len(value) for _, value in fields)
    return (opening or len(fields) > 1) and (longest <= 40 or len(fields) > 2) and "。" not in text


def label_alone(text: str, rules: LineRules) -> str | None:
    """The field of a line that is nothing but a label (`索 引 号：`), as cells of a disclosure table are."""
    if len(text) > 24:
        return None
    if text.isalpha():
        return rules.fields.get(text)
    return rules.fields.get("".join(text.split()).strip("：:[]【】•·●■◆▪"))


def tidy(key: str, value: str) -> str | None:
    """A field's value as META_KEYS wants it: dates as YYYY-MM-DD, empty or placeholder values None."""
    if key in ("published_on", "signed_on"):
        return iso_date(value)
    if key in _NAMES:
        value = _BARS.split(value.strip(_EDGES))[0]
    value = value.strip() if key == "title" or _CLOSED.match(value) else value.strip(_EDGES + "：:")
    return value if value and value not in ("无", "本站", "本网站", "null", "undefined", "-", "--") else None


def kept_fields(text: str, rules: LineRules) -> Iterator[tuple[str, str]]:
    """The fields of such a line that are kept, tidied; an unlabelled date in front is that of publication."""
    if opens_with_date(text):
        published = iso_date(text)
        if published:
            yield "published_on", published
    for key, value in labelled(text, rules):
        dated = _DATE_BEHIND.search(value)
        kept = tidy(key, value[: dated.start()] if dated else value) if key else None
        if kept is not None:
            yield key, kept
        published = iso_date(dated[0]) if dated else None
        if published:
            yield "published_on", published


def is_trail(text: str, rules: LineRules) -> bool:
    """Whether a line tells where the page stands: 您的位置：首页 > 政务公开 > 法治政府."""
    return len(text) <= 200 and (
        (text[0] in ">＞" and len(text) <= _NOISE_AT_MOST and "。" not in text)
        or rules.crumb_line.match(text) is not None
        or rules.crumb_home.match(text) is not None
    )


def split_trail(text: str, rules: LineRules) -> tuple[str, ...]:
    """The names of a trail, without its label and the word for the page itself (正文)."""
    label = rules.crumb_line.match(text)
    names = (
        name.strip(_EDGES) for name in rules.crumb_separator.split(text[label.end() :] if label else text)
    )
    return tuple(name for name in names if name and name not in rules.crumb_ends)


def is_menu(text: str, rules: LineRules) -> bool:
    """Whether a line is a menu: several short names of which one is a portal's, or one such name alone.

    So is a line of the names of sites (中国政府网 | 甲市人民政府网).
    """
    words = [word for word in _MENU_GAP.split(text) if word]
    if len(words) <= 1:
        return text in rules.menu_words
    if all(word.endswith("网") for word in words):
        return True
    return max(map(len, words)) <= 10 and len(words) >= 3 and not rules.menu_words.isdisjoint(words)


def cut_at(lines: Sequence[str], weights: Sequence[int], rules: LineRules) -> int:
    """The number of lines before 上一条, 相关链接 and their like, if little prose follows; else of all."""
    total = sum(weights)
    before = 0
    for index, line in enumerate(lines):
        if (
            len(line) <= _NOISE_AT_MOST
            and before
            and rules.tail_cut.search(line)
            and before >= total - before
        ):
            return index
        before += weights[index]
    return len(lines)
