import pytest

from crawlers.platforms.generic import PLATFORM
from tests.crawlers.platforms.skins import Page, PageRequest, page, urls

BASE = "http://www.mou.gov.cn/fzzf/"


@pytest.mark.parametrize(
    ("at", "body", "expected"),
    [
        ("", '<a href="list_2.html">下一页</a>', "list_2.html"),
        ("", "<a href='index_1.html'>下页</a>", "index_1.html"),
        ("list.asp?cid=12", '<a href="?cid=12&page=2">[下一页]</a>', "list.asp?cid=12&page=2"),
        ("", "<a href='javascript:;' onclick=\"location.href='list_2.html'\">下一页 ></a>", "list_2.html"),
        (
            "list_2.html",
            '<a href="list.html">1</a><a href="list_2.html">2</a><a href="list_3.html">3</a>',
            "list_3.html",
        ),
        ("index_24.html", '<a href="index_25.html">尾页</a>', "index_25.html"),
        ("", '<a rel="next" href="p2/"><i></i></a>', "p2/"),
        ("list2.htm", '<a href="list2.htm">2</a><a href="list3.htm">3</a>', "list3.htm"),
        ("p2/", '<a href="/fzzf/">1</a><a href="/fzzf/p3/">3</a>', "p3/"),
        (
            "",
            '<input type="button" value="下一页" onclick="location.href=\'index_2.jhtml\';">',
            "index_2.jhtml",
        ),
        ("", '<a href="javascript:;" class="m" data-url="piece.do?page=2">加载更多</a>', "piece.do?page=2"),
        (
            "",
            "<script>var pageCount=3; var pageIndex=0; var pageName='index'; var pageExt='html';</script>",
            "index_1.html",
        ),
        ("", '<span>共25页</span><a href="list_25.html">末页</a>', "list_2.html"),
        ("", '<span>共25页</span><a href="index_24.html">尾页</a>', "index_1.html"),
        (
            "",
            "<script>createPageHTML('page_div',25, 1,'common_list','shtml',375)</script>",
            "common_list_2.shtml",
        ),
        (
            "",
            '<select><option value="?page=1">1</option><option value="?page=2">2</option></select>',
            "?page=2",
        ),
    ],
)
def test_finds_the_next_page(at: str, body: str, expected: str) -> None:
    assert urls(PLATFORM.next_pages(page(BASE + at, body))) == [BASE + expected]


@pytest.mark.parametrize(
    ("at", "body"),
    [
        ("", "<ul><li>no paging</li></ul>"),
        ("list_25.html", '<a href="list_25.html">下一页</a><a href="list_25.html">尾页</a>'),
        ("list_25.html", '<a>下一页</a><a href="#">尾页</a>'),
        ("", '共1页 <a href="index.html">尾页</a>'),
        ("", '<a href="http://www.other.gov.cn/2.html">下一页</a>'),
        ("", '<a href="javascript:void(0)">下一页</a>'),
    ],
)
def test_the_last_page_has_no_next(at: str, body: str) -> None:
    assert urls(PLATFORM.next_pages(page(BASE + at, body))) == []


def test_a_piece_that_a_list_was_lengthened_by_is_counted_on() -> None:
    asked = PageRequest(BASE + "turn.do", "POST", "code=fz&pageIndex=2")
    rows = "<ul><li><a href='7.html'>某镇</a></li></ul>"
    (following,) = PLATFORM.next_pages(Page(asked.url, f"{rows}<span>2/3</span>", asked))
    assert (following.method, following.body) == ("POST", "code=fz&pageIndex=3")
    assert PLATFORM.next_pages(Page(asked.url, f"{rows}<span>2/2</span>", asked)) == []


def test_a_click_may_ask_a_service_for_the_next_piece() -> None:
    script = (
        "function turn(n) { $.post('turn.do', { code: 'fz', pageIndex: n }, function (h) { show(h); }); }"
    )
    body = f'<script>{script}</script><a href="javascript:;" onclick="turn(2)">下一页</a>'
    (following,) = PLATFORM.next_pages(page(BASE, body))
    assert (following.url, following.body) == (BASE + "turn.do", "code=fz&pageIndex=2")


def test_an_aspnet_postback_becomes_the_form_that_the_page_would_send() -> None:
    body = (
        '<form><input type="hidden" name="__VIEWSTATE" value="/wEP==">'
        '<input type="hidden" name="__EVENTTARGET">'
        "<a href=\"javascript:__doPostBack('AspNetPager1','2')\">下一页</a></form>"
    )
    (request,) = PLATFORM.next_pages(page(BASE + "list.aspx?id=3", body))
    assert (request.method, request.url) == ("POST", BASE + "list.aspx?id=3")
    assert request.body == "__VIEWSTATE=%2FwEP%3D%3D&__EVENTTARGET=AspNetPager1&__EVENTARGUMENT=2"
