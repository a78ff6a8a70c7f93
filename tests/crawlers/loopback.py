"""A portal on loopback for tests, and a crawl of it in a process of its own."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol

from crawlers.archive import Capture, read_capture


@dataclass
class Reply:
    """What the portal answers; text is sent as UTF-8."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html"})

    @property
    def payload(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass
class Asked:
    """One request that the portal got."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str


Page = str | bytes | Reply | Callable[[Asked], Reply]


class LoopbackPortal:
    """Serves `pages` by path (with query); what it was asked stands in `asked`."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                asked = Asked(
                    self.command, self.path, dict(self.headers.items()), self.rfile.read(length).decode()
                )
                portal.asked.append(asked)
                reply = portal.reply(asked)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.payload)))
                self.end_headers()
                self.wfile.write(reply.payload)

            do_GET = do_POST = _answer  # noqa: N815 - http.server's names

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def reply(self, asked: Asked) -> Reply:
        page = self.pages.get(asked.path)
        if page is None:
            return Reply("not here", 404)
        if callable(page):
            return page(asked)
        return page if isinstance(page, Reply) else Reply(page)

    def times_asked(self, path: str) -> int:
        return sum(asked.path == path for asked in self.asked)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Crawled:
    """What a crawl left behind."""

    status: int
    stderr: str
    archive: Path
    log: list[dict[str, Any]]
    summary: dict[str, Any]

    def lines(self, role: str, outcome: str | None = None) -> list[dict[str, Any]]:
        return [line for line in self.log if line["page_role"] == role and outcome in {None, line["outcome"]}]

    def capture(self, line: Mapping[str, Any]) -> Capture:
        return read_capture(self.archive, line["warc_file"], line["warc_offset"])


QUICK = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "RETRY_PAUSE": 0.05,
    "RETRY_TIMES": 2,
    "CONCURRENT_REQUESTS": 8,
}


Crawl = Callable[..., Crawled]


class Served(Protocol):
    """A portal that is served at `url`."""

    url: str


def job_of(place: Path, entry: Mapping[str, Any], archive: Path, **more: Any) -> dict[str, Any]:
    """Return the job of a portal's crawl whose files lie in the folder `place`, named after its run."""
    known = more.pop("known", None)
    if known is not None:
        (place / "known").write_text("".join(json.dumps(page) + "\n" for page in known))
    return {
        "run_id": place.name,
        "portal": dict(entry),
        "archive": str(archive),
        "known": str(place / "known") if known is not None else None,
        "captures": str(place / "captures.jsonl"),
        "summary": str(place / "summary.json"),
        "settings": {**QUICK, **(more.pop("settings", None) or {})},
        **more,
    }


def run_jobs(file: Path, jobs: Sequence[Mapping[str, Any]]) -> subprocess.CompletedProcess[str]:
    """Crawl a share of portals as a harvest does: in one process, told by a file of jobs."""
    file.write_text("".join(json.dumps(job) + "\n" for job in jobs))
    return subprocess.run(
        [sys.executable, "-m", "crawlers.harvest", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def crawled_by(job: Mapping[str, Any], ended: subprocess.CompletedProcess[str]) -> Crawled:
    """Return what one job's crawl left behind."""
    lines = Path(job["captures"]).read_text().splitlines()
    return Crawled(
        ended.returncode,
        ended.stdout + ended.stderr,
        Path(job["archive"]),
        [json.loads(line) for line in lines],
        json.loads(Path(job["summary"]).read_text()),
    )


def crawler_of(portal: Served, folder: Path) -> Crawl:
    """Return a function that crawls `portal` in a process of its own, each time as a night of its own."""
    nights = iter(range(100))

    def run(
        columns: list[str] | None = None,
        entry: Mapping[str, Any] | None = None,
        must_run: bool = True,
        **more: Any,
    ) -> Crawled:
        night = folder / f"night{next(nights)}"
        night.mkdir()
        facts = {
            "id": "demo",
            "name": "某县人民政府",
            "region": "430723",
            "homepage": f"{portal.url}/",
            "columns": [portal.url + column for column in columns or ()],
            "private": True,
            **(entry or {}),
        }
        job = job_of(night, facts, folder / "archive", **more)
        ended = run_jobs(night / "job.json", [job])
        if not must_run:
            return Crawled(ended.returncode, ended.stdout + ended.stderr, folder, [], {})
        return crawled_by(job, ended)

    return run


def known_of(crawled: Crawled) -> list[dict[str, Any]]:
    """Return what a warehouse would tell the next crawl of this one's pages, and of what sends on to them."""
    pages = [
        line | {"rejected": None} for line in crawled.log if line["page_role"] in {"article", "attachment"}
    ]
    held = [page for page in pages if page["outcome"] in {"new", "changed", "unchanged"}]
    ways = {f"redirects to {page['url']}" for page in held}
    return [*held, *(page for page in pages if page["outcome"] == "skipped" and page["detail"] in ways)]
