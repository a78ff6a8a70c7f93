"""Markup made to be slow to read: did any time grow with the square of a page, these would not end."""

import pytest

from crawlers.leads import forwarding, frames_of, leads_of
from crawlers.platforms.page import Page
from crawlers.platforms.platform import platforms

LENGTH = 60_000


@pytest.mark.parametrize(
    ("head", "again"),
    [
        ("", "{"),
        ("{", "name:'x' "),
        ("", "{name:'a',"),
        ("<script>", "document.write('x' "),
        ("<script>", '[{"a":'),
        ("", "<script>"),
        ("", "<record>"),
        ("", "<nextgroup>"),
        ("<urlset>", "<loc>"),
        ("", "2025-03-"),
        ("共", " "),
        ("{", '"a":{'),
        ("[", "["),
        ("<a href=\"javascript:go(1)\">下一页</a><script>function go(p){location.href='a'", "+'a'"),
    ],
)
def test_no_page_takes_for_ever(head: str, again: str) -> None:
    page = Page("http://www.mou.gov.cn/zwgk/index.html", head + again * (LENGTH // len(again)))
    for platform in platforms().values():
        assert 0 <= platform.score(page) <= 1
        assert len(platform.entries(page)) == 0
        assert len(platform.next_pages(page)) <= 1
        assert list(platform.sub_columns(page)) == []
    assert list(leads_of(page)) == []
    assert forwarding(page) is None
    assert list(frames_of(page)) == []
