"""A reader at a real browser: browse to a number, follow it to its sentence, search, filter, download."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.room.chromium import DESKTOP, PHONE, Reader, needs_chromium, reader_of

pytestmark = [needs_chromium, pytest.mark.xdist_group("chromium")]

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])


@pytest.fixture(scope="module")
def reader(shelf: Path) -> Iterator[Reader]:
    """A reader whose pages never complained and never asked elsewhere."""
    with reader_of(shelf) as reader:
        yield reader
        assert reader.foreign_requests() == []
        assert reader.complaints == []


def fits(page: Page) -> bool:
    """Whether nothing sticks out at the right of the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def open_first_report_of(page: Page, year: str) -> None:
    """Go from the front page to the first report of a year, as a reader does."""
    page.goto("/")
    page.get_by_role("navigation").get_by_role("link", name="报告", exact=True).click()
    narrowing = page.locator(".facets details")
    if narrowing.get_attribute("open") is None:
        narrowing.locator("summary").first.click()
    page.locator("ul[aria-labelledby=side-year]").get_by_role("link", name=re.compile(rf"^{year}\b")).click()
    page.locator(".reports .title").first.click()


@SIZES
def test_browse_to_a_number_and_from_the_list_to_its_place_in_the_text(
    reader: Reader, size: tuple[int, int]
) -> None:
    with reader.at(size) as page:
        open_first_report_of(page, "2024")
        expect(page.locator("article.report h1")).to_be_visible()
        number = page.locator("a.mention.coded").first
        number.scroll_into_view_if_needed()
        number.focus()
        card = page.locator("#card")
        expect(card).to_be_visible()
        expect(card).to_contain_text(re.compile(r"\d"))
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        assert fits(page)


@SIZES
def test_an_indicator_leads_to_the_very_number_it_was_printed_as(
    reader: Reader, size: tuple[int, int]
) -> None:
    with reader.at(size) as page:
        page.goto("/indicators")
        page.locator('main a[href^="/indicators/reconsideration_received"]').first.click()
        assert fits(page)
        point = page.locator('main a[href*="#i-"]').first
        target = point.get_attribute("href") or ""
        point.click()
        page.wait_for_url(re.compile(r"/reports/.*#i-"))
        marked = page.locator(f"[id='{target.partition('#')[2]}']")
        expect(marked).to_be_in_viewport()


@SIZES
def test_search_marks_what_was_found_and_leads_to_the_report(reader: Reader, size: tuple[int, int]) -> None:
    with reader.at(size) as page:
        page.goto("/")
        page.get_by_role("searchbox").first.fill("行政复议")
        page.keyboard.press("Enter")
        expect(page.locator(".snippet mark").first).to_contain_text("复议")
        assert fits(page)
        page.locator("ol.reports a").first.click()
        expect(page.locator("article.report")).to_be_visible()


def test_a_filter_can_be_shared_by_its_address_and_taken_back(reader: Reader) -> None:
    with reader.at() as page:
        page.goto("/reports?level=township")
        expect(page.locator(".chosen li")).to_have_count(1)
        few = page.locator(".reports > li").count()
        page.locator(".chosen a").first.click()
        assert page.locator(".reports > li").count() > few


def test_what_is_shown_is_downloaded_as_csv_with_formulas_defused(reader: Reader) -> None:
    with reader.at() as page:
        page.goto("/reports?year=2024")
        with page.expect_download() as started:
            page.get_by_role("link", name="CSV").first.click()
        content = Path(started.value.path()).read_text("utf-8-sig")
        rows = list(csv.DictReader(content.splitlines()))
        assert rows
        assert {row["year"] for row in rows} == {"2024"}
        assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_the_language_stays_switched_and_the_address_stays(reader: Reader) -> None:
    with reader.at() as page:
        page.goto("/reports?level=township")
        page.get_by_role("link", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        assert "level=township" in page.url
        page.goto("/")
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_reader_of_english_is_met_in_english(reader: Reader) -> None:
    with reader.at(locale="en-GB") as page:
        page.goto("/")
        expect(page.get_by_role("link", name="Reports", exact=True).first).to_be_visible()


def test_dark_is_chosen_by_hand_and_remembered(reader: Reader) -> None:
    with reader.at() as page:
        page.goto("/")
        light = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.locator("#theme").click()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
        page.goto("/reports")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_the_keyboard_alone_reaches_the_text(reader: Reader) -> None:
    with reader.at() as page:
        page.goto("/reports")
        page.keyboard.press("Tab")
        expect(page.locator("a.skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_hostile_titles_run_nothing(reader: Reader) -> None:
    with reader.at() as page:
        dialogs: list[str] = []
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        page.goto("/search?q=" + "<script>alert(1)</script>")
        page.goto("/reports?year=2024&sort=published")
        for row in page.locator(".reports .title", has_text="<script>").all()[:1]:
            row.click()
            expect(page.locator("article.report h1")).to_contain_text("<script>")
        assert dialogs == []


def test_a_report_prints_without_the_furniture_of_the_page(reader: Reader) -> None:
    with reader.at() as page:
        open_first_report_of(page, "2024")
        page.emulate_media(media="print")
        for furniture in (".masthead nav", ".quick", ".tools", ".outline"):
            expect(page.locator(furniture)).to_be_hidden()
        expect(page.locator("article.report h1")).to_be_visible()
        assert page.pdf()[:5] == b"%PDF-"
