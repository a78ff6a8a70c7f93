import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.article_rules import ArticleRules
from flows.reading.plaintext import read_plain
from flows.reading.shapes import Article, Reject
from flows.vocabulary import read_data

RULES = ArticleRules.from_data(read_data("article"))
TITLE = "白石县2023年法治政府建设年度报告"
BODY = (
    "2023年，全县办理行政复议案件36件，行政机关负责人出庭应诉率为96%，群众满意度稳步提高。",
    "一、主要工作",
    "全年审查规范性文件12件，办结率100%，调解纠纷300余起，成功率98%以上。",
    "白石县人民政府",
    "2024年3月11日",
)
DATED = {"published_on": "2024-03-12"}


def read(text: str) -> Article:
    article = read_plain(text, RULES)
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    ("above", "below", "meta"),
    [
        ("", "", {}),
        (
            (
                "网站首页 政务公开 政务服务 互动交流 走进白石\n当前位置：首页>政务公开>法治政府\n{title}\n"
                "发布时间：2024-03-12 来源：县司法局 浏览次数：33 【字体：大 中 小】"
            ),
            "打印 关闭\n扫一扫在手机打开当前页",
            {**DATED, "source": "县司法局", "title": TITLE},
        ),
        (
            "首页\n政务公开\n政务服务\n互动交流\n{title}\n2024-03-12 10:20\n来源：县司法局",
            "相关链接\n白石县2022年年度报告\n主办单位：白石县人民政府办公室\n网站标识码：43000 湘ICP备5",
            {**DATED, "source": "县司法局", "title": TITLE},
        ),
        (
            "索引号：4300/2024-001\n发布机构：县政府办\n成文日期：2024-03-11\n文号：白政函〔2024〕2号\n{title}",
            "上一篇：无\n下一篇：白石县通告",
            {
                "index_number": "4300/2024-001",
                "issuer": "县政府办",
                "signed_on": "2024-03-11",
                "doc_number": "白政函〔2024〕2号",
            },
        ),
        (
            "索引号\n4300/2024-001\n发布机构\n县政府办\n发布日期\n2024-03-12\n{title}",
            "",
            {**DATED, "index_number": "4300/2024-001", "issuer": "县政府办"},
        ),
        ("{title}", "来源：县司法局\n责任编辑：张三\n分享到：\n微信 微博", {"source": "县司法局"}),
        (
            (
                "白石县人民政府门户网站\nwww.example.gov.cn\n繁體 | 无障碍 | 长者模式\n"
                "首页 > 法治政府 > 年度报告\n{title}\n日期：2024-03-12"
            ),
            "本页二维码\n关闭",
            {**DATED, "site": "白石县人民政府门户网站", "title": TITLE},
        ),
        (
            "{title}\n作者： 来源：本站 点击：[]",
            "上一条:县城管局报告\n下一条:县委党校报告\n\n关闭",
            {"title": TITLE},
        ),
        (
            "白石县人民政府\n今天是:2019年12月3日星期二\n无障碍 简体| 繁体\n工作报告\n{title}\n来源:县司法局",
            "",
            {"source": "县司法局", "title": TITLE, "site": "白石县人民政府"},
        ),
        (
            (
                "索 引 号 | 4300/2024-001 | 主题分类 | |\n成文日期 | 2024-03-11 | 发布日期 | 2024-03-12\n"
                "标 题 | {title} |\n{title}"
            ),
            "||||",
            {**DATED, "index_number": "4300/2024-001", "signed_on": "2024-03-11", "title": TITLE},
        ),
        (
            "返回顶部\n  • 索引号:\n    4300/2024-001\n  • 主题分类:\n  • 发文机构:\n    县政府办\n{title}",
            "",
            {"index_number": "4300/2024-001", "issuer": "县政府办"},
        ),
        ("{title}\n白石县人民政府 2024年03月12日", "", {**DATED, "title": TITLE}),
        ("{title}", "用户登录\n还没有账号?\n立即注册", {}),
        ("{title}", "附件下载:\n扫一扫在手机上查看当前页面", {}),
        (
            "您的位置:首页 >> 专题专栏\n{title}\n来源:县大数据中心 发布时间:2024-03-12 【字体:",
            "本页二维码",
            {**DATED, "source": "县大数据中心", "title": TITLE},
        ),
    ],
)
def test_what_a_portal_prints_around_a_text_is_left_out(above: str, below: str, meta: dict[str, str]) -> None:
    head = above.format(title=TITLE) if above else TITLE
    article = read("\n\n".join([head, *BODY, below]))
    assert article.lines == (TITLE, *BODY)
    assert dict(article.meta) == meta


def test_a_trail_is_kept_apart() -> None:
    article = read(
        f"您现在的位置: 首页 >> 政府信息公开 >> 法定主动公开内容 >> 正文\n{TITLE}\n" + "\n".join(BODY)
    )
    assert article.breadcrumb == ("首页", "政府信息公开", "法定主动公开内容")


def test_a_headline_over_several_lines_stays_so() -> None:
    article = read(
        "白石县人民政府\n关于2023年法治政府建设情况的\n报    告\n来源：县政府办\n" + "\n".join(BODY)
    )
    assert article.lines[:3] == ("白石县人民政府", "关于2023年法治政府建设情况的", "报 告")
    assert article.meta["title"] == "白石县人民政府 关于2023年法治政府建设情况的报 告"


def test_a_title_that_runs_into_the_text_stands_on_its_own() -> None:
    assert read(TITLE + BODY[0] * 3).lines == (TITLE, BODY[0] * 3)


def test_marks_of_a_site_that_shares_documents_are_left_out() -> None:
    mark = "某某文库—每日更新www.example.com"
    article = read(f"{mark}{TITLE}\n{BODY[0]}\n全年审查规范性{mark}文件12件，办结率100%。\n{mark}")
    assert article.lines == (TITLE, BODY[0], "全年审查规范性文件12件，办结率100%。")


def test_an_address_given_in_earnest_stays() -> None:
    lines = (
        TITLE,
        BODY[0],
        "登录县政府网站（www.example.gov.cn）查询。",
        "详见县政府网站www.example.gov.cn。",
    )
    assert read("\n".join(lines)).lines == lines


def test_words_of_portals_within_the_body_stay() -> None:
    lines = (TITLE, BODY[0], "相关工作", "来源：群众举报3件。", "下一步打算", "关闭", *BODY[2:])
    assert read("\n".join(lines)).lines == lines


@pytest.mark.parametrize(("indent", "width"), [("　　", 28), ("    ", 36), ("", 30)])
def test_lines_broken_at_the_margin_of_a_page_are_joined(indent: str, width: int) -> None:
    paragraphs = [f"{count}.{BODY[0]}{BODY[2]}{BODY[0]}" for count in range(1, 7)]
    pages = []
    for paragraph in paragraphs:
        text = indent + paragraph
        pages += [text[at : at + width] for at in range(0, len(text), width)]
        pages.append(f"— {len(pages)} —")
    assert read("\n".join(pages)).lines == tuple(paragraphs)


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "首页\n登录\n注册\n", "用户登录\n还没有账号?"])
def test_a_text_without_prose_is_rejected(text: str) -> None:
    found = read_plain(text, RULES)
    assert isinstance(found, Reject)
    assert found.reason == "empty"


@given(
    st.lists(
        st.sampled_from(["首页", "关闭", "来源：甲", "上一条：乙", "首页 > 公开", *BODY])
        | st.text(max_size=30)
    )
)
def test_any_text_ends_in_lines_of_it_or_a_reject(lines: list[str]) -> None:
    found = read_plain("\n".join(lines), RULES)
    if isinstance(found, Article):
        assert all(line == " ".join(line.split()) and line for line in found.lines)


@given(st.permutations(BODY))
def test_reading_what_was_read_changes_nothing(lines: list[str]) -> None:
    once = read("\n".join([TITLE, *lines]))
    assert read("\n".join(once.lines)).lines == once.lines


def test_a_label_without_its_value_takes_no_title_for_it() -> None:
    article = read(f"索引号：4300/2024-001\n浏览次数：\n{TITLE}\n" + "\n".join(BODY))
    assert article.lines[0] == TITLE


def test_the_title_of_a_speech_stands_above_its_date() -> None:
    head = "当前位置：首页>政府工作报告\n政府工作报告\n——2018年3月28日在白石县人民代表大会上\n"
    article = read(f"{head}来源：县政府办 发布时间：2018-04-12\n" + "\n".join(BODY))
    assert article.meta["title"] == "政府工作报告"


def test_an_empty_cell_behind_a_label_takes_no_line_for_its_value() -> None:
    rows = "| 发文机关: | 东安县应急管理局 | 发文日期: | |\n| 文号 : | |||\n"
    text = f"{rows}东安县应急管理局\n2025年法治政府建设报告\n{BODY[0]}"
    assert read(text).lines == ("东安县应急管理局", "2025年法治政府建设报告", BODY[0])


def test_the_headline_stands_below_the_table_and_above_the_info_line() -> None:
    sites = "中国政府网 | 重庆市人民政府网 | 万州经济技术开发区网"
    above = f"{sites}\n[ 索引号 ] 115001/2025-00001\n[ 发布机构 ] 后山镇"
    article = read(f"{above}\n后山镇2024年法治政府建设报告\n日期:2025-01-16 来源:后山镇\n{BODY[0]}")
    assert article.meta["title"] == "后山镇2024年法治政府建设报告"
    assert article.lines == ("后山镇2024年法治政府建设报告", BODY[0])


def test_the_fields_of_a_listed_table_are_no_lines_of_the_article() -> None:
    text = "\n".join(
        [
            "- 索 引 号：370481/2026-00251",
            "- 主题分类：通知公告",
            "- 发布机构：鲍沟镇",
            "- 成文时间：2026年01月21日",
            "- 标 题：鲍沟镇2025年度法治政府建设情况报告",
            "鲍沟镇2025年度法治政府建设情况报告",
            "2025年，鲍沟镇坚持依法行政，全面推进法治政府建设。现将全年工作情况报告如下：",
            "- 目标：提高依法行政能力，全年开展学法12次。",
        ]
    )
    article = read(text)
    assert article.lines[0] == "鲍沟镇2025年度法治政府建设情况报告"
    assert article.lines[-1].startswith("- 目标")
    assert article.meta["issuer"] == "鲍沟镇"


@pytest.mark.parametrize("label", ["有效性：", "文号：", "有效性", "• 有效性/截止日期：", "发布日期："])
def test_an_empty_field_takes_no_title_for_its_value(label: str) -> None:
    head = f"索引号：4300/2024-001\n发布机构：白石县司法局\n{label}"
    article = read(f"{head}\n{TITLE}\n" + "\n".join(BODY))
    assert article.lines[0] == TITLE
    assert article.meta["issuer"] == "白石县司法局"
