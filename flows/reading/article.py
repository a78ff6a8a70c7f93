"""Markup to article: the body of a page and nothing else, and what the page says of itself."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin

from flows.reading.article_absence import absence
from flows.reading.article_body import Body, BodyFinder, join_rows
from flows.reading.article_embedded import find_carried
from flows.reading.article_layout import Layout
from flows.reading.article_meta import (
    Fields,
    completed,
    date_under,
    find_trail,
    headline,
    join_headline,
    merge,
    site_of,
    tag_fields,
    title_of_page,
    visible_fields,
    whole_headline,
)
from flows.reading.article_rules import ArticleRules
from flows.reading.article_walk import lay_out
from flows.reading.article_watermark import without_watermarks
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
    first, last = (body.picked[0], body.picked[-1]) if body.picked else (len(layout.blocks), -1)
    site = tags.get("site") or site_of(layout, last, rules)
    trail = find_trail(layout, first, rules)
    named = [name for name in (site, tags.get("column"), *trail) if name]
    page_title = title_of_page(layout.title, named, rules)
    top = headline(layout, body.picked, visible.used, site, rules)
    parts = whole_headline(layout, top, visible.used, rules) if top is not None else ()
    shown = _shown(layout, body, parts, page_title, rules) if parts else {}
    titled = {"title": page_title} if page_title else {}
    meta = merge([tags, visible.table, visible.line, shown, titled, {"site": site} if site else {}])
    picked = [index for index in body.picked if index not in visible.used]
    lines = without_watermarks(join_rows(picked, layout))
    inside = not set(parts).isdisjoint(picked)
    return Article(
        lines=tuple(lines) if inside else _headed(lines, shown.get("title") or meta.get("title")),
        meta=meta,
        breadcrumb=trail,
        attachments=_attachments(layout, first, url),
    )


def _shown(
    layout: Layout, body: Body, parts: Sequence[int], page_title: str | None, rules: ArticleRules
) -> dict[str, str]:
    """What the headline's blocks say: the title, and the date on the line below."""
    title = join_headline([layout.blocks[index].text for index in parts], rules.lines)
    published = date_under(layout, parts[-1], body.picked, rules.lines)
    fields = {"title": completed(title, page_title)}
    return fields | {"published_on": published} if published else fields


def _headed(lines: Sequence[str], headline: str | None) -> tuple[str, ...]:
    """The article's lines with its headline in front, once.

    The headline stands outside the container on most skins; where the body prints it again, over one line or
    several, the body's own print is the one kept.
    """
    if not headline or _opens_with(lines, headline.replace(" ", "")):
        return tuple(lines)
    return (headline, *lines)


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
