from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.platforms.listing import (
    clean_title,
    date_in_url,
    find_date,
    list_entries,
    looks_like_article,
    numbered_plainly,
)
from tests.crawlers.platforms.skins import DAY, REPORT, page

BASE = "http://www.mou.gov.cn/fzzf/"


@pytest.mark.parametrize(
    "row",
    [
        f'<ul><li><a href="a/1234567.html">{REPORT}</a><span>2025-03-28</span></li></ul>',
        (
            f'<ul><li><span>[2025/03/28]</span><a href="a/1234567.html" title="{REPORT}">'
            "某县人民政府关于2024年度…</a></li></ul>"
        ),
        f'<table><tr><td>·</td><td><a href="a/1234567.html">{REPORT}</a></td><td>2025.3.28</td></tr></table>',
        f'<dl><dt><a href="a/1234567.html">{REPORT}</a></dt><dd>2025年3月28日</dd></dl>',
        f'<div><a href="a/1234567.html"><i>2025-03-28</i><p>{REPORT}</p></a></div>',
        (
            f'<td><a href="a/1234567.html">{REPORT}</a> (2025-03-28)<br><a href="b/7654321.html">'
            "关于另一件事情的通知</a> (2024-01-02)</td>"
        ),
        f"<li><a href='#' onclick=\"window.open('a/1234567.html')\">{REPORT}</a> 2025-03-28</li>",
        (
            f'<a href="a/1234567.html"><b>28</b><span>2025-03</span><h4>{REPORT}</h4>'
            "<p>全县扎实推进法治政府建设各项工作……</p></a>"
        ),
        f'<li><a href="/zcjd/">[政策]</a><a href="a/1234567.html">{REPORT}</a><em>2025-03-28 09:30</em></li>',
    ],
)
def test_reads_title_and_date_of_a_row_in_any_skin(row: str) -> None:
    entry = list_entries(page(BASE, row))[0]
    assert (entry.title, entry.published_on, entry.url) == (REPORT, DAY, BASE + "a/1234567.html")


def test_menus_and_breadcrumbs_are_no_entries() -> None:
    menu = (
        '<div><a href="/">网站首页</a><a href="/zwgk/">政府信息公开</a><a href="/fzzf/index.html">'
        "法治政府建设</a></div>"
    )
    assert list_entries(page(BASE, menu)) == []


def test_a_link_that_is_named_twice_is_one_entry_with_its_longer_title() -> None:
    row = (
        '<ul><li><a href="1234567.html"><img></a><a href="1234567.html">'
        f'某县人民政府关于…</a><a href="1234567.html">{REPORT}</a></li></ul>'
    )
    assert [entry.title for entry in list_entries(page(BASE, row))] == [REPORT]


def test_session_ids_of_another_visit_are_dropped() -> None:
    row = f'<li><a href="show.jsp;jsessionid=9A8B?id=345&PHPSESSID=x">{REPORT}</a> 2025-03-28</li>'
    assert list_entries(page(BASE, row))[0].url == BASE + "show.jsp?id=345"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.gov.cn/202403/t20240328_6583952.html", True),
        ("http://a.gov.cn/art/2024/1/24/art_1229_5678.html", True),
        ("http://a.gov.cn/info/1041/28731.htm", True),
        ("http://a.gov.cn/c100028/202401/0123456789abcdef0123456789abcdef/content.shtml", True),
        ("http://a.gov.cn/gkmlpt/content/3/3874/post_3874985.html", True),
        ("http://a.gov.cn/shownews.asp?id=3120", True),
        ("http://a.gov.cn/xxgk-show-66128.html", True),
        ("http://a.gov.cn/files/2024.pdf", True),
        ("http://a.gov.cn/", False),
        ("http://a.gov.cn/zwgk/fzzf/", False),
        ("http://a.gov.cn/zwgk/index_3.html", False),
        ("http://a.gov.cn/list.aspx?cid=12&page=2", False),
        ("http://a.gov.cn/col/col1229/index.html", False),
    ],
)
def test_urls_of_documents_and_of_lists(url: str, expected: bool) -> None:
    assert looks_like_article(url) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布时间:2024-2-31", None),
        ("电话 0736-2024123", None),
        ("2024年度", None),
        ("2024 年 3 月 8 日", date(2024, 3, 8)),
    ],
)
def test_only_full_and_possible_dates_are_dates(text: str, expected: date | None) -> None:
    assert find_date(text) == expected


def test_the_date_in_a_url_serves_where_the_list_shows_none() -> None:
    assert date_in_url("http://a.gov.cn/art/2024/1/24/art_1_2.html") == date(2024, 1, 24)
    assert date_in_url("http://a.gov.cn/202403/t20240328_6.html") == date(2024, 3, 28)
    assert date_in_url("http://a.gov.cn/1024/123456.html") is None


@given(st.text())
def test_cleaning_a_title_twice_changes_nothing(text: str) -> None:
    assert clean_title(clean_title(text)) == clean_title(text)


@pytest.mark.parametrize(
    ("address", "plainly"),
    [
        ("http://www.mou.gov.cn/1041.htm", True),
        ("http://www.mou.gov.cn/xxgk/1041.htm", True),
        ("http://www.mou.gov.cn/info/1041/28731.htm", False),
        ("http://www.mou.gov.cn/202403/t20240312_1041.htm", False),
        ("http://www.mou.gov.cn/2024/0312/1041.htm", False),
        ("http://www.mou.gov.cn/xxgk/fzzf.htm", False),
    ],
)
def test_a_short_number_alone_may_be_a_columns(address: str, plainly: bool) -> None:
    assert numbered_plainly(address) is plainly
