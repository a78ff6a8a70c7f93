"""What crawling costs: the portal crawl beside a bare Scrapy spider that only downloads the same pages.

    python -m benchmarks.crawling [--pages N] [--rounds N] [--memory]

A portal on loopback lists N pages of 34 KB (5,000 unless told); manners are off, so that nothing waits. The
crawl reads the lists, judges, archives, and logs; the bare spider is given all addresses and drops what it
downloads, once with Scrapy as it comes and once tuned as the crawl tunes it. All are processes of their own,
run in turn; the ratio of speeds to the bare spider is what to quote (target: 0.85), since machines differ.
--memory crawls 100,000 small pages instead and tells the memory of the crawl at each tenth of the way.
"""

import argparse
import asyncio
import json
import multiprocessing
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from crawlers import settings as manners
from crawlers.harvest import Job, run

ENTRIES_A_PAGE = 100
PAGE_BYTES, SMALL_PAGE_BYTES = 34_000, 1_500
MANY_PAGES = 100_000
TARGET = 0.85
KINDS = {"bare": "bare spider", "tuned": "bare spider, tuned", "crawl": "portal crawl"}
MANNERS_OFF = {
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "ERROR",
}
# What the crawl tunes in Scrapy itself, for a second bare spider that shows what the crawl's own work costs.
TUNED = ("CONCURRENT_ITEMS", "WARN_ON_GENERATOR_RETURN_VALUE", "DUPEFILTER_CLASS", "SCHEDULER_MEMORY_QUEUE")
TITLE = "某县第{number}号镇人民政府关于2024年度法治政府建设情况的报告"
ROW = '<li><a href="/fzzf/2025/{number:06}.html">{title}</a><span>2025-03-20</span></li>'
CHARACTERS = (
    "依法行政执法治理规范制度建设监督复议诉讼调解培训学习宣传审查备案公开决策群众企业全县镇村部门机关"
)
BODIES = 50


@cache
def body(variant: int, size: int) -> str:
    """Paragraphs that pack about as well as prose does."""
    chance = random.Random(variant)
    paragraphs = []
    while sum(map(len, paragraphs)) * 3 < size:
        words = "".join(chance.choices(CHARACTERS, k=60))
        paragraphs.append(f"<p>{words}，办理案件{chance.randrange(9999)}件。</p>\n")
    return "".join(paragraphs)


def article(number: int, size: int) -> bytes:
    title = TITLE.format(number=number)
    head = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id='zoom'>"
    return f"{head}{body(number % BODIES, size)}</div></body></html>".encode()


def listing(number: int, pages: int) -> bytes:
    first = (number - 1) * ENTRIES_A_PAGE + 1
    rows = "".join(
        ROW.format(number=entry, title=TITLE.format(number=entry))
        for entry in range(first, min(first + ENTRIES_A_PAGE, pages + 1))
    )
    more = f'<a href="?page={number + 1}">下一页</a>' if first + ENTRIES_A_PAGE <= pages else ""
    return f"<html><head><title>法治政府建设</title></head><body><ul>{rows}</ul>{more}</body></html>".encode()


def page_at(path: str, pages: int) -> bytes | None:
    if path.startswith("/fzzf/2025/"):
        size = PAGE_BYTES if pages < MANY_PAGES else SMALL_PAGE_BYTES
        return article(int(path[len("/fzzf/2025/") : -len(".html")]), size)
    if path.startswith("/fzzf/"):
        return listing(int(path.partition("page=")[2] or 1), pages)
    return None


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pages: int) -> None:
    while request := await reader.readline():
        while (await reader.readline()).strip():
            pass
        page = page_at(request.split()[1].decode(), pages) or b""
        status = "200 OK" if page else "404 Not Found"
        fields = f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}"
        writer.write(f"HTTP/1.1 {status}\r\n{fields}\r\n\r\n".encode() + page)
        await writer.drain()
    writer.close()


def serve(pages: int, port: Any) -> None:
    async def run() -> None:
        server = await asyncio.start_server(lambda r, w: answer(r, w, pages), "127.0.0.1", 0)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


class BareSpider(scrapy.Spider):
    name = "bare"

    async def start(self) -> Any:
        for url in self.urls:
            yield scrapy.Request(url)

    def parse(self, response: Any) -> None:
        self.downloaded += response.status == HTTPStatus.OK

    urls: Iterable[str] = ()
    downloaded = 0


def bare(home: str, pages: int, *, tuned: bool) -> None:
    """Download all pages and print the seconds it took; runs in a process of its own."""
    lists = -(-pages // ENTRIES_A_PAGE)
    BareSpider.urls = [
        *(f"{home}fzzf/?page={number}" for number in range(1, lists + 1)),
        *(f"{home}fzzf/2025/{number:06}.html" for number in range(1, pages + 1)),
    ]
    started = time.monotonic()
    tuning = {name: getattr(manners, name) for name in TUNED} if tuned else {}
    process = AsyncCrawlerProcess(MANNERS_OFF | tuning)
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler)
    process.start()
    assert crawler.spider.downloaded == pages + lists
    print(json.dumps({"seconds": time.monotonic() - started, "peak_mib": peak_mib()}))


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def crawl(home: str, pages: int) -> None:
    """Crawl the portal as a harvest does and print the same; runs in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        polite = {name: value for name, value in MANNERS_OFF.items() if name != "ROBOTSTXT_OBEY"}
        entry = {"id": "bench", "name": "某县人民政府", "region": "430723", "private": True}
        job = Job(
            portal=entry | {"homepage": home, "columns": [f"{home}fzzf/?page=1"]},
            run_id="bench",
            archive=place / "archive",
            captures=place / "captures",
            summary=place / "summary",
            settings=polite,
        )
        watch = MemoryWatch(job.captures)
        run(job)
        memory = watch.end()
        summary = json.loads(job.summary.read_text())
        written = sum(file.stat().st_size for file in job.archive.rglob("*.warc.gz"))
    assert (summary["new"], summary["problems"]) == (pages, []), summary
    told = {"seconds": summary["seconds"], "peak_mib": peak_mib(), "archive_mib": written / 2**20}
    print(json.dumps(told | {"memory_mib": memory}))


class MemoryWatch:
    """Samples what the process holds in memory against how far the log of its crawl has grown."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._samples: list[tuple[int, float]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        while not self._over.wait(0.5):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            grown = self._log.stat().st_size if self._log.exists() else 0
            self._samples.append((grown, pages * resource.getpagesize() / 2**20))

    def end(self) -> list[float]:
        """Return MiB in use at each tenth of the way, from the start to the end."""
        self._over.set()
        self._thread.join()
        whole = self._log.stat().st_size
        tenths = [
            [held for grown, held in self._samples if grown >= whole * tenth / 10] or [0.0]
            for tenth in range(10)
        ]
        return [round(held[0], 1) for held in tenths] + [round(self._samples[-1][1], 1)]


def measured(kind: str, home: str, pages: int) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.crawling",
        "--run",
        kind,
        "--home",
        home,
        "--pages",
        str(pages),
    ]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return found


def compare(home: str, pages: int, rounds: int) -> None:
    runs = [{kind: measured(kind, home, pages) for kind in KINDS} for _ in range(rounds)]
    for kind, name in KINDS.items():
        seconds = statistics.median(run[kind]["seconds"] for run in runs)
        peak = max(run[kind]["peak_mib"] for run in runs)
        ratio = statistics.median(run[kind]["seconds"] / run["crawl"]["seconds"] for run in runs)
        told = "" if kind == "crawl" else f"   crawl at {ratio:.2f} of its speed"
        print(f"{name:18} {seconds:7.2f} s {pages / seconds:6.0f} pages/s   peak {peak:4.0f} MiB{told}")
    print(f"archive {runs[0]['crawl']['archive_mib']:.1f} MiB; target {TARGET} of the bare spider's speed")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", action="store_true", help=f"crawl {MANY_PAGES} small pages instead")
    parser.add_argument("--run", choices=list(KINDS), help=argparse.SUPPRESS)
    parser.add_argument("--home", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run == "crawl":
        crawl(options.home, options.pages)
        return
    if options.run:
        bare(options.home, options.pages, tuned=options.run == "tuned")
        return
    pages = MANY_PAGES if options.memory else options.pages
    port: Any = multiprocessing.Queue()
    server = multiprocessing.Process(target=serve, args=(pages, port), daemon=True)
    server.start()
    home = f"http://127.0.0.1:{port.get()}/"
    if options.memory:
        found = measured("crawl", home, pages)
        print(f"{pages} small pages in {found['seconds']:.0f} s; MiB at each tenth: {found['memory_mib']}")
    else:
        print(f"{pages} pages of {PAGE_BYTES / 1000:.0f} KB, manners off")
        compare(home, pages, options.rounds)
    server.terminate()


if __name__ == "__main__":
    main()
