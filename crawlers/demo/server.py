"""Serve the demo portals on loopback over real HTTP: one server a portal, threads of one process.

Run alone with `python -m crawlers.demo.server --registry FILE.yaml [--first-port N]`.
"""

import argparse
import gzip
import hashlib
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self, cast
from urllib.parse import parse_qsl, urlsplit

import yaml

from crawlers.demo import stock
from crawlers.demo.families import FAMILIES
from crawlers.demo.faults import faulty_portals
from crawlers.demo.site import HTML, Page, Site

LOOPBACK = "127.0.0.1"
HEADERS_OF_INTEREST = (
    "Host",
    "User-Agent",
    "Referer",
    "If-None-Match",
    "If-Modified-Since",
    "Accept-Encoding",
)
NOT_FOUND = Page(
    "<html><head><title>404</title></head><body>您访问的页面不存在</body></html>".encode(), HTML, status=404
)


@dataclass(frozen=True, slots=True)
class ServedRequest:
    """One answered request; `at` is a monotonic clock in seconds, `sent` counts the bytes of the body."""

    portal: str
    method: str
    path: str
    status: int
    sent: int
    headers: Mapping[str, str]
    at: float


class DemoPortals:
    """The demo portals, answering while the context is open.

    Args:
        ports: one port a portal, in the order of portals.yaml; free ports are taken if left out.
        night: which night's pages to show (1 is the first); `show_night` turns to another.
        more: also the portals of portals-more.yaml, which the demo leaves out: the families that are left,
            copies of a report, an attachment, pages that are withdrawn and move.
        faults: also a portal for each fault of the real web (`crawlers.demo.faults`).

    Raises:
        OSError: a given port is taken.
        ValueError: the number of ports is not the number of portals.
    """

    def __init__(
        self,
        ports: Sequence[int] | None = None,
        night: int = 1,
        *,
        more: bool = False,
        faults: bool = False,
    ) -> None:
        self._portals = stock.portals()
        self._portals += stock.portals("portals-more.yaml") if more else ()
        self._portals += faulty_portals() if faults else ()
        self._ports = ports if ports is not None else [0] * len(self._portals)
        self._night = night
        self._lock = threading.Lock()
        self._servers: list[_PortalServer] = []
        self.requests: list[ServedRequest] = []
        if len(self._ports) != len(self._portals):
            raise ValueError(f"{len(self._portals)} portals need as many ports, not {len(self._ports)}")

    def __enter__(self) -> Self:
        try:
            for portal, port in zip(self._portals, self._ports, strict=True):
                self._servers.append(_PortalServer(portal, port, self))
        except OSError:
            self._close()
            raise
        self.show_night(self._night)
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.shutdown()
        self._close()

    def show_night(self, night: int) -> None:
        """Show the pages of that night from the next request on, at the same addresses."""
        for server in self._servers:
            family = FAMILIES[server.portal.family]
            server.site = family(server.portal, stock.entries(server.portal, night), server.address)

    @property
    def sites(self) -> dict[str, Site]:
        """The portals as they are served, by id."""
        return {server.portal.id: server.site for server in self._servers}

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The portals' registry entries."""
        return [site.registry_entry() for site in self.sites.values()]

    @property
    def article_urls(self) -> dict[str, str]:
        """The address of each report's page, by the report's name."""
        return {
            entry.report: site.address + site.path_of(entry)
            for site in self.sites.values()
            for entry in site.entries
            if entry.report
        }

    def write_registry(self, path: Path) -> None:
        """Write the registry entries as a registry file."""
        path.write_text(yaml.safe_dump(self.entries, allow_unicode=True, sort_keys=False), "utf-8")

    def record(self, served: ServedRequest) -> None:
        """Remember an answered request."""
        with self._lock:
            self.requests.append(served)

    def _close(self) -> None:
        for server in self._servers:
            server.server_close()
        self._servers = []


class _PortalServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    site: Site

    def __init__(self, portal: stock.Portal, port: int, demo: DemoPortals) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.portal = portal
        self.demo = demo
        self.address = f"http://{LOOPBACK}:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout: ClassVar[float] = 30
    # Headers and body leave in two writes; Nagle would hold the second one back.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with the page, or with 304 where the visitor's copy is still good."""
        page = _find(self._portal_server.site, self.path)
        time.sleep(page.delay)
        validators = _validators(self._portal_server.portal.validator, page)
        if validators and _still_good(self.headers, validators):
            self._reply(HTTPStatus.NOT_MODIFIED, validators, b"")
            return
        headers, body = {**validators, "Content-Type": page.content_type, **page.headers}, page.body
        if self._portal_server.portal.gzip and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self._reply(page.status, {**headers, "Content-Length": str(len(body))}, body)

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    @property
    def _portal_server(self) -> _PortalServer:
        return cast("_PortalServer", self.server)

    def _reply(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        shown = b"" if self.command == "HEAD" else body
        # Recorded before the last byte leaves: who holds the answer finds the request in the list.
        portal = self._portal_server.portal.id
        asked = {name: self.headers[name] for name in HEADERS_OF_INTEREST if name in self.headers}
        self._portal_server.demo.record(
            ServedRequest(portal, self.command, self.path, status, len(shown), asked, time.monotonic())
        )
        self.end_headers()
        self.wfile.write(shown)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet: `DemoPortals.requests` is the log."""


def _find(site: Site, target: str) -> Page:
    parts = urlsplit(target)
    if parts.path == "/robots.txt":
        return Page(_robots(site.portal).encode(), "text/plain")
    return site.answer(parts.path, dict(parse_qsl(parts.query))) or NOT_FOUND


def _robots(portal: stock.Portal) -> str:
    return f"User-agent: *\nDisallow: {portal.barred}\nDisallow: /admin/\nDisallow: /was5/\n"


def _validators(kind: str, page: Page) -> dict[str, str]:
    if page.status != HTTPStatus.OK:
        return {}
    if kind == "etag":
        return {"ETag": f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'}
    if kind == "last-modified" and page.modified_on:
        moment = datetime.combine(page.modified_on, datetime.min.time(), UTC)
        return {"Last-Modified": format_datetime(moment, usegmt=True)}
    return {}


def _still_good(asked: "Message[str, str]", validators: Mapping[str, str]) -> bool:
    if "ETag" in validators and "If-None-Match" in asked:
        held = {tag.strip().removeprefix("W/") for tag in asked["If-None-Match"].split(",")}
        return validators["ETag"] in held or "*" in held
    if "Last-Modified" in validators and "If-Modified-Since" in asked:
        since = parsedate_to_datetime(asked["If-Modified-Since"])
        return parsedate_to_datetime(validators["Last-Modified"]) <= since
    return False


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted; print where each portal is and where its registry is."""
    parser = argparse.ArgumentParser(description="Serve the demo portals on loopback.")
    parser.add_argument(
        "--registry", type=Path, required=True, help="where to write the registry of the portals"
    )
    parser.add_argument("--first-port", type=int, help="the first of consecutive ports (default: free ports)")
    parser.add_argument("--night", type=int, default=1, help="which night's pages to show (default: 1)")
    options = parser.parse_args(arguments)
    count = len(stock.portals())
    ports = (
        None if options.first_port is None else list(range(options.first_port, options.first_port + count))
    )
    with DemoPortals(ports, options.night) as portals:
        portals.write_registry(options.registry)
        for entry in portals.entries:
            print(entry["homepage"], entry["name"], flush=True)  # noqa: T201 - this is the command's output
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
