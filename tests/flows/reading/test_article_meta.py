"""What a page says of itself: headlines in pieces, sites without meta tags, fields that run on."""

import pytest

from flows.reading.article import ArticleRules, find_article
from flows.reading.article_lines import is_noise
from flows.reading.shapes import Article
from flows.vocabulary import read_data

RULES = ArticleRules.from_data(read_data("article"))
PROSE = "<p>2023年，全县办理行政复议案件36件，行政机关负责人出庭应诉率为96%，群众满意度稳步提高。</p>" * 4
WHOLE = "白石县人民政府关于2023年度法治政府建设情况的报告"


def read(head: str, title: str = "", tail: str = "") -> Article:
    article = find_article(
        f"<html><head><title>{title}</title></head><body>{head}<div>{PROSE}</div>{tail}</body></html>",
        "https://www.example.gov.cn/1.html",
        RULES,
    )
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    ("title", "head"),
    [
        (WHOLE, "<div>白石县人民政府<br>关于2023年度法治政府建设<br>情况的报告</div>"),
        ("", "<h2>白石县人民政府<br>关于2023年度法治政府建设<br>情况的报告</h2>"),
        ("", "<p class=title>白石县人民政府</p><p class=title>关于2023年度法治政府建设情况的报告</p>"),
        (
            "法治政府",
            "<div class=bt>白石县人民政府</div><div class=bt>关于2023年度法治政府建设情况的报告</div>",
        ),
    ],
)
def test_a_headline_in_pieces_is_one(title: str, head: str) -> None:
    article = read(head, title)
    assert article.meta["title"] == WHOLE
    assert article.lines[0] == WHOLE


@pytest.mark.parametrize(
    "title",
    [
        f"{WHOLE}-白石县人民政府",
        f"白石县人民政府 > 政务公开 > {WHOLE}",
        f"{WHOLE}_年度报告_法治政府建设_白石县人民政府网",
    ],
)
def test_a_cut_headline_is_completed_by_the_title_of_the_page(title: str) -> None:
    assert read("<h1>白石县人民政府关于2023年度法治政…</h1>", title).meta["title"] == WHOLE


def test_organs_in_a_broken_headline_stand_apart() -> None:
    article = read("<h1>中共白石县委<br>白石县人民政府<br>关于2023年法治政府建设情况的报告</h1>")
    assert article.meta["title"] == "中共白石县委 白石县人民政府关于2023年法治政府建设情况的报告"


def test_lines_below_a_whole_headline_are_none_of_it() -> None:
    article = read("<h1>白石县2023年法治政府建设年度报告</h1><h1>县司法局供稿</h1>")
    assert article.meta["title"] == "白石县2023年法治政府建设年度报告"


@pytest.mark.parametrize(
    ("title", "tail", "site"),
    [
        ("2023年度工作总结-法治政府建设-白石县人民政府门户网站", "", "白石县人民政府门户网站"),
        ("白石县教育局 法治政府建设 2023年度工作总结", "", "白石县教育局"),
        (
            "2023年度工作总结",
            "<div class=foot>主办单位：白石县教育局　技术支持：某公司</div>",
            "白石县教育局",
        ),
        ("2023年度工作总结", "<div class=foot><p>关于我们 | 网站地图</p></div>", None),
    ],
)
def test_the_site_of_a_page_without_meta_tags(title: str, tail: str, site: str | None) -> None:
    assert read("<h1>2023年度工作总结</h1>", title, tail).meta.get("site") == site


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("来源：白石县司法局 | 您是本页第<i></i>位访客", {"source": "白石县司法局"}),
        (
            "<span>发布机构：白石县司法局</span><span>2024-03-20</span>",
            {"issuer": "白石县司法局", "published_on": "2024-03-20"},
        ),
        ("索引号：001 生成日期：2024-03-22 公开日期：2024-03-20", {"published_on": "2024-03-20"}),
    ],
)
def test_a_field_ends_where_another_thing_begins(line: str, expected: dict[str, str]) -> None:
    meta = read(f"<h1>白石县2023年法治政府建设年度报告</h1><div>{line}</div>").meta
    kept = {key: meta[key] for key in ("source", "issuer", "published_on", "signed_on") if key in meta}
    assert kept == expected


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("白石县人民政府 &nbsp; 2024年01月08日", "2024-01-08"),
        ("白石县人民政府 | 2024-1-8 09:12", "2024-01-08"),
        ("白石县司法局 / 2024-01-08 / 阅读 12", "2024-01-08"),
        ("白石县司法局 &nbsp; 2024-01-08 09:12 &nbsp; 字号：A- A+", "2024-01-08"),
        ("白石县人民政府 2024年1月8日星期一", None),
        ("以下是2024年1月8日", None),
    ],
)
def test_the_line_under_a_headline_may_date_it_without_a_label(line: str, day: str | None) -> None:
    article = read(f"<h1>白石县2023年法治政府建设年度报告</h1><div>{line}</div>")
    assert article.meta.get("published_on") == day


@pytest.mark.parametrize(
    ("line", "noise"),
    [
        ("今天是：2024年3月5日 星期二 农历正月廿五", True),
        ("某某文库—每日更新www.example.com", True),
        ("地址：白石县人民路1号 邮编：600000 电话：0800-1234567", True),
        ("【我要纠错】 责任编辑：王五", True),
        ("— 3 —", True),
        ("您觉得本文对您是否有帮助？", True),
        ("下面是小编为大家整理的工作报告，供大家参考。", True),
        ("2024年3月5日，县人民政府召开常务会议。", False),
        ("登录县政府网站（www.example.gov.cn）可查询全部12项清单。", False),
        ("责任编辑制度：建立三审三校制度，全年审核信息1200条，无一差错，经验做法获全市推广。", False),
    ],
)
def test_lines_that_portals_print_around_articles(line: str, noise: bool) -> None:
    assert is_noise(line, RULES.lines) is noise


def test_labels_in_brackets_are_fields() -> None:
    line = "[ 索引号 ] 202003-0117 [ 发布日期 ] 2020-03-19 [ 来源 ] 白石县公安局"
    article = read(f"<h2>{WHOLE}</h2><div>{line}</div>")
    assert article.meta["published_on"] == "2020-03-19"
    assert article.meta["source"] == "白石县公安局"


@pytest.mark.parametrize(
    "line", ["1 2 下一页 尾页", "首页 上一页 1 2 3 下一页", "共3页 第1页 下一页", "« 1 2 » 末页"]
)
def test_the_pager_of_an_article_is_noise(line: str) -> None:
    assert is_noise(line, RULES.lines)


def test_a_long_run_of_digits_beside_a_pager_is_told_at_once() -> None:
    assert not is_noise("1" * 80 + "下一页甲", RULES.lines)
