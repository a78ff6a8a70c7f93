import pytest

from crawlers.platforms.generic import PLATFORM
from tests.crawlers.platforms.skins import page, urls

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


def test_an_aspnet_postback_becomes_the_form_that_the_page_would_send() -> None:
    body = (
        '<form><input type="hidden" name="__VIEWSTATE" value="/wEP==">'
        '<input type="hidden" name="__EVENTTARGET">'
        "<a href=\"javascript:__doPostBack('AspNetPager1','2')\">下一页</a></form>"
    )
    (request,) = PLATFORM.next_pages(page(BASE + "list.aspx?id=3", body))
    assert (request.method, request.url) == ("POST", BASE + "list.aspx?id=3")
    assert request.body == "__VIEWSTATE=%2FwEP%3D%3D&__EVENTTARGET=AspNetPager1&__EVENTARGUMENT=2"
