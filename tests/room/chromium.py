"""The system's Chromium on the real `baogao serve`, for tests that go through the room as a reader does."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Debian's package chromium is not installed")

DESKTOP = (1280, 900)
PHONE = (390, 844)


@contextmanager
def served(warehouse: Path, archive: Path | None = None) -> Iterator[str]:
    """Run `baogao serve` on a free port in a process of its own and yield its address."""
    options = [
        "--port",
        "0",
        "--warehouse",
        str(warehouse),
        "--archive",
        str(archive or warehouse.parent / "archive"),
    ]
    command = [sys.executable, "-c", "from flows.command.main import run; run()", "serve", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            assert "http://" in said, said
            yield said[said.index("http://") :].split()[0].rstrip("/")
        finally:
            server.terminate()


@dataclass
class Reader:
    """Someone at a browser; remembers what the pages asked for and complained of."""

    browser: Browser
    base: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def at(
        self, size: tuple[int, int] = DESKTOP, *, scheme: str = "light", locale: str = "zh-CN"
    ) -> Iterator[Page]:
        """Open a window of `size` in pixels and yield its page; nothing is left of it afterwards."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
            base_url=self.base,
        )
        page = context.new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        try:
            yield page
        finally:
            context.close()

    def _heard(self, kind: str, text: str) -> None:
        # A page of status 404 is no fault of the page.
        if kind in {"error", "warning"} and "status of 4" not in text:
            self.complaints.append(text)

    def foreign_requests(self) -> list[str]:
        """Return the addresses asked for that do not belong to the server."""
        own = urlsplit(self.base).netloc
        return [url for url in self.asked if urlsplit(url).netloc != own and not url.startswith("data:")]


@contextmanager
def reader_of(warehouse: Path, archive: Path | None = None) -> Iterator[Reader]:
    """Yield a reader of the warehouse; closes browser and server."""
    with served(warehouse, archive) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield Reader(browser, base)
        finally:
            browser.close()
