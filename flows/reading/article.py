"""Markup to article: the body of a page and nothing else, and what the page says of itself."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from flows.reading.article_absence import absence
from flows.reading.article_body import Body, BodyFinder, join_rows
from flows.reading.article_embedded import find_carried
from flows.reading.article_layout import Layout, lay_out
from flows.reading.article_meta import (
    Fields,
    find_trail,
    headline,
    merge,
    tag_fields,
    title_of_page,
    visible_fields,
)
from flows.reading.article_rules import ArticleRules
from flows.reading.shapes import Article, Reject

__all__ = ["ArticleRules", "find_article"]

# With less prose than this in its elements, a page may carry its article in a script or a text field.
_THIN = 100
# A body prints its own headline within so many lines.
_OPENING = 6
_FEED = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b")


def find_article(markup: str, url: str, rules: ArticleRules) -> Article | Reject:
    """Find the article of a page.

    Args:
        markup: the page as text, of whatever quality.
        url: the page's address, to which links are relative.
        rules: what is known of pages.

    Returns:
        The article; or a Reject of stage `article` with one of `article_absence.REASONS`.
    """
    if "<" not in markup:
        return Reject("article", "not_html" if markup.strip() else "empty", markup.strip()[:80])
    if _FEED.match(markup):
        return Reject("article", "not_html", "feed")
    layout = lay_out(markup, rules)
    body = BodyFinder(layout, rules).find()
    visible = visible_fields(layout, body.picked, rules)
    if body.prose < _THIN:
        article = _carried_article(markup, layout, body, visible, url, rules)
        if article is not None:
            return article
    dated = not visible.line.keys().isdisjoint(("published_on", "source"))
    missing = absence(markup, layout, body, rules, dated=dated)
    return missing if missing is not None else _compose(layout, body, visible, url, rules)


def _carried_article(
    markup: str, layout: Layout, body: Body, visible: Fields, url: str, rules: ArticleRules
) -> Article | None:
    """The article in a script or a text field of the page, if that holds more than its elements do."""
    carried = find_carried(markup, layout.textareas, rules)
    if carried is None:
        return None
    inner = lay_out(carried.markup, rules)
    inner.tags, inner.title = layout.tags, layout.title
    found = BodyFinder(inner, rules).find()
    if found.prose <= body.prose:
        return None
    seen = visible_fields(inner, found.picked, rules)
    seen.table = merge([carried.fields, seen.table, visible.table])
    seen.line = merge([seen.line, visible.line])
    return _compose(inner, found, seen, url, rules)


def _compose(layout: Layout, body: Body, visible: Fields, url: str, rules: ArticleRules) -> Article:
    """Put the article together: what its page says of itself, its lines, its files."""
    tags = tag_fields(layout, rules)
    site = tags.get("site")
    first = body.picked[0] if body.picked else len(layout.blocks)
    trail = find_trail(layout, first, rules)
    top = headline(layout, body.picked, visible.used, site, rules)
    named = [name for name in (site, tags.get("column"), *trail) if name]
    page_title = title_of_page(layout.title, named, rules)
    meta = merge(
        [
            tags,
            visible.table,
            visible.line,
            {"title": layout.blocks[top].text} if top is not None else {},
            {"title": page_title} if page_title else {},
        ]
    )
    picked = [index for index in body.picked if index not in visible.used]
    return Article(
        lines=_lines(layout, picked, top, meta.get("title")),
        meta=meta,
        breadcrumb=trail,
        attachments=_attachments(layout, first, url),
    )


def _lines(layout: Layout, picked: Sequence[int], top: int | None, title: str | None) -> tuple[str, ...]:
    """The article's lines with its headline in front, once.

    The headline stands outside the container on most skins; where the body prints it again, over one line or
    several, the body's own print is the one kept.
    """
    lines = join_rows(picked, layout)
    shown = layout.blocks[top].text if top is not None else title
    if not shown or top in picked or _opens_with(lines, shown.replace(" ", "")):
        return tuple(lines)
    return (shown, *lines)


def _opens_with(lines: Sequence[str], title: str) -> bool:
    """Whether some of the first lines, put together, are the title."""
    opening = [line.replace(" ", "") for line in lines[:_OPENING]]
    return any(
        "".join(opening[start:end]) == title
        for start in range(len(opening))
        for end in range(start + 1, min(start + 4, len(opening)) + 1)
    )


def _attachments(layout: Layout, first: int, url: str) -> tuple[tuple[str, str], ...]:
    """The files that the article links to: those from its beginning on, outside menus and footers."""
    found: dict[str, str] = {}
    for href, text, block in layout.links:
        if block < first:
            continue
        try:
            found.setdefault(urljoin(url, href), text)
        except ValueError:  # an address such as `http://[附件]` names nothing
            continue
    return tuple(found.items())
