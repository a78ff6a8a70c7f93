import gzip
import zlib

import pytest

from crawlers.content_coding import CodingError, unpack
from crawlers.decoding import decode_markup
from crawlers.verdict import Answer, judge
from crawlers.wording import load_wording

WORDS = load_wording().answers
REPORT = (
    f"<html><head><title>法治政府建设报告</title></head><body>{'依法行政能力稳步提升。' * 80}</body></html>"
)


def verdict(body: str, status: int = 200, mime: str = "text/html", *, of_document: bool = True) -> str | None:
    found = judge(Answer(status, mime, None, body.encode()), WORDS, of_document=of_document)
    return found.outcome if found else None


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        (REPORT, 200, None),
        (REPORT.replace("依法行政能力", "您访问的页面不存在"), 200, None),
        ("", 304, None),
        ("<body>抱歉,您要查看的页面已下线</body>", 200, "missing"),
        ("<title>404 Not Found</title>" + "导航" * 9000, 200, "missing"),
        ("<script>var $_ts=window['$_ts']</script>", 200, "blocked"),
        ("<script>go()</script>", 403, "blocked"),
        ("Forbidden", 403, "error"),
        ("busy", 503, "error"),
        ("<script>document.cookie='__jsl_clearance=1'</script>", 521, "blocked"),
        ("gone", 410, "missing"),
        ("<form>用户登录<input type=password></form>" + REPORT, 200, None),
    ],
)
def test_what_an_answer_is_worth(body: str, status: int, expected: str | None) -> None:
    assert verdict(body, status) == expected


def test_a_list_may_quote_anything() -> None:
    assert verdict("<li><a href='1.html'>关于某栏目已下线的公告</a></li>", of_document=False) is None


def test_only_markup_is_read() -> None:
    assert verdict('{"msg": "信息不存在"}', mime="application/json") is None


def test_a_redirect_is_passed_over() -> None:
    found = judge(Answer(302, None, None, b"", "http://a.gov.cn/x"), WORDS, of_document=True)
    assert found is not None
    assert (found.outcome, found.detail) == ("skipped", "redirects to http://a.gov.cn/x")


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (gzip.compress(b"page", mtime=0), "gzip"),
        (zlib.compress(b"page"), "deflate"),
        (zlib.compress(b"page", wbits=-15), "deflate"),
        (gzip.compress(zlib.compress(b"page"), mtime=0), "deflate, gzip"),
        (b"page", ""),
        (b"page", "identity"),
    ],
)
def test_content_codings_are_undone(packed: bytes, coding: str) -> None:
    assert unpack(packed, coding, 100) == b"page"


@pytest.mark.parametrize(
    ("packed", "coding"), [(b"page", "gzip"), (gzip.compress(b"a" * 101, mtime=0), "gzip"), (b"page", "br")]
)
def test_what_cannot_be_unpacked_is_an_error(packed: bytes, coding: str) -> None:
    with pytest.raises(CodingError):
        unpack(packed, coding, 100)


@pytest.mark.parametrize(
    ("payload", "declared"),
    [
        ("澧县法治政府建设".encode(), None),
        ("澧县法治政府建设".encode(), "gb2312"),
        ("澧县法治政府建设".encode("gbk"), None),
        ("澧县法治政府建设".encode("gbk"), "utf-8"),
        ("澧县法治政府建设".encode("gbk"), "iso-8859-1"),
        ("澧县法治政府建设".encode("utf-8-sig"), None),
        ("澧县法治政府建设".encode("utf-16"), None),
        ("<meta charset=gb2312>䶮澧县法治政府建设".encode("gb18030"), "gb2312"),
    ],
)
def test_pages_are_decoded_whatever_they_declare(payload: bytes, declared: str | None) -> None:
    assert decode_markup(payload, declared).endswith("澧县法治政府建设")
