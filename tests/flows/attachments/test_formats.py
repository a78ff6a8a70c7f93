"""Attachments read like pages: each format made for real, then read back."""

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from flows.attachments import attachment_text, format_of
from flows.attachments.paragraphs import join_lines
from flows.reading.shapes import Reject

PARAGRAPHS = (
    "某县人民政府关于2023年度法治政府建设情况的报告",
    "2023年，全县深入学习贯彻习近平法治思想，全面落实法治政府建设实施纲要，各项工作取得新的进展，现报告如下：",
    "一、主要工作",
    "（一）规范文件管理。全年审核规范性文件12件，报备率100%，清理规范性文件86件，废止7件。",
)

PARAGRAPHS_IN_WORD = (
    PARAGRAPHS[0],
    "2023年，全县深入学习贯彻习近平法治思想，全面落实法治政府建设实施纲要，现报告如下：",
    *PARAGRAPHS[2:],
)


def pdf_of(paragraphs: tuple[str, ...], *, pictures: bool = False) -> bytes:
    """A PDF as official documents are set: 28 characters a line, an indent of two, the page number below."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("STSong-Light", 16)
    height = 760
    for number, paragraph in enumerate(() if pictures else paragraphs):
        whole = paragraph if number == 0 else "\u3000\u3000" + paragraph
        for start in range(0, len(whole), 28):
            canvas.drawString(72, height, whole[start : start + 28])
            height -= 28
    canvas.drawString(280, 40, "- 1 -")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_pdf_gives_its_paragraphs_without_page_numbers() -> None:
    assert attachment_text(pdf_of(PARAGRAPHS)) == "\n".join(PARAGRAPHS)


def test_a_pdf_of_pictures_needs_ocr() -> None:
    read = attachment_text(pdf_of(PARAGRAPHS, pictures=True))
    assert isinstance(read, Reject)
    assert (read.stage, read.reason) == ("attachment", "needs_ocr")


def test_a_word_file_gives_paragraphs_and_table_rows() -> None:
    document = Document()
    document.add_paragraph(PARAGRAPHS[0])
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(
        table.rows, (("序号", "任务", "牵头单位"), ("1", "审核\n文件", "司法局")), strict=True
    ):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    document.add_paragraph(PARAGRAPHS[2])
    out = BytesIO()
    document.save(out)
    assert attachment_text(out.getvalue()) == "\n".join(
        [PARAGRAPHS[0], "序号 | 任务 | 牵头单位", "1 | 审核 文件 | 司法局", PARAGRAPHS[2]]
    )


def ofd_of(lines: tuple[str, ...]) -> bytes:
    one = '<ofd:TextObject Boundary="30 {top} 150 6"><ofd:TextCode>{line}</ofd:TextCode></ofd:TextObject>'
    objects = "".join(one.format(top=20 + 8 * number, line=line) for number, line in enumerate(lines))
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("OFD.xml", f"<ofd:OFD {space}/>")
        page = f"<ofd:Page {space}><ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content></ofd:Page>"
        package.writestr("Doc_0/Pages/Page_0/Content.xml", page)
    return out.getvalue()


def test_an_ofd_file_gives_its_lines() -> None:
    read = attachment_text(ofd_of(("一、主要工作", "二、存在问题")))
    assert read == "一、主要工作\n二、存在问题"


@pytest.mark.skipif(shutil.which("antiword") is not None, reason="antiword is here")
def test_a_missing_tool_is_named() -> None:
    read = attachment_text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert isinstance(read, Reject)
    assert read.reason == "tool_missing"
    assert "antiword" in read.detail


@pytest.mark.skipif(shutil.which("antiword") is None, reason="antiword is not installed")
def test_a_word97_file_gives_paragraphs_and_table_rows() -> None:
    """report.doc holds PARAGRAPHS, a table and one heading more, saved by LibreOffice as Word 97."""
    payload = (Path(__file__).parent / "report.doc").read_bytes()
    assert format_of(payload) == "word97"
    assert attachment_text(payload) == "\n".join(
        [*PARAGRAPHS_IN_WORD, "序号 | 任务 | 牵头单位", "1 | 审核文件 | 司法局", "二、存在的问题"]
    )


@pytest.mark.skipif(shutil.which("antiword") is None, reason="antiword is not installed")
def test_a_damaged_word_file_is_said_to_be_damaged() -> None:
    read = attachment_text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))
    assert isinstance(read, Reject)
    assert read.reason == "damaged"


def test_pages_are_no_attachments() -> None:
    assert format_of("<html><body>正文</body></html>".encode()) is None


@given(st.sampled_from([b"%PDF-1.7\n", b"PK\x03\x04", pdf_of(PARAGRAPHS)[:400]]), st.binary(max_size=400))
def test_any_bytes_end_in_text_or_a_reject(head: bytes, tail: bytes) -> None:
    assert isinstance(attachment_text(head + tail), str | Reject)


def test_lines_join_over_a_page_break_and_running_heads_go() -> None:
    pages = [
        ["某县年度报告", "\u3000\u3000全年办理行政复议案件一百二十三件，其中受理一百二十", "- 1 -"],
        ["某县年度报告", "件，审结一百一十八件，综合纠错率百分之十二点六，均依法", "- 2 -"],
        ["某县年度报告", "办结。", "\u3000\u3000二、存在的问题", "第 3 页 共 4 页"],
        ["某县年度报告", "\u3000\u3000（一）能力不足。", "4"],
    ]
    assert join_lines(pages).split("\n") == [
        "全年办理行政复议案件一百二十三件，其中受理一百二十件，审结一百一十八件，综合纠错率百分之十二点六，均依法办结。",
        "二、存在的问题",
        "（一）能力不足。",
    ]
