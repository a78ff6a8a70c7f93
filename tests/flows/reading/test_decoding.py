import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.decoding import REPLACEMENT, Decoded, decode, sniff
from flows.reading.shapes import Reject

SIMPLIFIED = (
    "2023年，全县各级行政机关深入学习贯彻习近平法治思想，办理行政复议案件36件，“放管服”改革持续推进。"
    "一是健全制度，二是规范执法，三是加强监督，群众满意度稳步提高。"
)
TRADITIONAL = (
    "本署於二零二三年推動法治政府建設，規範行政執法，加強領導幹部學習，並向民眾說明有關條例與計畫，成效顯著。"
)
# 㛃 and 𬭎 stand in names of places and persons and are no GBK.
RARE = "镕、喆、㛃、𬭎、珺等同志出席，会议强调要加强法治政府建设。"


def text_of(payload: bytes, charset: str | None = None) -> str:
    decoded = decode(payload, charset)
    assert isinstance(decoded, Decoded), decoded
    return decoded.text


def page(text: str, charset: str | None) -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    "header", [None, "utf-8", "gb2312", "GBK", "big5", "ISO-8859-1", "none", "hex", "$charset"]
)
@pytest.mark.parametrize("meta", [None, "utf-8", "gb2312", "big5", "unicode"])
@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "gb2312"),
        (RARE, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "utf-8"),
    ],
)
def test_the_bytes_decide_whatever_header_and_meta_say(
    text: str, encoding: str, header: str | None, meta: str | None
) -> None:
    markup = page(text, meta)
    decoded = decode(markup.encode(encoding), header)
    assert isinstance(decoded, Decoded)
    assert (decoded.text, decoded.replaced) == (markup, 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_believed_and_left_out(encoding: str) -> None:
    assert text_of(SIMPLIFIED.encode(encoding), "gbk") == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_shows_in_its_first_tag(encoding: str) -> None:
    markup = "<!DOCTYPE html>" + SIMPLIFIED
    assert text_of(markup.encode(encoding)) == markup


@pytest.mark.parametrize(
    ("text", "charset"),
    [("これは行政のための日本語のページです。", "shift_jis"), ("정부 업무 보고서입니다.", "euc-kr")],
)
def test_a_page_in_another_language_is_read_as_it_declares(text: str, charset: str) -> None:
    assert text_of(text.encode(charset), charset) == text


@pytest.mark.parametrize("text", ["法治", "首页", "关闭"])
def test_a_few_undeclared_bytes_are_taken_for_gbk(text: str) -> None:
    assert text_of(text.encode("gbk")) == text


def test_utf8_with_cut_characters_keeps_the_rest() -> None:
    payload = SIMPLIFIED.encode()
    damaged = payload[:10] + payload[11:60] + b"\xe6\xb3" + payload[60:]
    decoded = decode(damaged, "gbk")
    assert isinstance(decoded, Decoded)
    assert decoded.encoding == "utf-8"
    assert decoded.replaced == decoded.text.count(REPLACEMENT) > 0
    assert decoded.text.endswith(SIMPLIFIED[-60:])


def test_a_header_in_gbk_on_a_page_in_utf8_is_read_too() -> None:
    lines = ["<div>欢迎访问白石县人民政府门户网站</div>\n".encode("gbk"), *[f"{SIMPLIFIED}\n".encode()] * 5]
    assert text_of(b"".join(lines)) == "<div>欢迎访问白石县人民政府门户网站</div>\n" + f"{SIMPLIFIED}\n" * 5


def test_replacement_characters_of_the_page_itself_are_not_counted() -> None:
    decoded = decode(f"{SIMPLIFIED}{REPLACEMENT}".encode(), None)
    assert isinstance(decoded, Decoded)
    assert decoded.replaced == 0


@given(st.integers(0, 2 * len(SIMPLIFIED) - 1), st.sampled_from([b"", b"\xff", b"\x80"]))
def test_gbk_with_one_bad_byte_is_right_in_the_rest(at: int, bad: bytes) -> None:
    payload = (SIMPLIFIED * 4).encode("gb18030")
    at = min(at, len(payload) - 1)
    text = text_of(payload[:at] + bad + payload[at + 1 :])
    assert text.endswith(SIMPLIFIED * 2)


@pytest.mark.parametrize(
    ("payload", "form"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "pdf"),
        (b"\n\n%PDF-1.4", "pdf"),
        (b"PK\x03\x04\x14\x00\x06\x00", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", "ole"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (bytes(range(256)) * 4, "unknown"),
    ],
)
def test_what_is_no_text_is_told_as_its_format(payload: bytes, form: str) -> None:
    assert sniff(payload) == form
    assert decode(payload, "utf-8") == Reject("decode", "binary", form)


def test_an_empty_payload_is_an_empty_text() -> None:
    assert decode(b"", None) == Decoded("", "utf-8")


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "gbk", "big5", "utf-7", "idna", "\0"]))
def test_any_bytes_end_in_a_text_or_a_reject(payload: bytes, charset: str | None) -> None:
    decoded = decode(payload, charset)
    assert isinstance(decoded, Decoded | Reject)
    if isinstance(decoded, Decoded):
        assert 0 <= decoded.replaced <= decoded.text.count(REPLACEMENT)
        assert "\0" not in decoded.text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_utf8_is_read_back_as_it_was_written(text: str) -> None:
    decoded = decode(("<p>" + text).encode(), "gbk")
    assert isinstance(decoded, Reject) or decoded.text == "<p>" + text
