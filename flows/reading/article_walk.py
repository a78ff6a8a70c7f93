"""From markup to layout: one walk over the tree that lexbor builds of a page.

Block elements and `<br>` separate lines, inline elements join them. A page has thousands of nodes, most of
them blanks, links and the ends of elements, so what is done at each is looked up by its name.
"""

import re
from collections.abc import Callable, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.reading.article_bounds import bounded, styles_away
from flows.reading.article_layout import Block, Box, Layout, squeeze
from flows.reading.article_rules import ArticleRules, Claims

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
# Whether these are hidden is looked at anyway, or does not matter.
_LOOKED_AT = _LINES | _BOXES | _SKIPPED | {"a", "img", "input"}
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARKER_AT_MOST = 40

_Enter = Callable[["_Walk", LexborNode, str], bool]
"""What is done where an element of some name begins; whether to go into it."""
_Leave = Callable[["_Walk"], None]


def lay_out(markup: str, rules: ArticleRules) -> Layout:
    """Parse markup of whatever quality and lay it out."""
    markup = bounded(markup)
    enters = _ENTERS_STYLED if styles_away(markup, _LOOKED_AT) else _ENTERS
    walk = _Walk(rules)
    root = LexborHTMLParser(markup).root
    if root is not None:
        walk.run(root, enters)
    return walk.finish()


class _Walk:
    """The state of one walk over a tree."""

    def __init__(self, rules: ArticleRules) -> None:
        self._layout = Layout(boxes=[Box("body", "", -1, 0)])
        self._blocks, self._boxes = self._layout.blocks, self._layout.boxes
        self._rules = rules
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
        self._row = self._cell = -1  # the innermost ones, where the walk is in a cell
        # A page repeats a few names and styles.
        self._claims: dict[tuple[str, str | None, str | None], Claims] = {}
        self._hiding: dict[str, bool] = {}
        self._marker: tuple[re.Pattern[str], int] | None = None

    def run(self, root: LexborNode, enters: Mapping[str, _Enter]) -> None:
        """Walk the tree under `root` in document order, without recursion."""
        ancestors: list[tuple[LexborNode, _Leave | None]] = []
        leaves, texts = _LEAVES, self._text
        node: LexborNode | None = root
        while node is not None:
            if node.is_text_node:
                # Blanks before the first word of a line are nothing.
                if texts or not node.is_empty_text_node:
                    if self._in_link or self._pre:
                        self._add_text(node.text_content or "")
                    else:
                        texts.append(node.text_content or "")
            else:
                tag = node.tag or ""
                enter = enters.get(tag)
                if enter is None or enter(self, node, tag):
                    child = node.first_child
                    if child is not None:
                        ancestors.append((node, leaves.get(tag)))
                        node = child
                        continue
                    if tag in leaves:
                        leaves[tag](self)
            following = node.next
            while following is None and ancestors:
                node, leave = ancestors.pop()
                if leave is not None:
                    leave(self)
                following = node.next
            node = following

    def finish(self) -> Layout:
        """The layout, when the walk is over."""
        self._flush()
        self._boxes[0].last = len(self._blocks)
        return self._layout

    def _add_text(self, text: str) -> None:
        if self._pre and "\n" in text:
            for line in text.split("\n"):
                self._text.append(line)
                self._flush()
            return
        self._text.append(text)
        size = len(text.strip()) if self._in_link else 0
        if size:
            self._linked += size
            self._shown_href = self._href

    def _flush(self) -> None:
        """End the line that is open."""
        text = squeeze("".join(self._text))
        self._text.clear()
        if text:
            block = (text, self._linked, self._box, self._tag, self._row, self._cell, self._key)
            self._blocks.append(tuple.__new__(Block, block))  # a third of the time of Block(...)
        self._linked = 0

    def enter_box(self, node: LexborNode, tag: str) -> bool:
        if self._text:
            self._flush()
        self._tag, self._key = tag, ""
        attributes = node.attributes
        if attributes:
            named = (tag, attributes.get("id"), attributes.get("class"))
            hidden = self._hides(attributes)
        else:
            named, hidden = (tag, None, None), False
        claims = self._claims.get(named)
        if claims is None:
            claims = self._claims[named] = self._rules.boxes.claims(*named)
        key, furniture, container = claims
        boxes = self._boxes
        boxes.append(Box(tag, key, self._box, len(self._blocks), -1, hidden, furniture, container))
        self._box = len(boxes) - 1
        return True

    def enter_row(self, node: LexborNode, tag: str) -> bool:
        self.enter_box(node, tag)
        self._layout.scattered_rows.update(self._rows)
        self._rows.append(self._row_count)
        self._row_count += 1
        self._note_place()
        return True

    def enter_cell(self, node: LexborNode, tag: str) -> bool:
        self.enter_box(node, tag)
        self._cells.append(self._cell_count)
        self._cell_count += 1
        self._note_place()
        return True

    def _note_place(self) -> None:
        self._row, self._cell = (self._rows[-1], self._cells[-1]) if self._rows and self._cells else (-1, -1)

    def leave_box(self) -> None:
        if self._text:
            self._flush()
        box = self._boxes[self._box]
        box.last = len(self._blocks)
        self._box = box.parent
        self._tag, self._key = "div", ""

    def leave_row(self) -> None:
        self.leave_box()
        self._rows.pop()
        self._note_place()

    def leave_cell(self) -> None:
        self.leave_box()
        self._cells.pop()
        self._note_place()

    def enter_line(self, node: LexborNode, tag: str) -> bool:
        if self._text:
            self._flush()
        attributes, key = node.attributes, ""
        if attributes:
            if self._hides(attributes):
                return False
            key = f"{attributes.get('id') or ''} {attributes.get('class') or ''}".strip().lower()
        self._tag, self._key = tag, key
        self._pre += tag == "pre"
        return True

    def enter_decorated(self, node: LexborNode, _tag: str) -> bool:
        attributes = node.attributes
        return not self._styles_away(attributes.get("style"))

    def _hides(self, attributes: Mapping[str, str | None]) -> bool:
        return "hidden" in attributes or self._styles_away(attributes.get("style"))

    def _styles_away(self, style: str | None) -> bool:
        if style is None:
            return False
        hides = self._hiding.get(style)
        if hides is None:
            hides = self._hiding[style] = _NOT_SHOWN.search(style) is not None
        return hides

    def leave_line(self) -> None:
        if self._text:
            self._flush()
        self._tag, self._key = "div", ""

    def leave_pre(self) -> None:
        self.leave_line()
        self._pre -= 1

    def break_line(self, _node: LexborNode, _tag: str) -> bool:
        if self._text:
            self._flush()
        return False

    def enter_link(self, node: LexborNode, _tag: str) -> bool:
        """Take note of a link.

        A parser goes on with an `<a>` that nobody closed in every paragraph that follows; the same address
        again is taken for that, lest the article counts as link text.
        """
        href = node.attrs.get("href") or ""
        if href.startswith(("javascript:", "#")):
            self._href, self._in_link = "", True
            return True
        self._in_link = href != self._shown_href if href else not _is_anchor(node)
        self._href = href
        if "?" in href or href.lower().endswith(self._rules.files):
            self._note_file(node, href)
        words = node.first_child
        if self._pre or words is None or not words.is_text_node or words.next is not None:
            return True
        # Most links hold a few words and nothing else: they are done with at once.
        if self._text or not words.is_empty_text_node:
            self._add_text(words.text_content or "")
        self._in_link = False
        return False

    def leave_link(self) -> None:
        self._in_link = False

    def _note_file(self, node: LexborNode, href: str) -> None:
        """Take note of the file that a link leads to by its address, or by its words behind a query."""
        files, text = self._rules.files, node.text()
        path, query, _ = href.partition("?")
        if path.lower().endswith(files) or (query and text.strip().lower().endswith(files)):
            words = squeeze(text) or squeeze(node.attributes.get("title") or "")
            self._layout.links.append((href.strip(), words, len(self._blocks)))

    def note_meta(self, node: LexborNode, _tag: str) -> bool:
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property")
        content = attributes.get("content")
        if name and content:
            self._layout.tags.append((name.strip().lower(), squeeze(content)))
        return False

    def note_title(self, node: LexborNode, _tag: str) -> bool:
        self._layout.title = self._layout.title or squeeze(node.text())
        return False

    def note_input(self, node: LexborNode, _tag: str) -> bool:
        if (node.attributes.get("type") or "").lower() == "password":
            self._layout.secrets.append(self._box)
        return False

    def note_textarea(self, node: LexborNode, _tag: str) -> bool:
        self._layout.textareas.append(node.text())
        return False

    def note_comment(self, node: LexborNode, _tag: str) -> bool:
        """Take note of the comments by which a CMS marks where its article begins and ends."""
        text = (node.comment_content or "").strip()
        if self._marker is not None:
            end, first = self._marker
            if end.fullmatch(text):
                self._flush()
                self._layout.marked.append((first, len(self._blocks)))
                self._marker = None
        elif len(text) <= _MARKER_AT_MOST:
            here = len(self._blocks) + bool(self._text)
            for begin, end in self._rules.markers:
                if begin.fullmatch(text):
                    self._flush()
                    self._marker = (end, min(here, len(self._blocks)))
                    break
        return False


def _pass_over(_walk: _Walk, _node: LexborNode, _tag: str) -> bool:
    return False


def _is_anchor(node: LexborNode) -> bool:
    """Whether an `<a>` is a place to jump to, which nobody closes, and no link."""
    attributes = node.attributes
    return "name" in attributes and "onclick" not in attributes


# Elements of other names are passed through.
_ENTERS: Mapping[str, _Enter] = {
    **dict.fromkeys(_BOXES, _Walk.enter_box),
    **dict.fromkeys(_LINES, _Walk.enter_line),
    **dict.fromkeys(_SKIPPED, _pass_over),
    "tr": _Walk.enter_row,
    "td": _Walk.enter_cell,
    "th": _Walk.enter_cell,
    "a": _Walk.enter_link,
    "br": _Walk.break_line,
    "hr": _Walk.break_line,
    "-comment": _Walk.note_comment,
    "meta": _Walk.note_meta,
    "title": _Walk.note_title,
    "input": _Walk.note_input,
    "textarea": _Walk.note_textarea,
}
# Where no inline element is styled away, runs of fonts need no look at their attributes.
_ENTERS_STYLED: Mapping[str, _Enter] = {**_ENTERS, **dict.fromkeys(_DECORATED, _Walk.enter_decorated)}
_LEAVES: Mapping[str, _Leave] = {
    **dict.fromkeys(_BOXES, _Walk.leave_box),
    **dict.fromkeys(_LINES, _Walk.leave_line),
    "a": _Walk.leave_link,
    "pre": _Walk.leave_pre,
    "tr": _Walk.leave_row,
    "td": _Walk.leave_cell,
    "th": _Walk.leave_cell,
}
