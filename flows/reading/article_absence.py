"""Why a page holds no article: the closed list of reasons, told from what the page shows."""

from collections.abc import Sequence
from typing import Literal, get_args

from flows.reading.article_body import Body
from flows.reading.article_layout import Block, Layout, is_shown
from flows.reading.article_rules import ArticleRules, LineRules
from flows.reading.shapes import Reject

Reason = Literal[
    "list_page", "soft_404", "login_page", "challenge_page", "search_page", "error_page", "empty", "not_html"
]
REASONS: tuple[Reason, ...] = get_args(Reason)

# Prose beyond this is an article whatever words stand in it; an error page says its say in less.
_SURE = 300
# What a page shows, as far as it is looked at.
_SHOWN = 3000
# The longest end of an abstract ([点击查看]>>).
_ENDING = 12
# So many links of a title's length make a list.
_LIST = 4
# So many lines with links are the menus of a portal.
_MENUS = 8
# Where the script of a challenge stands.
_SCRIPT = 20_000


def absence(markup: str, layout: Layout, body: Body, rules: ArticleRules, *, dated: bool) -> Reject | None:
    """Tell why the page is no article, or None where it is one.

    `dated` says that the page itself gives a date or a source, as lists do only for their entries.
    """
    tagged = any(name == "articletitle" for name, _ in layout.tags)
    abstracts = _abstracts(layout, body, rules.lines)
    listing = abstracts * 2 > body.prose and not tagged
    if listing or (body.prose < _SURE and not dated and not tagged):
        links, _ = _entries(layout, rules.lines)
        found = _other_page(markup, layout, body, rules, listing=links >= _LIST)
        if found is not None:
            return found
    if listing:
        return Reject("article", "list_page", "abstracts of articles")
    if not tagged and _are_entries([layout.blocks[index].text for index in body.picked], rules.lines):
        return Reject("article", "list_page", "titles with dates")
    if body.linked < 0.5 and (body.prose >= _SURE or (dated and body.prose >= 20)):
        return None
    return None if tagged and body.prose else _without_prose(layout, body, rules.lines)


def _without_prose(layout: Layout, body: Body, rules: LineRules) -> Reject | None:
    """A page of few words: a list by its links, empty without either, else a short article."""
    if not layout.blocks:
        return Reject("article", "empty", "no text")
    links, entries = _entries(layout, rules)
    if entries >= _LIST or (body.linked >= 0.5 and links >= _LIST):
        return Reject("article", "list_page", f"{links} links, {entries} of them dated")
    if not body.picked or (body.prose < 12 and not layout.links):
        return Reject("article", "list_page" if links >= 2 else "empty", "no prose")
    return None


def _other_page(
    markup: str, layout: Layout, body: Body, rules: ArticleRules, *, listing: bool
) -> Reject | None:
    """A page that says itself that it is a challenge, an error, a login or a search."""
    shown = " ".join(block.text for block in layout.blocks)[:_SHOWN]
    said = " ".join(layout.blocks[index].text for index in body.picked)[:_SHOWN] or shown
    document = rules.document.search(layout.title) is not None
    for rule in rules.absences:
        if rule.markup is not None and len(shown) < 200 and rule.markup.search(markup[:_SCRIPT]):
            return Reject("article", rule.reason, "script")
        titled = rule.title is not None and rule.title.search(layout.title) is not None
        match = rule.text.search(said if len(shown) > 600 else shown) if rule.text else None
        # A list says 登录 or 搜索 in its header; only its title can make it another page.
        brief = len(said) < 200 and not document and not listing
        if (titled and body.prose < 100) or (match and (brief or titled)):
            return Reject("article", rule.reason, match[0][:80] if match else layout.title[:80])
    if body.prose < 60 and _asks_to_log_in(layout):
        return Reject("article", "login_page", "password field")
    return None


def _asks_to_log_in(layout: Layout) -> bool:
    """Whether a page shows a field for a password, and not just in a box beside a portal's menus."""
    menus = sum(block.linked > 0 for block in layout.blocks)
    return menus < _MENUS and any(is_shown(box, layout) for box in layout.secrets)


def _entries(layout: Layout, rules: LineRules) -> tuple[int, int]:
    """How many lines of the page are links with a title's length, and how many of these bear a date."""
    links = entries = 0
    blocks = layout.blocks
    for position, block in enumerate(blocks):
        if block.linked < 8:
            continue
        rest = len(block.text) - block.linked
        links += _is_title_link(block)
        following = blocks[position + 1].text if position + 1 < len(blocks) and rest <= 2 else ""
        entries += (rest <= 24 and rules.entry_date.search(block.text) is not None) or (
            0 < len(following) <= 24 and rules.entry_date.fullmatch(following) is not None
        )
    return links, entries


def _abstracts(layout: Layout, body: Body, rules: LineRules) -> int:
    """How many characters of the body are abstracts, where there are several.

    They lead on (…[详细]), or each stands under a link of a title's length.
    """
    texts = [layout.blocks[index].text for index in body.picked]
    found = [len(text) for text in texts if len(text) > 30 and rules.abstract_end.search(text[-_ENDING:])]
    under = [
        len(layout.blocks[index].text)
        for index in body.picked
        if index and _is_title_link(layout.blocks[index - 1]) and not layout.blocks[index].linked
    ]
    return max(sum(found) if len(found) > 1 else 0, sum(under) if len(under) >= _LIST else 0)


def _are_entries(texts: Sequence[str], rules: LineRules) -> bool:
    """Whether nearly all lines are titles with a date behind, as those of a list drawn without links."""
    found = sum(
        10 < len(text) <= 90 and "。" not in text and rules.dated_end.search(text) is not None
        for text in texts
    )
    return found >= _LIST and found * 5 >= len(texts) * 4


def _is_title_link(block: Block) -> bool:
    return block.linked >= 8 and len(block.text) - block.linked <= 24
