"""What parses in bounded time is left as it is; what would not is cut where it goes on beyond reason.

Did any of the pages made to be slow go through whole, its test would take from half a minute to hours.
"""

import pytest

from crawlers.platforms.bounded_markup import bounded
from crawlers.platforms.listing import list_entries
from crawlers.platforms.page import Page

LENGTH = 4_000_000
HOME = "http://www.mou.gov.cn/"
ROW = '<li><a href="t_{0}.html">某县第{0}号镇2024年度法治政府建设情况的报告</a><span>2025-03-20</span></li>'


@pytest.mark.parametrize(
    "again",
    [
        "<div>",
        "<ul><li>",
        "<dl><dd>",
        "<dd><li>",
        "<h1><h2>",
        "<figure>",
        "<pre>",
        "<optgroup>",
        "<b class='{}'><p>",
        "<my-{}>",
        "<body a{}>",
        "<p><html a{}>",
        "<title></title>",
        "<!---->",
        "<",
    ],
)
def test_no_markup_is_slow_to_parse(again: str) -> None:
    many = LENGTH // len(again)
    page = Page(HOME, "".join(again.format(number) for number in range(many)))
    assert page.tree.css("a") == []


@pytest.mark.parametrize("between", [" ", "/", "=''"])
def test_no_element_of_many_attributes_is_slow_to_parse(between: str) -> None:
    attributes = between.join(f"a{number}" for number in range(LENGTH // 12))
    page = Page(HOME, f"<div {attributes}></div><a href='/'>首页</a>")
    assert [link.text() for link in page.tree.css("a")] == ["首页"]


def test_a_list_of_thousands_of_entries_is_read_whole() -> None:
    rows = "".join(ROW.format(number) for number in range(10_000))
    entries = list_entries(Page(HOME, f"<ul>{rows}</ul>"))
    assert len(entries) == 10_000
    assert {str(entry.published_on) for entry in entries} == {"2025-03-20"}


def test_what_real_pages_do_is_let_alone() -> None:
    unclosed = "<table>" + "<tr><td><p>依法行政<br><img src='a.gif'>" * 2000 + "</table>"
    options = "<select>" + "<option>2024" * 3000 + "</select>"
    script = "<script>" + "if (a<b) document.write('<div>');" * 3000 + "</script>"
    comment = "<!--" + "<div>" * 3000 + "-->"
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo/" * 900}">'
    state = f'<input type="hidden" name="__VIEWSTATE" value="{"dDwtMTA4MzE0" * 5000}">'
    nested = "<div>" * 300 + "</div>" * 300
    for markup in (unclosed, options, script, comment, picture, state, nested):
        assert bounded(markup + ROW) == markup + ROW
