"""Every page of the room checked with axe: wide and narrow, light and dark, in both languages.

With BAOGAO_SCREENSHOTS=FOLDER (`make screenshots`) the pages are also pictured for the documentation.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.room.chromium import DESKTOP, PHONE, Reader, needs_chromium, reader_of

pytestmark = [needs_chromium, pytest.mark.xdist_group("chromium")]

PAGES = {
    "home": "/",
    "reports": "/reports?year=2024",
    "search": "/search?q=行政复议",
    "indicators": "/indicators",
    "indicator": "/indicators/reconsideration_received",
    "portals": "/portals",
    "portal": "/portals/changde",
    "missing": "/reports/0000000000000000",
}
LOOKS = {
    "desktop": (DESKTOP, "light", "zh-CN"),
    "dark": (DESKTOP, "dark", "en-GB"),
    "phone": (PHONE, "light", "zh-CN"),
}
REAL_REPORT = "澧县"


@pytest.fixture(scope="module")
def reader(shelf: Path) -> Iterator[Reader]:
    """A reader of the shelf."""
    with reader_of(shelf) as reader:
        yield reader


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def keep_picture(page: Page, name: str) -> None:
    folder = os.environ.get("BAOGAO_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_usable_by_everyone(reader: Reader, name: str, look: str) -> None:
    size, scheme, locale = LOOKS[look]
    with reader.at(size, scheme=scheme, locale=locale) as page:
        page.goto(PAGES[name], wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert_accessible(page)
        keep_picture(page, f"{name}-{look}")


@pytest.mark.parametrize("look", LOOKS)
def test_a_report_is_usable_by_everyone(reader: Reader, look: str) -> None:
    size, scheme, locale = LOOKS[look]
    with reader.at(size, scheme=scheme, locale=locale) as page:
        page.goto(f"/search?q={REAL_REPORT}")
        page.locator("ol.reports a").first.click()
        page.wait_for_selector("article.report")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert_accessible(page)
        keep_picture(page, f"report-{look}")
