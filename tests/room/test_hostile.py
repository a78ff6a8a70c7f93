"""Harvested text means harm: on every page it is text, and nothing else."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from tests.room.conftest import FORMULA_TITLE, HOSTILE_ISSUER, HOSTILE_TITLE

pytestmark = pytest.mark.xdist_group("room")

LISTS = (
    "/",
    "/reports?region=430723",
    "/reports?region=430723101&lang=en",
    "/search?q=调解&region=430723",
    "/coverage/430723?year=2024",
)


@pytest.mark.parametrize("page", LISTS)
def test_a_hostile_title_is_text(visitor: TestClient, page: str) -> None:
    text = visitor.get(page).text
    parsed = LexborHTMLParser(text)
    assert "<script>alert" not in text
    assert all(node.attributes.get("src", "").startswith("/static/") for node in parsed.css("script"))
    assert not parsed.css("img, iframe, object, embed, [onmouseover], [onerror], [style], style")


def test_hostile_text_is_shown_as_it_was_harvested(visitor: TestClient) -> None:
    parsed = LexborHTMLParser(visitor.get("/reports?region=430723").text)
    assert {HOSTILE_TITLE, FORMULA_TITLE} <= {node.text() for node in parsed.css(".reports .title")}
    assert HOSTILE_ISSUER in {node.text() for node in parsed.css(".reports .facts span")}


@pytest.mark.parametrize(
    "words",
    ['"><script>alert(1)</script>', "<mark>法治</mark>", "{{ 7 * 7 }} 法治", "' onfocus='alert(1) 法治"],
)
def test_words_come_back_as_text(visitor: TestClient, words: str) -> None:
    answer = visitor.get("/search", params={"q": words})
    parsed = LexborHTMLParser(answer.text)
    assert parsed.css_first("input[name=q].grow, form.fields input[name=q]").attributes["value"] == words
    assert all(node.attributes.get("src", "").startswith("/static/") for node in parsed.css("script"))
    assert not parsed.css("[onfocus]")
    assert "49" not in (parsed.css_first("title").text() or "")


@pytest.mark.parametrize("name", ["year", "of", "q", "sort", "lang", "x", '"><b>'])
def test_no_parameter_breaks_out_of_an_address(visitor: TestClient, name: str) -> None:
    answer = visitor.get("/reports", params={name: '"><svg onload=alert(1)>'})
    assert "<svg" not in answer.text
    assert not LexborHTMLParser(answer.text).css("svg, [onload]")


def test_addresses_to_come_back_to_stay_here(visitor: TestClient) -> None:
    page = visitor.get("//evil.example/%0d%0aSet-Cookie:x=1", params={"next": "https://evil.example"})
    links = {node.attributes["href"] for node in LexborHTMLParser(page.text).css("a[href]")}
    assert not [link for link in links if link and re.match(r"(?:[a-z]+:)?//", link)]


def test_a_line_without_an_end_does_not_swell_the_lists(visitor: TestClient) -> None:
    for page in ("/reports?region=430723", "/search?q=强化&region=430723", "/"):
        assert len(visitor.get(page).content) < 200_000, page
