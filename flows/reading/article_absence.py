"""Why a page holds no article: the closed list of reasons, told from what the page shows."""

from typing import Literal, get_args

from flows.reading.article_body import Body
from flows.reading.article_layout import Layout
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


def absence(markup: str, layout: Layout, body: Body, rules: ArticleRules) -> Reject | None:
    """Tell why the page is no article, or None where it is one."""
    if body.prose < _SURE:
        found = _other_page(markup, layout, body, rules)
        if found is not None:
            return found
    entries, abstracts = _entries(layout, body, rules.lines)
    if abstracts >= 2 and abstracts * 3 >= len(body.picked):
        return Reject("article", "list_page", f"{abstracts} abstracts")
    if body.prose >= _SURE and body.linked < 0.5:
        return None
    return _without_prose(layout, body, entries)


def _other_page(markup: str, layout: Layout, body: Body, rules: ArticleRules) -> Reject | None:
    """A page that says itself that it is a challenge, an error, a login or a search."""
    shown = " ".join(block.text for block in layout.blocks)[:_SHOWN]
    said = " ".join(layout.blocks[index].text for index in body.picked)[:_SHOWN] or shown
    for rule in rules.absences:
        if rule.markup is not None and len(shown) < 200 and rule.markup.search(markup[:20000]):
            return Reject("article", rule.reason, "script")
        titled = rule.title is not None and rule.title.search(layout.title)
        match = rule.text.search(said if len(shown) > 600 else shown) if rule.text else None
        if (titled and body.prose < 100) or (match and (len(said) < 200 or titled)):
            return Reject("article", rule.reason, match[0][:80] if match else layout.title[:80])
    if layout.fields_secret and body.prose < 60:
        return Reject("article", "login_page", "password field")
    return None


def _without_prose(layout: Layout, body: Body, entries: int) -> Reject | None:
    """A page with little prose: a list by its links, empty without either, else an article of few words."""
    named = {name for name, _ in layout.tags}
    is_article = "articletitle" in named
    if not layout.blocks:
        return Reject("article", "empty", "no text")
    if not is_article and (entries >= 4 or (body.linked >= 0.5 and len(layout.blocks) >= 6)):
        return Reject("article", "list_page", f"{entries} dated links")
    if "columntype" in named and not is_article and "columnname" in named and "pubdate" not in named:
        return Reject("article", "list_page", "column page by its meta tags")
    if not body.picked or (body.prose < 12 and not layout.links):
        return Reject("article", "list_page" if entries >= 2 else "empty", "no prose")
    return None


def _entries(layout: Layout, body: Body, rules: LineRules) -> tuple[int, int]:
    """How many lines of the page are dated links, and how many of the body are abstracts that lead on."""
    entries = 0
    blocks = layout.blocks
    for position, block in enumerate(blocks):
        if block.linked < 8:
            continue
        rest = len(block.text) - block.linked
        following = blocks[position + 1].text if position + 1 < len(blocks) else ""
        dated = rest <= 24 and rules.entry_date.search(block.text) is not None
        entries += dated or (
            rest <= 2 and len(following) <= 24 and rules.entry_date.fullmatch(following) is not None
        )
    abstracts = sum(
        len(blocks[index].text) > 30 and rules.abstract_end.search(blocks[index].text) is not None
        for index in body.picked
    )
    return entries, abstracts
