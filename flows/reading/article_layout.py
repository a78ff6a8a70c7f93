"""A page's markup as a flat layout: its lines of text in order, and the boxes that they stand in.

One walk over the tree that lexbor builds. A block is what a reader sees as one line or paragraph: block
elements and `<br>` separate, inline elements join. A box is an element that groups blocks. Blocks are
numbered in reading order, so a box is a range of blocks, and what is asked of a page is asked of ranges.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.reading.article_bounds import bounded, styles_away
from flows.reading.article_rules import ArticleRules

# What these hold is not text of the page.
_SKIPPED = frozenset(
    {"script", "style", "noscript", "marquee", "iframe", "object", "embed", "applet", "template"}
) | {
    *("select", "option", "button", "datalist", "svg", "math", "canvas", "map", "video", "audio"),
    *("frameset", "noframes"),
}
# Each of these begins a line and ends one.
_LINES = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "dd", "caption", "figcaption"}) | {
    *("legend", "address"),
}
# Each of these groups lines.
_BOXES = frozenset(
    {"body", "div", "center", "section", "article", "main", "aside", "nav", "header", "footer"}
) | {
    *("table", "tbody", "tr", "td", "th", "ul", "ol", "li", "dl", "form", "fieldset", "blockquote"),
    *("details", "figure", "ucapcontent", "founder-content"),
}
_DECORATED = frozenset(("span", "font", "b", "strong", "em", "i"))
# The ends of these mean something.
_LEFT = _LINES | _BOXES | {"a"}
_TEXT = "-text"

_INVISIBLE = "\u200b\u200c\u200d\ufeff\u00ad"
# CSS Text 3, 4.1.3: a line break of the source between two wide characters is no space.
_WRAP = re.compile(r"(?<=[\u2e80-\uffef])[ \t]*[\r\n]\s*(?=[\u2e80-\uffef])")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """One line of the page; `linked` of its characters are link text."""

    text: str
    linked: int
    box: int
    tag: str
    row: int
    cell: int
    key: str = ""


@dataclass(slots=True)
class Box:
    """An element that groups blocks `first`..`last` (exclusive); `key` is its id and classes in lower case.

    `hidden`, `furniture` and `container` say what the element's own attributes claim of it.
    """

    tag: str
    key: str
    parent: int
    first: int
    last: int = -1
    hidden: bool = False
    furniture: bool = False
    container: bool = False


@dataclass(slots=True)
class Layout:
    """A page as blocks and boxes; box 0 holds the whole page."""

    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    scattered_rows: set[int] = field(default_factory=set)  # rows of tables that lay out the page
    marked: list[tuple[int, int]] = field(default_factory=list)  # ranges between the comments of a CMS
    tags: list[tuple[str, str]] = field(default_factory=list)  # meta tags, names in lower case
    links: list[tuple[str, str, int]] = field(default_factory=list)  # (href, text, block) to files
    title: str = ""
    secrets: list[int] = field(default_factory=list)  # boxes of password inputs
    textareas: list[str] = field(default_factory=list)


def is_shown(box: int, layout: Layout) -> bool:
    """Whether neither the box nor one around it claims to be hidden."""
    while box >= 0:
        if layout.boxes[box].hidden:
            return False
        box = layout.boxes[box].parent
    return True


def squeeze(text: str) -> str:
    """A line with the white space at its ends removed and each inner run of it made one space."""
    text = text.strip()
    if not text:
        return text
    if "\n" in text or "\r" in text:
        text = _WRAP.sub("", text)
    for char in _INVISIBLE:
        if char in text:
            text = text.replace(char, "")
    return " ".join(text.split())


def lay_out(markup: str, rules: ArticleRules) -> Layout:
    """Parse markup of whatever quality and lay it out."""
    markup = bounded(markup)
    walk = _Walk(rules, hides_inline=styles_away(markup))
    root = LexborHTMLParser(markup).root
    if root is not None:
        walk.run(root)
    return walk.finish()


class _Walk:
    """The state of one walk over a tree."""

    def __init__(self, rules: ArticleRules, *, hides_inline: bool) -> None:
        self.layout = Layout()
        self._rules = rules
        # Where no inline element is styled away, runs of fonts need no look at their attributes.
        self._passed = frozenset() if hides_inline else _DECORATED
        self._text: list[str] = []
        self._linked = 0
        self._in_link = False
        self._href = ""
        self._shown_href = ""  # of the last link that had text
        self._box = 0
        self._tag = "body"
        self._key = ""
        self._pre = 0
        self._rows: list[int] = []
        self._cells: list[int] = []
        self._row_count = 0
        self._cell_count = 0
        # By tag, id and classes, of which a page repeats a few: key, furniture, container.
        self._claims: dict[tuple[str, str | None, str | None], tuple[str, bool, bool]] = {}
        self._marker: tuple[re.Pattern[str], int] | None = None
        self.layout.boxes.append(Box("body", "", -1, 0))

    def run(self, root: LexborNode) -> None:
        """Walk the tree under `root` in document order, without recursion."""
        ancestors: list[tuple[LexborNode, str]] = []
        texts = self._text
        node: LexborNode | None = root
        while node is not None:
            tag = node.tag or ""
            child = None
            if tag == _TEXT:
                if self._pre or self._in_link:
                    self._add_text(node.text_content or "")
                else:
                    texts.append(node.text_content or "")
            elif tag in self._passed or self._enter(node, tag):
                child = node.first_child
                if child is None and tag in _LEFT:
                    self._leave(tag)
            if child is not None:
                ancestors.append((node, tag))
                node = child
                continue
            following = node.next
            while following is None and ancestors:
                node, tag = ancestors.pop()
                if tag in _LEFT:
                    self._leave(tag)
                following = node.next
            node = following

    def finish(self) -> Layout:
        """The layout, when the walk is over."""
        self._flush()
        self.layout.boxes[0].last = len(self.layout.blocks)
        for box in self.layout.boxes:
            if box.last < 0:
                box.last = len(self.layout.blocks)
        return self.layout

    def _add_text(self, text: str) -> None:
        if self._pre and "\n" in text:
            for line in text.split("\n"):
                self._text.append(line)
                self._flush()
            return
        self._text.append(text)
        if self._in_link:
            size = len(text.strip())
            self._linked += size
            if size:
                self._shown_href = self._href

    def _flush(self) -> None:
        """End the line that is open."""
        if not self._text:
            return
        text = squeeze(self._text[0] if len(self._text) == 1 else "".join(self._text))
        self._text.clear()
        if text:
            row, cell = (self._rows[-1], self._cells[-1]) if self._rows and self._cells else (-1, -1)
            self.layout.blocks.append(Block(text, self._linked, self._box, self._tag, row, cell, self._key))
        self._linked = 0

    def _enter(self, node: LexborNode, tag: str) -> bool:
        """Take note of an element's beginning; whether to go into it."""
        if tag in _DECORATED:
            return not _NOT_SHOWN.search(node.attrs.get("style") or "")
        if tag in _BOXES:
            return self._enter_box(node, tag)
        if tag in _LINES:
            return self._enter_line(node, tag)
        if tag == "a":
            self._enter_link(node)
            return True
        return tag not in _SKIPPED and self._enter_rare(node, tag)

    def _enter_line(self, node: LexborNode, tag: str) -> bool:
        if self._text:
            self._flush()
        attributes = node.attributes
        if attributes and _hides(attributes):
            return False
        self._tag, self._key = tag, _key_of(attributes) if attributes else ""
        self._pre += tag == "pre"
        return True

    def _enter_rare(self, node: LexborNode, tag: str) -> bool:
        if tag in ("br", "hr"):
            self._flush()
        elif tag == "-comment":
            self._note_comment(node.comment_content or "")
        elif tag == "meta":
            attributes = node.attributes
            name = attributes.get("name") or attributes.get("property")
            content = attributes.get("content")
            if name and content:
                self.layout.tags.append((name.strip().lower(), squeeze(content)))
        elif tag == "title":
            self.layout.title = self.layout.title or squeeze(node.text())
        elif tag == "input":
            if (node.attributes.get("type") or "").lower() == "password":
                self.layout.secrets.append(self._box)
        elif tag == "textarea":
            self.layout.textareas.append(node.text())
        else:
            return True
        return False

    def _enter_box(self, node: LexborNode, tag: str) -> bool:
        if self._text:
            self._flush()
        self._tag, self._key = tag, ""
        layout = self.layout
        attributes = node.attributes
        named = (tag, attributes.get("id"), attributes.get("class"))
        claims = self._claims.get(named)
        if claims is None:
            claims = self._claims[named] = self._read_claims(*named)
        key, furniture, container = claims
        hidden = bool(attributes) and _hides(attributes)
        layout.boxes.append(Box(tag, key, self._box, len(layout.blocks), -1, hidden, furniture, container))
        self._box = len(layout.boxes) - 1
        if tag == "tr":
            layout.scattered_rows.update(self._rows)
            self._rows.append(self._row_count)
            self._row_count += 1
        elif tag in ("td", "th"):
            self._cells.append(self._cell_count)
            self._cell_count += 1
        return True

    def _leave(self, tag: str) -> None:
        """Take note of an element's end."""
        if tag == "a":
            self._in_link = False
        elif tag in _BOXES:
            if self._text:
                self._flush()
            box = self.layout.boxes[self._box]
            box.last = len(self.layout.blocks)
            self._box = max(box.parent, 0)
            self._tag, self._key = "div", ""
            if tag == "tr":
                self._rows.pop()
            elif tag in ("td", "th"):
                self._cells.pop()
        elif tag in _LINES:
            if self._text:
                self._flush()
            self._tag, self._key = "div", ""
            self._pre -= tag == "pre"

    def _read_claims(self, tag: str, identity: str | None, classes: str | None) -> tuple[str, bool, bool]:
        """What a box's names claim: its key, whether it is furniture, whether the article's container."""
        rules = self._rules
        key = f"{identity or ''} {classes or ''}".strip().lower()
        furniture = tag in rules.furniture_tags or (key != "" and rules.furniture.search(key) is not None)
        tokens = [tag, *([f"#{identity.lower()}"] if identity else ())]
        tokens += [f".{name}" for name in (classes or "").lower().split()]
        return key, furniture, not rules.containers.isdisjoint(tokens)

    def _enter_link(self, node: LexborNode) -> None:
        """Take note of a link.

        A parser goes on with an `<a>` that nobody closed in every paragraph that follows; the same address
        again is taken for that, lest the article counts as link text.
        """
        attributes = node.attributes
        href = attributes.get("href") or ""
        if href.startswith(("javascript:", "#")):
            self._href, self._in_link = "", True
            return
        # An anchor to jump to is no link either, and nobody closes those.
        anchor = not href and "name" in attributes and "onclick" not in attributes
        self._in_link = not anchor and (not href or href != self._shown_href)
        self._href = href
        path, query, _ = href.partition("?")
        files = self._rules.files
        if path.lower().endswith(files) or (query and node.text().strip().lower().endswith(files)):
            text = squeeze(node.text()) or squeeze(attributes.get("title") or "")
            self.layout.links.append((href.strip(), text, len(self.layout.blocks)))

    def _note_comment(self, text: str) -> None:
        here = len(self.layout.blocks) + bool(self._text)
        if self._marker is not None:
            end, first = self._marker
            if end.fullmatch(text.strip()):
                self._flush()
                self.layout.marked.append((first, len(self.layout.blocks)))
                self._marker = None
            return
        if len(text) > 40:
            return
        for begin, end in self._rules.markers:
            if begin.fullmatch(text.strip()):
                self._flush()
                self._marker = (end, min(here, len(self.layout.blocks)))
                return


def _hides(attributes: Mapping[str, str | None]) -> bool:
    style = attributes.get("style")
    return (style is not None and _NOT_SHOWN.search(style) is not None) or "hidden" in attributes


def _key_of(attributes: Mapping[str, str | None]) -> str:
    return f"{attributes.get('id') or ''} {attributes.get('class') or ''}".strip().lower()
