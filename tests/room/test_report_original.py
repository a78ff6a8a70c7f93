"""How archived bytes are sent: pages in the charset they are in, all else as files."""

import pytest

from room.reports.original import charset_of, original_of

GBK_PAGE = "<html><meta charset=gb2312><body>澧县法治政府建设年度报告</body></html>".encode("gb18030")


@pytest.mark.parametrize(
    ("payload", "declared", "charset"),
    [
        ("<p>澧县</p>".encode(), "gbk", "utf-8"),  # a wrong header does not spoil a page in UTF-8
        (GBK_PAGE, None, "gb18030"),
        (GBK_PAGE, "GB2312", "gb18030"),
        ("<p>澧县年度报告</p>".encode("gb18030"), None, "gb18030"),
        ("<p>臺北市年度報告</p>".encode("big5"), "big5", "big5"),
        (b"<p>\xff\xff\xff\x00", "no-such-charset", None),
        (GBK_PAGE, "idna", "gb18030"),
        (GBK_PAGE, "rot13", "gb18030"),
    ],
)
def test_a_page_is_sent_in_the_charset_it_is_in(payload, declared, charset):
    assert charset_of(payload, declared) == charset


@pytest.mark.parametrize(
    ("payload", "mime", "url", "media_type", "file_name"),
    [
        (b"<p>a</p>", "text/html; charset=utf-8", "https://a.example.cn/", "text/html; charset=utf-8", None),
        (b"\n<!DOCTYPE HTML><p>", None, None, "text/html; charset=utf-8", None),
        (b"%PDF-1.7", "text/html", "https://a.example.cn/1.pdf", "application/pdf", "name.pdf"),
        (b"%PDF-1.7", "application/pdf", "https://a.example.cn/1", "application/pdf", "name.pdf"),
        (b"PK\x03\x04", None, "https://a.example.cn/1.ofd", "application/ofd", "name.ofd"),
        (b"PK\x03\x04", None, "https://a.example.cn/1", "application/zip", "name.zip"),
        (b"<svg onload=alert(1)>", "image/svg+xml", None, "application/octet-stream", "name.bin"),
        (b"<?xml version='1.0'?>", "text/xml", "https://[broken", "application/octet-stream", "name.bin"),
    ],
)
def test_pages_are_shown_and_files_saved(payload, mime, url, media_type, file_name):
    sent = original_of(payload, mime, None, url, "name")
    assert (sent.media_type, sent.file_name) == (media_type, file_name)
