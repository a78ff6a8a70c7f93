"""What a page says of itself: meta tags, the disclosure table, the line under the headline, the headline."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from flows.reading.article_layout import Block, Box, Layout
from flows.reading.article_lines import (
    is_info_line,
    is_noise,
    is_trail,
    iso_date,
    kept_fields,
    label_alone,
    labelled,
    split_trail,
    tidy,
)
from flows.reading.article_rules import ArticleRules, LineRules

_TITLE_PART = re.compile(r"\s*[-_|｜—–]+\s*|\s+[>»›]+\s+")
_CUT = re.compile(r"(?:…|\.{3}|⋯)+$")
_QUOTED = "【】[] "
_FEW_WIDE = re.compile("[\u4e00-\u9fff]{2,6}")
# A headline, the line under it and a disclosure table stand within so many lines of the body.
_BEFORE, _AFTER, _INSIDE = 90, 40, 60
_CLOSING = 4
_CLOSING_KEYS = frozenset(("source", "author", "published_on"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
# A headline is broken into so many pieces more than one.
_PARTS = 4


@dataclass(slots=True)
class Fields:
    """Values found by where they stood, the trusted place first when merged; and the blocks they took."""

    table: dict[str, str] = field(default_factory=dict)
    line: dict[str, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)


def tag_fields(layout: Layout, rules: ArticleRules) -> dict[str, str]:
    """The fields of the page's meta tags (国办发〔2017〕47号 asks for them); the first of a name counts."""
    found: dict[str, str] = {}
    for name, content in layout.tags:
        key = rules.meta_tags.get(name)
        value = tidy(key, content) if key else None
        if key and value:
            found.setdefault(key, value)
    return found


def visible_fields(layout: Layout, picked: Sequence[int], rules: ArticleRules) -> Fields:
    """Read labelled fields around the body and at its beginning and end; none from the midst of the text."""
    fields = Fields()
    blocks, lines = layout.blocks, rules.lines
    first, last = (picked[0], picked[-1]) if picked else (0, 0)
    _read_zone(range(max(0, first - _BEFORE), first), blocks, fields, lines)
    _read_zone(list(_opening(picked, blocks, lines)), blocks, fields, lines)
    _read_closing(picked, blocks, fields, lines)
    _read_zone(range(last + 1, min(len(blocks), last + _AFTER)), blocks, fields, lines)
    return fields


def _opening(picked: Sequence[int], blocks: Sequence[Block], rules: LineRules) -> Iterator[int]:
    """The blocks of a body up to its first paragraph of prose."""
    for position, index in enumerate(picked[:_INSIDE]):
        text = blocks[index].text
        after_label = position > 0 and label_alone(blocks[picked[position - 1]].text, rules) is not None
        if ("。" in text or len(text) > 100) and not after_label and not is_info_line(text, rules):
            return
        yield index


def _read_zone(zone: Sequence[int], blocks: Sequence[Block], fields: Fields, rules: LineRules) -> None:
    skip = -1
    for position, index in enumerate(zone):
        if index == skip or index in fields.used:
            continue
        text = blocks[index].text
        key = label_alone(text, rules)
        if key is None and text.isalpha():  # most lines around an article are the words of a menu
            continue
        if key is not None:
            following = zone[position + 1] if position + 1 < len(zone) else None
            fields.used.add(index)
            if (
                following is not None
                and blocks[following].row == blocks[index].row
                and label_alone(blocks[following].text, rules) is None
            ):
                skip = following
                _take_pair(key, blocks, following, fields, rules)
        elif is_info_line(text, rules):
            fields.used.add(index)
            _take_line(text, fields, rules)


def _take_pair(key: str, blocks: Sequence[Block], index: int, fields: Fields, rules: LineRules) -> None:
    text = blocks[index].text
    if (len(text) > 120 and key != "description") or rules.label.match(text):
        return
    fields.used.add(index)
    value = tidy(key, text) if key else None
    if value:
        fields.table.setdefault(key, value)


def _take_line(text: str, fields: Fields, rules: LineRules) -> None:
    found = list(kept_fields(text, rules))
    place = fields.line if rules.disclosure.isdisjoint(key for key, _ in found) else fields.table
    for key, value in found:
        place.setdefault(key, value)


def _read_closing(picked: Sequence[int], blocks: Sequence[Block], fields: Fields, rules: LineRules) -> None:
    """The source, author or day of publication that some portals print under the body.

    A bare 时间 or 日期 there belongs to the text (of a meeting, of a signature).
    """
    for index in picked[-_CLOSING:]:
        text = blocks[index].text
        if index in fields.used or len(text) > 60 or not is_info_line(text, rules):
            continue
        keys = {key for key, _ in labelled(text, rules)}
        published = "published_on" in keys
        if keys and keys <= _CLOSING_KEYS and (not published or "发布" in text):
            fields.used.add(index)
            _take_line(text, fields, rules)


def find_trail(layout: Layout, first: int, rules: ArticleRules) -> tuple[str, ...]:
    """The breadcrumb: a box that is named so or a line that reads so, before the body or at its top."""
    for box in layout.boxes:
        if (
            box.key
            and box.first < first
            and 0 < box.last - box.first <= 12
            and rules.crumb_box.search(box.key)
        ):
            text = ">".join(block.text for block in layout.blocks[box.first : box.last])
            names = split_trail(text, rules.lines) if len(text) <= 200 else ()
            if len(names) > 1:
                return names
    for block in layout.blocks[: first + 8]:
        if is_trail(block.text, rules.lines):
            return split_trail(block.text, rules.lines)
    return ()


def headline(
    layout: Layout, picked: Sequence[int], used: Set[int], site: str | None, rules: ArticleRules
) -> int | None:
    """The block that is the visible headline, if one looks like it; `used` blocks hold labelled fields."""
    first = picked[0] if picked else len(layout.blocks)
    page_title = _bare(layout.title)
    best, best_score = None, 1
    near = [*range(max(0, first - _BEFORE), first), *picked[:6]]
    for index, following in zip(near, [*near[1:], -1], strict=True):
        block = layout.blocks[index]
        if index in used or not 5 <= len(block.text) <= 120 or block.linked * 2 > len(block.text):
            continue
        score = _headline_score(block, layout, page_title, rules)
        # On skins without headings, the line above 来源 and 发布时间, or above the buttons, is the headline.
        score += 2 if following in used or _is_buttons(layout, following, rules.lines) else 0
        if score >= best_score and score > 0 and _may_be_headline(block.text, site, rules.lines):
            best, best_score = index, score
    return best


def whole_headline(layout: Layout, top: int, used: Set[int], rules: ArticleRules) -> tuple[int, ...]:
    """The blocks of the headline of which `top` is one, where a skin breaks it over several.

    They stand next to each other in one element, or in elements of one name, and either the page's `<title>`
    has them in one piece or the words of one go on in the next (甲县人民政府 / 关于…).
    """
    blocks, page_title = layout.blocks, _bare(layout.title)
    first = last = top
    while last - first < _PARTS and first > 0 and first - 1 not in used:
        if not _goes_on(layout, first - 1, blocks[first].text, page_title, rules):
            break
        first -= 1
    while last - first < _PARTS and last + 1 < len(blocks) and last + 1 not in used:
        if not _goes_on(layout, last, blocks[last + 1].text, page_title, rules):
            break
        last += 1
    return tuple(range(first, last + 1))


def _goes_on(layout: Layout, index: int, following: str, page_title: str, rules: ArticleRules) -> bool:
    """Whether the block at `index` is a piece of a headline that goes on with `following`, the next block."""
    upper, lower = layout.blocks[index], layout.blocks[index + 1]
    if upper.tag != lower.tag or len(upper.text) + len(following) > 120 or upper.linked or lower.linked:
        return False
    if upper.box != lower.box and not _are_alike(layout.boxes[upper.box], layout.boxes[lower.box]):
        return False
    if len(upper.text) > 1 and len(following) > 1 and _bare(upper.text + following) in page_title:
        return True
    named = lower.tag in _HEADINGS or rules.headline_box.search(f"{lower.key} {layout.boxes[lower.box].key}")
    return named is not None and rules.lines.runs_on.search(f"{upper.text}\n{following}") is not None


def _are_alike(upper: Box, lower: Box) -> bool:
    return upper.parent == lower.parent and upper.key == lower.key != "" and upper.tag == lower.tag


def join_headline(parts: Sequence[str], rules: LineRules) -> str:
    """The pieces of a headline as one; organs stand apart by a blank."""
    title = parts[0]
    for part in parts[1:]:
        apart = rules.site_name.search(title) is not None and rules.site_name.search(part) is not None
        title += f" {part}" if apart else part
    return title


def date_under(layout: Layout, headline: int, picked: Sequence[int], rules: LineRules) -> str | None:
    """The date that ends the line below a headline (甲县人民政府 2024年1月8日), if outside the body."""
    below = headline + 1
    if below >= len(layout.blocks) or below in picked:
        return None
    found = rules.name_and_date.fullmatch(layout.blocks[below].text)
    return iso_date(found[1]) if found else None


def _is_buttons(layout: Layout, index: int, rules: LineRules) -> bool:
    text = layout.blocks[index].text if index >= 0 else ""
    return len(text) <= 40 and rules.buttons.search(text) is not None and is_noise(text, rules)


def _headline_score(block: Block, layout: Layout, page_title: str, rules: ArticleRules) -> int:
    text = _bare(block.text)
    score = 4 if len(text) >= 8 and (page_title.startswith(text) or text in page_title) else 0
    score += 2 if block.tag in _HEADINGS else 0
    if score < 6:
        keys = f"{block.key} {layout.boxes[block.box].key}"
        score += 2 if rules.headline_box.search(keys) else 0
    return score - 1 + (rules.document.search(text) is not None) if score else 0


def _may_be_headline(text: str, site: str | None, rules: LineRules) -> bool:
    if text == site or (rules.site_name.search(text) and "关于" not in text):
        return False
    return not (text.endswith(("：", ":")) or is_trail(text, rules) or is_info_line(text, rules))


def completed(headline: str, page_title: str | None) -> str:
    """A headline, or the page's title where that goes on from one that a skin cuts (…)."""
    cut = _CUT.sub("", headline)
    goes_on = cut != headline and page_title is not None and _bare(page_title).startswith(_bare(cut))
    return page_title if goes_on and page_title else headline


def title_of_page(page_title: str, known: Sequence[str], rules: ArticleRules) -> str | None:
    """The headline in a `<title>`: without the names of site and column around it."""
    title = page_title.strip()
    while parts := list(_TITLE_PART.finditer(title)):
        front, back = title[: parts[-1].start()], title[parts[-1].end() :]
        if _names_site(back, known, rules.lines) or _is_column(back, front, rules):
            title = front
        elif _names_site(title[: parts[0].start()], known, rules.lines):
            title = title[parts[0].end() :]
        else:
            break
    title = title.strip(_QUOTED) if title.startswith("【") else title.strip()
    return None if not title or _names_site(title, known, rules.lines) else title


def site_of(layout: Layout, last: int, rules: ArticleRules) -> str | None:
    """The site's name on a page that has no meta tag for it: behind or before the headline in `<title>`.

    Else whoever the footer names as keeping the site (主办单位：…).
    """
    parts = _TITLE_PART.split(layout.title.strip())
    parts += layout.title.split(" ")[:1]
    for part in reversed(parts):
        if 4 <= len(part) <= 30 and rules.lines.keeper.search(part):
            return part
    for block in layout.blocks[last + 1 :]:
        kept_by = rules.lines.kept_by.search(block.text)
        if kept_by:
            return kept_by[1]
    return None


def _is_column(part: str, headline: str, rules: ArticleRules) -> bool:
    """Whether the end of a `<title>` names the column: a few characters after the words of a document."""
    return bool(_FEW_WIDE.fullmatch(part)) and len(headline) >= 12 and bool(rules.document.search(headline))


def _names_site(text: str, known: Sequence[str], rules: LineRules) -> bool:
    text = text.strip()
    return not text or text in known or rules.site_name.search(text) is not None


def merge(places: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The fields of several places, the most trusted first."""
    merged: dict[str, str] = {}
    for place in places:
        for key, value in place.items():
            merged.setdefault(key, value)
    return merged


def _bare(text: str) -> str:
    return "".join(text.split())
