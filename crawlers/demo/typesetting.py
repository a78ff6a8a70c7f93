"""How editors set a paragraph: bold headings, runs of fonts, cut titles. Filters for the page templates."""

import posixpath
import re

# 一、 (一) 1. open a heading; where the text runs on in the same paragraph the heading ends at the first 。
HEADING = re.compile(r"(?:[一二三四五六七八九十]+、|[(（]?[一二三四五六七八九十]*[)）]|\d{1,2}[.．])[^。]*")
WESTERN = re.compile(r"[0-9A-Za-z%.+—-]+|[^0-9A-Za-z%.+—-]+")


def heading(paragraph: str) -> str:
    """The part of a paragraph that an editor sets bold: its heading, or nothing."""
    found = HEADING.match(paragraph)
    return found[0] if found else ""


def font_runs(text: str) -> list[str]:
    """A text cut where Word changes the font: between Chinese and Western characters."""
    return WESTERN.findall(text)


def shorten(title: str, length: int) -> str:
    """A title as a list shows it: cut to `length` characters, with … for what was cut."""
    return title if len(title) <= length else title[:length] + "…"


def relative_to(path: str, page: str) -> str:
    """The link from `page` to `path`, both from a site's root, as TRS prints it: `./a`, `../../b/`."""
    link = posixpath.relpath(path, posixpath.dirname(page))
    return (link if link.startswith(".") else f"./{link}") + (
        "/" if path.endswith("/") and link != "/" else ""
    )
