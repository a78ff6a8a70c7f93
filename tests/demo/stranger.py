"""Portals that nobody here has seen: each a YAML file of templates, served on loopback over real HTTP.

A file in strangers/ says how a portal's pages look and where they lie, and may bring `titles` of its own;
this module fills them with entries and knows which of them are reports. Templates are Jinja's; besides the
named groups of their route they see `entries`, `home` (the portal's own address), `outside` (another
host's), and `listing(column, number)`, one page of a list as `entries`, `number`, `last`, `total` and
`size`; beyond the last page there is none (404).
"""

import hashlib
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml
from jinja2 import BaseLoader, Environment, StrictUndefined, Template

HERE = Path(__file__).parent / "strangers"
NAMES = sorted(file.stem for file in HERE.glob("*.yaml") if file.stem != "titles")
TEMPLATES = Environment(loader=BaseLoader(), autoescape=False, undefined=StrictUndefined)
LATEST = date(2025, 3, 28)
PROSE = "全县各级各部门坚持以习近平法治思想为指导，依法行政能力稳步提升，行政复议案件{number}件。"


@cache
def _compiled(template: str) -> Template:
    return TEMPLATES.from_string(template)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list, and the page behind it; `code` is a number of 32 hex digits, as some CMS write."""

    number: int
    title: str
    day: date
    column: str
    report: bool
    path: str = ""

    @property
    def code(self) -> str:
        return hashlib.md5(str(self.number).encode()).hexdigest()

    @property
    def cut(self) -> str:
        """The title as a narrow list shows it."""
        return self.title if len(self.title) <= 18 else self.title[:18] + "…"

    @property
    def body(self) -> str:
        return "".join(f"<p>{PROSE.format(number=self.number + count)}</p>" for count in range(20))


@dataclass(frozen=True, slots=True)
class Listing:
    entries: list[Entry]
    number: int
    last: int
    total: int
    size: int


@dataclass(frozen=True, slots=True)
class Served:
    """One answered request; `began` and `ended` are of a monotonic clock, `sent` counts bytes of the body."""

    method: str
    target: str
    status: int
    sent: int
    began: float
    ended: float


class NoPageError(LookupError):
    """A portal has no such page."""


@dataclass
class Stranger:
    """One portal: what its file says, and the entries made up for it."""

    name: str
    facts: Mapping[str, Any]
    home: str = ""
    outside: str = ""
    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def named(cls, name: str) -> "Stranger":
        portal = cls(name, yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8")))
        portal.entries = list(portal._made_up())
        return portal

    def _made_up(self) -> Iterator[Entry]:
        titles = yaml.safe_load((HERE / "titles.yaml").read_text("utf-8")) | self.facts.get("titles", {})
        number = 100200
        for column, counts in self.facts["columns"].items():
            kinds = [True] * counts.get("reports", 0) + [False] * counts.get("others", 0)
            # Reports and news alternate, as far as they go, so that every page of a list holds some of both.
            mixed = sorted(
                range(len(kinds)), key=lambda place: hashlib.md5(f"{column}{place}".encode()).digest()
            )
            for place, kind in enumerate(mixed):
                forms = titles["reports" if kinds[kind] else "others"]
                issuer = titles["issuers"][kind % len(titles["issuers"])]
                day = LATEST - timedelta(days=9 * place)
                title = forms[kind % len(forms)].format(issuer=issuer, year=day.year - 1, place="澄江市")
                number += 17
                entry = Entry(number, title, day, column, kinds[kind])
                yield Entry(
                    number, title, day, column, kinds[kind], self._render(self.facts["article_path"], e=entry)
                )

    @property
    def reports(self) -> set[str]:
        """The addresses of the reports that a visitor may ask for."""
        barred = re.compile(self.facts.get("barred", "$^"))
        return {
            self.home + entry.path for entry in self.entries if entry.report and not barred.search(entry.path)
        }

    def answer(self, method: str, target: str, body: str) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers for a request."""
        asked = f"{target} {body}" if method == "POST" else target
        for pattern, template in self.facts["routes"].items():
            if found := re.fullmatch(pattern, asked):
                try:
                    return self._page(target, template, found.groupdict())
                except NoPageError:
                    break
        entry = next((entry for entry in self.entries if entry.path == target), None)
        if entry:
            return self._page(target, self.facts["article"], {"e": entry})
        return 404, "<title>404</title>您访问的页面不存在".encode(), {"Content-Type": "text/html"}

    def _page(
        self, target: str, template: str, known: Mapping[str, Any]
    ) -> tuple[int, bytes, dict[str, str]]:
        if template.startswith("-> "):
            return 302, b"", {"Location": self._render(template[3:], **known)}
        encoding = self.facts.get("encoding", "utf-8")
        text = self._render(template, **known)
        kind = "application/json" if text.lstrip().startswith("{") else "text/html"
        charset = self.facts.get("declares")
        declared = f"{kind}; charset={charset}" if charset else kind
        return 200, text.encode(encoding), {"Content-Type": declared}

    def _render(self, template: str, **known: Any) -> str:
        given = {**self.facts.get("words", {}), **known}
        return _compiled(template).render(
            **given, listing=self._listing, home=self.home, outside=self.outside, entries=self.entries
        )

    def _listing(self, column: str, number: str | int | None = 1, size: int = 0) -> Listing:
        size = size or self.facts.get("size", 10)
        listed = [entry for entry in self.entries if entry.column == column]
        last, page = -(-len(listed) // size), int(number or 1)
        if not 1 <= page <= last:
            raise NoPageError(f"{column} {page}")
        return Listing(listed[(page - 1) * size : page * size], page, last, len(listed), size)


class StrangerServer:
    """Serves one portal while the context is open; `served` is its log, `strays` what reached the outside."""

    def __init__(self, name: str) -> None:
        self.portal = Stranger.named(name)
        self.served: list[Served] = []
        self.strays: list[str] = []
        self._servers = [
            ThreadingHTTPServer(("127.0.0.1", 0), handler) for handler in (self._own(), self._other())
        ]
        self.portal.home, self.portal.outside = (
            f"http://127.0.0.1:{server.server_port}" for server in self._servers
        )

    @property
    def url(self) -> str:
        return self.portal.home

    def __enter__(self) -> "StrangerServer":
        for server in self._servers:
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()

    def _own(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                began = time.monotonic()
                sent = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                status, body, headers = outer.answer(self.command, self.path, sent)
                tag = f'"{hashlib.md5(body).hexdigest()}"'
                if outer.portal.facts.get("validator") and status == 200:
                    headers["ETag"] = tag
                    if self.headers.get("If-None-Match") == tag:
                        status, body = 304, b""
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                # Before a byte is sent: whoever has an answer without a body may ask again at once.
                served = Served(self.command, self.path, status, len(body), began, time.monotonic())
                outer.served.append(served)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - http.server's names

            def log_message(self, *args: object) -> None:
                pass

        return Handler

    def answer(self, method: str, target: str, body: str) -> tuple[int, bytes, dict[str, str]]:
        if target == "/robots.txt":
            return 200, self.portal.facts.get("robots", "").encode(), {"Content-Type": "text/plain"}
        return self.portal.answer(method, target, body)

    def _other(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.strays.append(self.path)
                self.send_error(404)

            def log_message(self, *args: object) -> None:
                pass

        return Handler
