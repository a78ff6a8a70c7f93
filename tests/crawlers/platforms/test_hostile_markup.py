"""Markup made to be slow to read: did any time grow with the square of a page, these would not end."""

import pytest

from crawlers.leads import forwarding, frames_of, leads_of
from crawlers.platforms.page import Page
from crawlers.platforms.platform import platforms

LENGTH = 60_000


def test_rows_that_call_a_function_of_the_page_are_read_by_one_look_at_it() -> None:
    row = "<li><a href='#' onclick=\"show('{number}')\">某镇{number}年法治政府建设报告</a></li>"
    script = "<script>function show(n) { window.open('/v.jsp?id=' + n); }</script>"
    rows = "".join(row.format(number=number) for number in range(5_000))
    page = Page("http://www.mou.gov.cn/fzzf/", script + rows)
    entries = platforms()["generic"].entries(page)
    assert len(entries) == 5_000
    assert entries[7].url == "http://www.mou.gov.cn/v.jsp?id=7"


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
        ("<script>url: ", "a+"),
        ("<script>", "get('/list?page='"),
        ("<script>fetch(`", "${a"),
        ("<script>", "href='/a' + v."),
        ("", ':href="a + '),
        ("", "callback("),
        ("", "<meta name='channelid' "),
        ("", "a = node."),
        ("", "ShowNewPage("),
        ("var pageCount=1; var pageName='a'; var pageIndex=", "0"),
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
