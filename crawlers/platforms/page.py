"""What platform modules are given and give back: a page, its entries, the requests for more."""

import json
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.addresses import absolute_url
from crawlers.platforms.bounded_markup import bounded
from crawlers.platforms.row_addresses import row_address
from crawlers.platforms.script_names import Function, functions_of, values_of

_HANDED = re.compile(r"\s*(?:/\*\*/)?\s*(?!function\b|if\b)[\w$.]{1,60}\s*\(\s*(?=[\[{])")
"""JSONP: `callback({…});`."""


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A request for a list page, free of any HTTP library; `body` is a URL-encoded form or JSON (POST only).

    `tentative` marks one of several addresses of which the page does not say which is right: that it is not
    there is no news. `script` marks a script file of a page, which is read as part of it. `row_address` is
    how the asking page makes the address of a row out of its fields: `/detail/{id}.html`.
    """

    url: str
    method: str = "GET"
    body: str = ""
    tentative: bool = field(default=False, compare=False)
    script: bool = field(default=False, compare=False)
    row_address: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list: where it leads, its title (whole, where the list has it), the date it shows."""

    url: str
    title: str
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class SubColumn:
    """A column that a page names in data rather than in links (gkmlpt's tree)."""

    name: str
    request: PageRequest


class Page:
    """One fetched page: its URL as asked (fragment kept), decoded text, and the request that got it."""

    def __init__(self, url: str, text: str, asked: PageRequest | None = None) -> None:
        self.url = url
        self.text = text
        self.asked = asked or PageRequest(url)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed markup; parsed once, when first asked for."""
        return LexborHTMLParser(bounded(self.text))

    @cached_property
    def query(self) -> dict[str, str]:
        """The parameters of the request: of its query and, for POST, of its body; last values win."""
        merged = urlsplit(self.url).query + "&" + self.asked.body
        return {name: values[-1] for name, values in parse_qs(merged, keep_blank_values=True).items()}

    def resolve(self, href: str | None) -> str | None:
        """Return where a link of the page leads, without fragment; None if not to a web page."""
        return absolute_url(self._base, href)

    @cached_property
    def _base(self) -> str:
        """What relative links are relative to: `<base href>` where the page has one."""
        if "<base" not in self.text and "<BASE" not in self.text:
            return self.url
        given = self.tree.css_first("base[href]")
        return (given and absolute_url(self.url, given.attributes.get("href"))) or self.url

    @cached_property
    def data(self) -> Any:
        """The content of a page that is JSON or JSONP; None for any other, also if torn or too deep."""
        handed = _HANDED.match(self.text)
        bare = self.text[handed.end() :].rstrip().rstrip(";").removesuffix(")") if handed else self.text
        if not bare.lstrip().startswith(("{", "[")):
            return None
        try:
            return json.loads(bare)
        except (json.JSONDecodeError, RecursionError):
            return None

    @property
    def path(self) -> str:
        """The path of the URL."""
        return urlsplit(self.url).path

    @cached_property
    def functions(self) -> dict[str, Function]:
        """The functions that the page's scripts define, by name."""
        return functions_of(self.text)

    @cached_property
    def values(self) -> dict[str, str]:
        """The texts and numbers that names in the page's scripts are set to."""
        return values_of(self.text)

    @cached_property
    def row_address(self) -> str:
        """How the page makes the address of a row out of its fields; empty where it does not say."""
        return row_address(self.text)

    def with_script(self, text: str) -> "Page":
        """Return the page with a script file that it names written into it."""
        return Page(self.url, f"{self.text}\n<script>{text}</script>", self.asked)

    def meta(self, name: str) -> str:
        """Return the content of a meta tag by name, whatever its case; empty where there is none."""
        return self._meta.get(name.lower(), "")

    @cached_property
    def _meta(self) -> dict[str, str]:
        named = (
            (node.attributes.get("name"), node.attributes.get("content")) for node in self.tree.css("meta")
        )
        return {name.lower(): content.strip() for name, content in named if name and content}

    def names(self) -> list[str]:
        """Return what the page calls itself as a column: ColumnName, its title, its breadcrumb's end."""
        title = self.tree.css_first("title")
        found = [self.meta("ColumnName"), title.text(strip=True) if title else ""]
        return [name for name in found if name]
