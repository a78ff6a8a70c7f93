from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading.article import ArticleRules, find_article
from flows.reading.decoding import decode
from flows.reading.shapes import META_KEYS, Article, Reject
from flows.vocabulary import read_data

RULES = ArticleRules.from_data(read_data("article"))
PAGES = Path(__file__).parent / "pages"
EXPECTED = yaml.safe_load((PAGES / "expected.yaml").read_text("utf-8"))
URL = "https://www.example.gov.cn/zwgk/1.html"


def read(markup: str) -> Article:
    article = find_article(markup, URL, RULES)
    assert isinstance(article, Article), article
    return article


def page(body: str, title: str = "白石县2023年法治政府建设年度报告") -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize("skin", sorted(EXPECTED))
def test_any_skin_gives_the_article_and_nothing_else(skin: str) -> None:
    article = read((PAGES / f"{skin}.html").read_text("utf-8"))
    expected = EXPECTED[skin]
    assert list(article.lines) == expected["lines"]
    assert dict(article.meta) == expected["meta"]
    assert list(article.breadcrumb) == expected.get("breadcrumb", [])
    assert [list(attachment) for attachment in article.attachments] == expected.get("attachments", [])


@pytest.mark.parametrize("skin", sorted(EXPECTED))
def test_a_skin_in_gbk_that_says_nothing_of_it_reads_the_same(skin: str) -> None:
    markup = (PAGES / f"{skin}.html").read_text("utf-8")
    decoded = decode(markup.encode("gb18030"), None)
    assert not isinstance(decoded, Reject)
    assert find_article(decoded.text, URL, RULES) == find_article(markup, URL, RULES)


def test_every_page_has_an_expectation() -> None:
    assert {path.stem for path in PAGES.glob("*.html")} == set(EXPECTED)


PROSE = "2023年，全县办理行政复议案件36件，行政机关负责人出庭应诉率为96%，群众满意度稳步提高。"


def test_an_anchor_that_nobody_closes_makes_no_link_of_the_text() -> None:
    article = read(page(f"<a name=top><h1>白石县年度报告</h1><div><p>{PROSE}</p><p>{PROSE}</p></div>"))
    assert article.lines[-2:] == (PROSE, PROSE)


def test_a_body_printed_for_two_widths_of_screen_counts_once() -> None:
    printed = f"<p>{PROSE}</p><p>{PROSE}</p><p>全县未发生重大行政争议，社会大局保持稳定。</p>"
    article = read(page(f"<h1>白石县年度报告</h1><div>{printed}</div><div class=wap>{printed}</div>"))
    assert article.lines[-3:] == (PROSE, PROSE, "全县未发生重大行政争议，社会大局保持稳定。")
    assert len(article.lines) < 6


def test_paragraphs_are_those_that_a_reader_sees() -> None:
    article = read(
        page(
            "<div id=zoom><p>　　第一段，<b>有</b><span>粗</span>体。</p>第二段，没有标签。"
            "<br>&nbsp;&nbsp;第三段，\n  换行。"
            f"<div>第四段<p>第五段</div><pre>第六段\n第七段</pre><p>{PROSE}</p></div>"
        )
    )
    assert article.lines[1:] == (
        "第一段，有粗体。",
        "第二段，没有标签。",
        "第三段，换行。",
        "第四段",
        "第五段",
        "第六段",
        "第七段",
        PROSE,
    )


def test_rows_of_data_are_lines_and_tables_of_layout_are_not() -> None:
    data = (
        "<tr><td>任务</td><td>牵头单位</td></tr>"
        "<tr><td><p>规范执法</p><p>（全年）</p></td><td>区司法局</td></tr>"
    )
    article = read(
        page(f"<table><tr><td>菜单</td><td><p>{PROSE}</p><table>{data}</table><p>完。</p></td></tr></table>")
    )
    assert article.lines[-4:] == (PROSE, "任务 | 牵头单位", "规范执法 （全年） | 区司法局", "完。")


@pytest.mark.parametrize(
    ("closing", "what"),
    [
        (
            "<p>上一条：<a href=1.htm>县统计局报告</a></p><p>下一条：<a href=2.htm>县水利局报告</a></p>",
            "neighbours",
        ),
        ("<h3>相关链接</h3><ul><li><a href=1.htm>县统计局2022年报告</a></li></ul>", "related"),
        ("<p>扫一扫在手机打开当前页</p>", "code"),
        ("<p>【打印本页】 【关闭窗口】</p><p>分享到：</p>", "tools"),
        ("<div class=qrcode>微信</div><p>责任编辑：张三</p>", "editor"),
        ("<p>[字体：大 中 小]</p><p>本页二维码</p>", "font"),
        ("<p>Copyright © 2023 白石县人民政府 版权所有</p><p>湘ICP备05000001号</p>", "footer"),
        (
            "<style>p{color:red}</style><script>var a='脚本';</script><p style='display: none'>暗文。</p>",
            "code",
        ),
    ],
)
def test_what_portals_print_under_a_body_is_left_out(closing: str, what: str) -> None:
    assert read(page(f"<div class=box><h1>年度报告</h1><p>{PROSE}</p>{closing}</div>")).lines[-1] == PROSE, (
        what
    )


def test_words_of_portals_within_a_paragraph_stay() -> None:
    text = "全县推行“扫一扫”亮码执法，群众登录平台即可打印、下载、分享结果，相关链接已在门户网站公布。"
    assert text in read(page(f"<div id=zoom><p>{PROSE}</p><p>{text}</p><p>{PROSE}</p></div>")).lines


def test_known_containers_are_not_believed_blindly() -> None:
    links = "".join(f"<p><a href={n}.htm>白石县{n}年法治政府建设年度报告</a></p>" for n in range(2010, 2020))
    article = read(page(f"<div id=zoom>{links}</div><div class=x><p>{PROSE}</p><p>{PROSE}</p></div>"))
    assert article.lines[1:] == (PROSE, PROSE)
    empty = read(page(f"<div class=TRS_Editor></div><div class=y><p>{PROSE}</p><p>{PROSE}</p></div>"))
    assert empty.lines[1:] == (PROSE, PROSE)


def test_a_page_that_stands_in_its_unclosed_menu_still_has_its_article() -> None:
    article = read(
        page(f"<div class=nav><a href=/>首页</a><div class=con><p>{PROSE}</p><p>{PROSE}</p></div>")
    )
    assert article.lines[1:] == (PROSE, PROSE)


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("白石县2023年法治政府建设年度报告-白石县人民政府", "白石县2023年法治政府建设年度报告"),
        (
            "白石县2023年法治政府建设年度报告_通知公告_白石县人民政府门户网站",
            "白石县2023年法治政府建设年度报告",
        ),
        ("【白石县2023年法治政府建设年度报告】-白石县司法局", "白石县2023年法治政府建设年度报告"),
        ("白石县人民政府门户网站 | 白石县2023年法治政府建设年度报告", "白石县2023年法治政府建设年度报告"),
        ("白石县法治政府建设实施方案（2021-2025年）", "白石县法治政府建设实施方案（2021-2025年）"),
    ],
)
def test_the_title_of_the_page_loses_the_name_of_its_site(title: str, headline: str) -> None:
    assert read(page(f"<div><p>{PROSE}</p><p>{PROSE}</p></div>", title)).meta["title"] == headline


def test_meta_tags_are_trusted_before_the_table_and_the_table_before_the_line() -> None:
    body = (
        "<table><tr><td>发布日期：</td><td>2024-02-02</td></tr><tr><td>索引号</td><td>A1</td></tr>"
        "<tr><td>发布机构</td><td>县政府办</td></tr></table><h1>白石县2023年法治政府建设年度报告</h1>"
        f"<p>发布时间：2024-03-03　来源：县司法局　作者：李四</p><div id=zoom><p>{PROSE}</p></div>"
    )
    meta = read(page(body)).meta
    assert (meta["published_on"], meta["source"], meta["author"]) == ("2024-02-02", "县司法局", "李四")
    assert (meta["index_number"], meta["issuer"]) == ("A1", "县政府办")
    tagged = page(body).replace("<title>", "<meta name=PUBDATE content='2024-01-01 08:00'><title>")
    assert read(tagged).meta["published_on"] == "2024-01-01"


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            "来源：县司法局 发布时间：2024-01-24 10:20 点击：[]",
            {"source": "县司法局", "published_on": "2024-01-24"},
        ),
        (
            "2024年1月24日　信息来源：县司法局　浏览次数：12次",
            {"source": "县司法局", "published_on": "2024-01-24"},
        ),
        (
            "发布日期：2024/1/24来源：县司法局【字体：大 中 小】",
            {"source": "县司法局", "published_on": "2024-01-24"},
        ),
        ("作　者：王五 | 来　源： | 时间：2024.01.24", {"author": "王五", "published_on": "2024-01-24"}),
        ("文号：白政发〔2024〕3号　成文日期：2024年02月30日", {"doc_number": "白政发〔2024〕3号"}),
    ],
)
def test_the_line_under_the_headline_is_read_as_fields(line: str, fields: dict[str, str]) -> None:
    article = read(
        page(f"<h1>白石县2023年法治政府建设年度报告</h1><p>{line}</p><div id=zoom><p>{PROSE}</p></div>")
    )
    assert {key: value for key, value in article.meta.items() if key != "title"} == fields
    assert article.lines == ("白石县2023年法治政府建设年度报告", PROSE)


def test_attachments_are_absolute_and_none_of_the_menu() -> None:
    body = (
        "<div class=nav><a href=/guide.pdf>指南</a></div><div id=zoom><p>现印发报告，请查收，详见附件。</p>"
        "<p><a href='../f/1.PDF?v=2'>报告.pdf</a> <a href='/down.jsp?id=3'>表格.xlsx</a>"
        " <a href='http://[x'>坏.doc</a></p></div>"
    )
    assert read(page(body)).attachments == (
        ("https://www.example.gov.cn/f/1.PDF?v=2", "报告.pdf"),
        ("https://www.example.gov.cn/down.jsp?id=3", "表格.xlsx"),
    )


def test_a_rule_file_that_fills_an_unknown_field_is_refused() -> None:
    data = {**read_data("article"), "meta_tags": {"pubdate": "published"}}
    with pytest.raises(ValueError, match="published"):
        ArticleRules.from_data(data)


TAGS = st.sampled_from(
    ["div", "p", "table", "tr", "td", "a", "ul", "li", "pre", "script", "style", "textarea", "title"]
)
MARKS = st.sampled_from(
    ["<!--", "-->", "<br>", "&nbsp;", '"content":"', "<a href='", "<meta name=", "<div id=zoom>"]
)
WORDS = st.sampled_from(
    [PROSE, "来源：县司法局", "发布时间：2024-99-99", "上一条：", "索引号：", "首页＞公开", "\n"]
)
FRAGMENTS = TAGS.map("<{}>".format) | TAGS.map("</{}>".format) | MARKS | WORDS | st.text(max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=60).map("".join))
def test_any_markup_ends_in_an_article_or_a_named_reject(markup: str) -> None:
    found = find_article(markup, URL, RULES)
    if isinstance(found, Reject):
        assert found.stage == "article"
        return
    assert all(line and line == " ".join(line.split()) for line in found.lines)
    assert set(found.meta) <= set(META_KEYS)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(EXPECTED)), st.data())
def test_a_mutated_page_ends_in_an_article_or_a_named_reject(skin: str, data: st.DataObject) -> None:
    payload = bytearray((PAGES / f"{skin}.html").read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(payload) - 1))
        payload[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    decoded = decode(bytes(payload), None)
    if not isinstance(decoded, Reject):
        assert isinstance(find_article(decoded.text, URL, RULES), Article | Reject)


@pytest.mark.parametrize(
    "tag", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<p><b>", "<a href=x>", "<blockquote>"]
)
def test_nesting_without_end_is_read(tag: str) -> None:
    markup = page(f"<p>{PROSE}</p><p>{PROSE}</p>" + tag * 50_000 + "底")
    assert read(markup).lines[1:3] == (PROSE, PROSE)


@pytest.mark.parametrize(
    "tail",
    [
        "<div " + " ".join(f"a{n}='1'" for n in range(100_000)) + ">",
        "".join(f"<x-{n}>" for n in range(200_000)),
        "<p>段落" * 500_000,
        "<table><tr><td>" * 300_000,
        "\n" * 2_000_000,
        "&" * 2_000_000,
    ],
    ids=["attributes", "names", "paragraphs", "tables", "blanks", "references"],
)
def test_a_page_of_megabytes_is_read_up_to_a_bound(tail: str) -> None:
    assert read(page(f"<p>{PROSE}</p><p>{PROSE}</p>" + tail)).lines[1:3] == (PROSE, PROSE)


def test_a_page_swollen_by_pasted_pictures_is_read() -> None:
    picture = f"<img src='data:image/png;base64,{'QUJD' * 1_500_000}'>"
    assert read(page(f"<p>{PROSE}</p>{picture}<p>{PROSE}</p>")).lines[1:] == (PROSE, PROSE)
