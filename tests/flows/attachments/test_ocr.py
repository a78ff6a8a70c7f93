"""Pictures of pages: put back into lines, and read for real where the extra is installed."""

from pathlib import Path

import pytest

from flows.attachments import attachment_text, ocr
from flows.attachments.ocr import Piece, laid_out
from flows.attachments.paragraphs import join_lines
from flows.reading.shapes import Reject

# One page at 150 dots an inch, a little askew and specked: the paragraphs of test_formats.py.
SCAN = (Path(__file__).parent / "scan.pdf").read_bytes()


def test_pieces_of_a_line_join_and_a_paragraph_stands_in() -> None:
    pieces = [
        Piece(300, 101, 30, "九十八件。"),
        Piece(160, 60, 30, "一、主要工作"),
        Piece(100, 100, 30, "审结"),
        Piece(162, 140, 30, "二、存在问题"),
    ]
    assert laid_out(pieces) == ["\u3000\u3000一、主要工作", "审结九十八件。", "\u3000\u3000二、存在问题"]


def test_a_page_without_words_has_no_lines() -> None:
    assert laid_out([]) == []


@pytest.mark.skipif(ocr.is_installed(), reason="the extra ocr is here")
def test_a_scan_is_rejected_with_what_it_takes_to_read_it() -> None:
    read = attachment_text(SCAN)
    assert isinstance(read, Reject)
    assert read.reason == "needs_ocr"
    assert "baogao[ocr]" in read.detail


@pytest.mark.skipif(not ocr.is_installed(), reason="the extra ocr is not installed")
def test_a_scan_is_read_as_it_was_printed() -> None:
    read = attachment_text(SCAN)
    assert isinstance(read, str)
    title, opening, heading, files = read.split("\n")
    assert title == "某县人民政府关于2023年度法治政府建设情况的报告"
    assert opening.startswith("2023年，全县深入学习贯彻习近平法治思想")
    assert opening.endswith("现报告如下：")
    assert heading == "一、主要工作"
    for count in ("12件", "100%", "86件", "7件"):
        assert count in files


@pytest.mark.parametrize("number", ["一1一", "—3一", "- 12 -", "第 2 页 共 9 页"])
def test_the_number_of_a_page_is_left_out_also_where_its_dashes_are_misread(number: str) -> None:
    assert join_lines([["\u3000\u3000一、主要工作", number], ["\u3000\u3000二、存在问题", number]]) == (
        "一、主要工作\n二、存在问题"
    )
