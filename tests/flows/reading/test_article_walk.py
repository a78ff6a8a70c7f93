"""From markup to lines and boxes, as a reader sees them."""

import gc

import pytest

from flows.reading.article_layout import Layout
from flows.reading.article_walk import lay_out
from flows.rules import load_rules


def laid_out(body: str) -> Layout:
    return lay_out(f"<html><body>{body}</body></html>", load_rules().article)


def lines(body: str) -> list[str]:
    return [block.text for block in laid_out(body).blocks]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>一、<span>工作</span><b>情况</b></p> <p>二、问题</p>", ["一、工作情况", "二、问题"]),
        ("第一行<br>第二行<div>第三行</div>第四行", ["第一行", "第二行", "第三行", "第四行"]),
        ("<p>&nbsp;&emsp;全县\n法治  建设\u200b </p><p> </p>", ["全县法治 建设"]),
        ("<pre>第一行\n第二行</pre>", ["第一行", "第二行"]),
        (
            "<ul><li><a href=1>公开</a></li> <li><a href=2>互动</a> <a href=3>服务</a></li></ul>",
            ["公开", "互动 服务"],
        ),
        ("<script>var a = '<p>无</p>';</script><p>有</p><select><option>链接</option></select>", ["有"]),
    ],
)
def test_lines_are_those_a_reader_sees(body: str, expected: list[str]) -> None:
    assert lines(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "<p>显示<span style='display: none'>隐藏</span></p>",
        "<div style='display:none'></div><p>显示<font color=red style='visibility:hidden'>隐藏</font></p>",
        "<p>显示<i onclick=\"if(a<c)f()\" style='display:none'>隐藏</i></p>",
        "<p>显示</p><p style='display:none'>隐藏</p>",
        "<p>显示</p><p hidden>隐藏</p>",
    ],
)
def test_words_styled_away_are_not_shown(body: str) -> None:
    assert lines(body) == ["显示"]


def test_a_hidden_box_keeps_its_lines_and_says_so() -> None:
    layout = laid_out("<div id=Zoom class='TRS_Editor' style='display:none'>正文</div>")
    box = layout.boxes[layout.blocks[0].box]
    assert (box.key, box.hidden, box.container) == ("zoom trs_editor", True, True)


@pytest.mark.parametrize(
    ("body", "linked"),
    [
        ("<a href=1>关于法治建设</a>", 6),
        ("<a href=1>关于<b>法治</b>建设</a>", 6),
        ("来源：<a href=1>司法局</a>", 3),
        ("<a name=top>正文里的锚点</a>", 0),
        ("<a href='javascript:;'>打印</a>", 2),
    ],
)
def test_words_of_links_are_counted(body: str, linked: int) -> None:
    assert [block.linked for block in laid_out(body).blocks] == [linked]


def test_a_link_that_nobody_closed_does_not_make_links_of_what_follows() -> None:
    blocks = laid_out("<p><a href='/1.html'>上一篇</p><p>全县认真落实法治建设。</p>").blocks
    assert [(block.text, block.linked) for block in blocks] == [("上一篇", 3), ("全县认真落实法治建设。", 0)]


def test_cells_know_their_row() -> None:
    body = "<table><tr><td>件数</td><td>12</td></tr><tr><td>人数<br>（人）</td></tr></table>之后"
    assert [(block.text, block.row, block.cell) for block in laid_out(body).blocks] == [
        ("件数", 0, 0),
        ("12", 0, 1),
        ("人数", 1, 2),
        ("（人）", 1, 2),
        ("之后", -1, -1),
    ]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("<a href='/P1.PDF'>报告</a>", [("/P1.PDF", "报告", 0)]),
        ("<a href='/P1.pdf' title='附件.pdf'><img src=1></a>", [("/P1.pdf", "附件.pdf", 0)]),
        ("<a href='/down?id=1'>附件1.docx</a>", [("/down?id=1", "附件1.docx", 0)]),
        ("<a href='/list?id=1'>更多</a>", []),
    ],
)
def test_links_to_files_are_told_by_address_or_words(link: str, expected: list[tuple[str, str, int]]) -> None:
    assert laid_out(link).links == expected


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("<p>菜单</p><!--文章内容开始--><p>一</p><p>二</p><!-- 文章内容结束 --><p>页尾</p>", [(1, 3)]),
        ("菜单<!-- enpcontent -->一<!--/enpcontent-->页尾", [(1, 2)]),
        ("<p>菜单</p><!--文章内容开始--><p>一</p><p>二</p>", []),
        ("<p>菜单</p><!--导航开始--><p>一</p><!--导航结束-->", []),
    ],
)
def test_what_stands_between_the_comments_of_a_cms_is_marked(
    body: str, marked: list[tuple[int, int]]
) -> None:
    assert laid_out(body).marked == marked


def test_text_fields_and_titles_are_no_lines() -> None:
    layout = laid_out("<textarea><p>正文</p></textarea><svg><title>图</title></svg><p>行</p>")
    assert ([block.text for block in layout.blocks], layout.textareas) == (["行"], ["<p>正文</p>"])


def test_a_walk_leaves_nothing_for_the_garbage_collector() -> None:
    laid_out("<p>一</p>")
    gc.collect()
    gc.disable()
    try:
        laid_out("<div><table><tr><td><a href=1>一</a><!--x--></td></tr></table></div>" * 20)
        assert gc.collect() == 0
    finally:
        gc.enable()
