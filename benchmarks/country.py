"""A country of portals on loopback, for benchmarks: one process, a port a portal, pages made when asked for.

Each portal has a list of reports, some a year for ten years, every one a text of its own: the shape of a real
report with figures drawn anew. A night shows a share of them for the first time and another share changed.
"""

import asyncio
import multiprocessing
import random
import re
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from flows.gazetteer import region_rows

TEMPLATE = Path(__file__).parents[1] / "crawlers" / "demo" / "reports" / "lixian-2024.txt"
OFFICES = ("人民政府", "公安局", "司法局", "财政局", "教育局", "民政局")
FIRST_YEAR = 2015
YEARS = 10
A_PAGE = 20
MENU = "".join(f'<li><a href="/col{number}/">政务公开栏目{number}</a></li>' for number in range(40))
FIGURE = re.compile(r"(?<!\d)(?!20\d\d)(\d+)")


@dataclass(frozen=True, slots=True)
class Country:
    """`portals` portals of `reports` reports each; each night `share` of all are new and as many changed."""

    portals: int
    reports: int
    share: float = 0.01

    def listed(self, portal: int, night: int) -> int:
        """Return how many reports a portal lists on a night (the first is 1)."""
        return self.reports + sum(self._has_one(portal, earlier, "new") for earlier in range(2, night + 1))

    def revision(self, portal: int, report: int, night: int) -> int:
        """Return the last night on which a report was changed; 0 if it never was."""
        nights = range(night, 1, -1)
        return next(
            (n for n in nights if self._has_one(portal, n, "changed") and report == n % self.reports), 0
        )

    def _has_one(self, portal: int, night: int, what: str) -> bool:
        """Whether something of a portal is new, or changed, on a night: spread evenly over the portals."""
        drawn = sha256(f"{portal} {night} {what}".encode()).digest()
        return int.from_bytes(drawn[:4]) < self.share * self.reports * 2**32


def title_of(place: str, report: int) -> str:
    office = OFFICES[report // YEARS % len(OFFICES)]
    return f"{place}{office}{FIRST_YEAR + report % YEARS}年度法治政府建设情况报告"


def places() -> Iterator[tuple[str, str]]:
    """Yield names and codes: counties, then cities, then both again with a number."""
    found = [row for level in ("county", "city") for row in region_rows() if row["level"] == level]
    number = 0
    while True:
        for row in found:
            yield f"{row['name']}{number or ''}", str(row["region_code"])
        number += 1


def registry_entry(number: int, place: tuple[str, str], port: int) -> dict[str, Any]:
    home = f"http://127.0.0.1:{port}/"
    return {
        "id": f"p{number:06}",
        "name": f"{place[0]}人民政府",
        "region": place[1],
        "homepage": home,
        "columns": [f"{home}fzzf/"],
        "private": True,
    }


def places_in(folder: Path) -> dict[str, Path]:
    return {
        "warehouse": folder / "baogao.duckdb",
        "archive": folder / "archive",
        "registry": folder / "portals.yaml",
    }


class Pages:
    """The pages of all portals on the night shown; `asked` counts requests."""

    def __init__(self, country: Country, names: list[str]) -> None:
        self.country = country
        self.names = names
        self.night = 1
        self.asked = 0
        self._pieces = FIGURE.split(TEMPLATE.read_text("utf-8").partition("[body]")[2])

    def answer(self, portal: int, path: str) -> str | None:
        path = unquote(path)
        if path.startswith("/fzzf/r"):
            return self.article(portal, int(path[7:].removesuffix(".html")))
        if path.startswith("/fzzf/"):
            return self.listing(portal, int(path.partition("page=")[2] or 1))
        return None

    def article(self, portal: int, report: int) -> str:
        place = self.names[portal]
        revision = self.country.revision(portal, report, self.night)
        draw = random.Random(f"{portal} {report} {revision}").randrange
        pieces = self._pieces
        text = "".join(
            piece if place_in_text % 2 == 0 else str(draw(10 ** len(piece)) or 1)
            for place_in_text, piece in enumerate(pieces)
        )
        body = "".join(f"<p>{line}</p>" for line in text.replace("澧县", place).split("\n") if line)
        title = escape(title_of(place, report))
        year = FIRST_YEAR + report % YEARS
        return (
            f"<html><head><title>{title}</title></head><body><ul>{MENU}</ul><h1>{title}</h1>"
            f"<span>发布日期：{year + 1}-03-20</span>"
            f"<div id='zoom'>{body.replace('2024', str(year))}</div></body></html>"
        )

    def listing(self, portal: int, page: int) -> str:
        listed = self.country.listed(portal, self.night)
        newest_first = range(listed - 1, -1, -1)[(page - 1) * A_PAGE : page * A_PAGE]
        rows = "".join(
            f'<li><a href="/fzzf/r{report}.html">{title_of(self.names[portal], report)}</a>'
            f"<span>{FIRST_YEAR + 1 + report % YEARS}-03-20</span></li>"
            for report in newest_first
        )
        more = f'<a href="/fzzf/?page={page + 1}">下一页</a>' if page * A_PAGE < listed else ""
        return f"<html><head><title>法治政府建设</title></head><body><ul>{rows}</ul>{more}</body></html>"


async def _serve_portal(pages: Pages, portal: int, reader: asyncio.StreamReader, writer: Any) -> None:
    while request := await reader.readline():
        held = b""
        while (line := await reader.readline()).strip():
            if line.lower().startswith(b"if-none-match:"):
                held = line.partition(b":")[2].strip()
        pages.asked += 1
        page = pages.answer(portal, request.split()[1].decode())
        body = (page or "").encode()
        tag = f'"{sha256(body).hexdigest()[:16]}"'.encode()
        if page and held == tag:
            head, body = b"HTTP/1.1 304 Not Modified\r\nETag: " + tag, b""
        else:
            status = b"200 OK" if page else b"404 Not Found"
            head = b"HTTP/1.1 " + status + b"\r\nETag: " + tag
            head += b"\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d" % len(body)
        writer.write(head + b"\r\n\r\n" + body)
        await writer.drain()
    writer.close()


def _serve(country: Country, names: list[str], control: Any) -> None:
    pages = Pages(country, names)

    async def run() -> None:
        ports = []
        for portal in range(country.portals):
            answer = lambda r, w, p=portal: _serve_portal(pages, p, r, w)  # noqa: E731 - binds the portal
            server = await asyncio.start_server(answer, "127.0.0.1", 0)
            ports.append(server.sockets[0].getsockname()[1])
        control.send(ports)
        loop = asyncio.get_running_loop()
        while (night := await loop.run_in_executor(None, control.recv)) is not None:
            pages.night = night
            control.send(pages.asked)

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard > 0 else soft, hard))
    asyncio.run(run())


class ServedCountry:
    """A country that answers in a process of its own while the context is open."""

    def __init__(self, country: Country) -> None:
        self.country = country

    def __enter__(self) -> "ServedCountry":
        named = [place for place, _ in zip(places(), range(self.country.portals), strict=False)]
        self._control, theirs = multiprocessing.Pipe()
        names = [name for name, _ in named]
        self._process = multiprocessing.Process(
            target=_serve, args=(self.country, names, theirs), daemon=True
        )
        self._process.start()
        ports = self._control.recv()
        self.entries = [registry_entry(*facts) for facts in zip(range(len(ports)), named, ports, strict=True)]
        return self

    def show(self, night: int) -> int:
        """Show a night; return how many requests were answered so far."""
        self._control.send(night)
        asked: int = self._control.recv()
        return asked

    def __exit__(self, *_: object) -> None:
        self._control.send(None)
        self._process.join()
