"""Kinds by title, ten or more of each, and by the build of a text whose title is silent."""

import pytest

from flows.reading.kind import KindRules, is_model, kind_of_text, kind_of_title, reads_as_news
from flows.reading.shapes import Reject
from flows.vocabulary import read_data

RULES = KindRules.from_data(read_data("metadata")["kind"])

KINDS = {
    "annual_report": """
        中共澧县县委 澧县人民政府关于澧县2024年度法治政府建设工作情况的报告
        横街镇2024年法治政府建设年度报告
        2023年度推进法治政府建设工作总结
        某县司法局2023年法治政府建设工作总结及2024年工作计划
        2023年法治政府建设工作总结和2024年工作打算
        某县2015年依法行政工作情况报告
        2022年度法治央行建设情况报告
        国家税务总局某县税务局2023年法治税务建设工作报告
        某市场监管局关于2023年法治市场监管建设情况报告
        2019年度法治广西建设工作情况
        某县教育局2022年法治建设工作报告
        某街道2023年法治建设工作自查报告
        2023年法治政府工作报告
        法治政府建设年度报告
        关于开展2023年法治政府建设情况的报告
        某市人民政府关于贯彻落实《法治政府建设实施纲要》情况的报告
        关于2023年度法治政府建设情况的公示
        关于公开2023年度法治政府建设年度报告的公告
        关于印发某县2023年法治政府建设工作总结的通知
        某某同志2023年度述职述法报告
        县长履行推进法治建设第一责任人职责情况报告
        某县2022年法治政府建设工作要点落实情况报告
        某局关于报送2023年法治政府建设工作总结的函
        开创依法治县新局面——某县2022年度法治政府建设情况报告
        某县政府采购中心2022年法治政府建设工作报告
        某县2022年度法治政府建设情况的报告(公开版)
    """,
    "work_plan": """
        某县人民政府办公室印发《某县2023年法治政府建设工作要点》
        某市司法局关于印发《2024年法治政府建设工作要点》的通知
        沙坡头区法治政府建设2024年工作要点
        关于印发2024年法治政府建设工作要点的通知
        关于印发《某区2024年度法治政府建设工作计划》的通知
        中共某市委 某市人民政府关于印发《某市法治政府建设实施方案(2022-2025年)》的通知
        浙江省加快建设高水平现代法治政府行动计划(2025—2027年)
        某市法治政府建设实施纲要(2021-2025年)
        某县2023年普法依法治理工作要点
        某县法治政府建设示范创建工作方案
        某局2024年度法治建设工作安排
        2024年政务公开工作要点
        《2024年政府工作报告》重点任务分工方案
        2022年度法治政府建设重点任务分解
    """,
    "interpretation": """
        【政策解读】关于《某县2023年度法治政府建设工作总结的报告》的政策解读
        《某县2023年度法治政府建设年度报告》政策解读
        一图读懂2024年政府工作报告
        图解：某市法治政府建设实施方案
        《某市法治政府建设工作要点》起草说明
        某区法治政府建设2024年工作要点解读
    """,
    "disclosure_report": """
        某局2023年政府信息公开工作年度报告
        某局2023年政府信息公开年报
        2022年度某县人民政府办公室政府信息公开工作报告
        某乡2023年信息公开年度报告
        某市2021年政务公开工作总结
        某县人民政府2022年政府信息公开年度工作报告
    """,
    "work_report": """
        2024年政府工作报告
        政府工作报告——2024年1月15日在某市第八届人民代表大会第三次会议上
        某镇2022年政府工作报告
        某县人民政府工作报告(2023年)
    """,
}
REJECTED = {
    "news": """
        某市召开2023年法治政府建设工作推进会
        2024年全省法治政府建设工作会议召开
        甘肃2021年法治政府建设工作取得新成效
        市政府常务会议听取2023年法治政府建设情况报告
        某县获评全国法治政府建设示范县
        省司法厅赴某市调研法治政府建设工作
        合肥：法治政府建设跑出“加速度”
        某区举办法治政府建设专题讲座
        市委、市政府印发《某市法治政府建设实施方案》
        我省出台《法治政府建设实施纲要（2021—2025年）》
        中办国办印发《关于加强行政执法协调监督工作体系建设的意见》
        某区推出《法治政府建设责任清单》
        省政府联合印发《法治政府建设工作要点》
    """,
    "notice": """
        关于报送2023年度法治政府建设年度报告的通知
        关于做好2024年法治政府建设年度报告工作的通知
        关于开展法治政府建设示范创建活动的通知
        市司法局关于加强法治政府建设的意见
        法治政府建设督察反馈问题整改情况报告
        某市行政执法监督办法
        关于征求《法治政府建设年度报告》意见的函
        某县人大常委会关于检查法治政府建设情况的报告
        市人大监察司法委关于全市法治政府建设情况的调研报告
        关于法治政府建设情况报告的审议意见
    """,
    "not_a_report": """
        某市公开招聘法律顾问公告
        某县法治广场项目招标公告
        政府工作报告任务征求群众意见
        某局领导干部任前公示
    """,
}
SILENT = [
    "法治政府建设",
    "某县财政局2023年工作总结",
    "2023年年度报告",
    "某县概况",
    "关于2023年国民经济和社会发展计划执行情况的报告",
]


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (title.strip(), wanted) for wanted, titles in table.items() for title in titles.strip().splitlines()
    ]


@pytest.mark.parametrize(("title", "kind"), cases(KINDS))
def test_titles_state_their_kind(title: str, kind: str) -> None:
    assert kind_of_title(title, RULES) == kind


@pytest.mark.parametrize(("title", "reason"), cases(REJECTED))
def test_titles_of_no_report_are_rejected_with_the_reason(title: str, reason: str) -> None:
    told = kind_of_title(title, RULES)
    assert isinstance(told, Reject)
    assert (told.stage, told.reason, told.detail) == ("kind", reason, title)


@pytest.mark.parametrize("title", SILENT)
def test_other_titles_are_silent(title: str) -> None:
    assert kind_of_title(title, RULES) is None


TEXTS = {
    "annual_report": "现将2023年法治政府建设情况报告如下：\n一、主要工作\n二、存在的问题\n三、下一步打算",
    "work_plan": "推进法治政府建设。\n1.学法。（牵头单位：甲；责任单位：乙）\n2.普法。（牵头单位：丙）",
    "disclosure_report": "根据《政府信息公开条例》编制。\n主动公开\n依申请公开\n信息管理\n平台建设\n监督保障",
    "work_report": "现在，我代表县人民政府，向大会报告工作，请予审议。",
    None: "2023年，全县粮食产量稳中有增。\n一、主要工作\n二、存在的问题\n三、下一步打算",
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_shows_its_kind_by_its_build(kind: str | None) -> None:
    assert kind_of_text(TEXTS[kind], RULES) == kind


REPORT = "一、主要工作\n二、存在的问题\n三、下一步打算"


@pytest.mark.parametrize(
    ("title", "lead", "kind"),
    [
        ("芷江县司法局2025年工作总结", "推进依法治县。现将2025年工作总结如下：", None),
        ("某局关于2025年工作情况的报告", "推进法治建设。现将工作情况报告如下：", None),
        ("某局关于2025年工作情况的报告", "现将2025年法治政府建设情况报告如下：", "annual_report"),
        ("某局2023年度工作总结", "现就推进依法行政工作情况汇报如下：", "annual_report"),
        ("法治政府建设", "推进法治建设。现将工作情况报告如下：", "annual_report"),
        ("", "2023年，我县推进法治政府建设。现将有关情况报告如下：", "annual_report"),
    ],
)
def test_under_the_title_of_another_report_the_lead_must_name_the_subject(
    title: str, lead: str, kind: str | None
) -> None:
    assert kind_of_text(f"{lead}\n{REPORT}", RULES, title) == kind


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("某县2025年度法治政府建设情况报告", "全年学法12次。"),
        ("XX镇2023年法治政府建设工作总结", "全年学法12次。"),
        ("**区2022年法治政府建设年度报告", "全年学法12次。"),
        ("2023年法治政府建设工作总结范文", "全年学法12次。"),
        ("县法治政府建设报告（精选5篇）", "全年学法12次。"),
        ("法治政府建设情况报告", "区委依法治区委共召开会议*次，*个协调小组共召开会议*次。"),
        ("2022年法治政府建设工作总结", "选任xx名监督员，审查规范性文件xx件，备案xx件。"),
        ("法治政府建设工作总结", "XX年，全县办理案件××件，罚款XX万元，培训×期。"),
    ],
)
def test_a_model_to_copy_from_is_nobodys_report(title: str, text: str) -> None:
    assert is_model([title], text, RULES)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("清水县2023年法治政府建设年度报告", "曹某某不服答复一案，复议决定撤销；办理案件12件。"),
        ("清水县2023年法治政府建设年度报告", "推行“1+X”模式，办理×××诉县政府案、××公司案、××村民案。"),
        ("甲局2023年法治政府建设年度报告", "面积3×4米，按照第×条、第×条、第×条处理，24×7小时服务。"),
        ("甲局2023年法治政府建设年度报告", "*注：统计口径为全年。**说明：含乡镇。"),
    ],
)
def test_names_left_out_for_privacy_make_no_model(title: str, text: str) -> None:
    assert not is_model([title], text, RULES)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2022年，全市推进法治政府建设。\n一、2022年推进法治政府建设的主要举措", "annual_report"),
        ("2017年，甲市法治政府建设取得进展。\n一、依法全面履行政府职能", "annual_report"),
        ("2024年来，我县推进依法行政。\n一、健全依法行政制度体系", "annual_report"),
        ("2019年，甲市政府推进法治政府建设。\n一、强化对行政权力的制约和监督", "annual_report"),
        ("2022年，全市推进法治政府建设。会议强调，要健全依法行政制度体系。", None),
        ("为推进法治政府建设，制定本办法。\n一、健全依法行政制度体系", None),
        ("2022年，全市推进法治政府建设。\n一、经济运行情况", None),
        ("近年来，我市推进依法行政。\n一、健全依法行政制度体系", None),
    ],
)
def test_a_text_without_a_title_opens_with_its_year_and_has_the_headings_of_the_genre(
    text: str, kind: str | None
) -> None:
    assert kind_of_text(text, RULES) == kind


def test_news_that_speaks_of_the_subject_is_no_report() -> None:
    text = "本报讯（记者 李明 通讯员 王华）近日，全市法治政府建设情况如下：\n主要工作\n存在的问题\n下一步打算"
    assert reads_as_news(text, RULES)
    assert kind_of_text(text, RULES) is None
    assert not reads_as_news("2023年，我局落实记者证管理制度，推进法治政府建设。", RULES)
