import pytest

from crawlers.wording import load_wording

WORDING = load_wording()


@pytest.mark.parametrize(
    "title",
    [
        "某县人民政府关于2024年度法治政府建设情况的报告",
        "2019年某镇法治政府建设年度报告",
        "某市司法局2023年度推进法治政府建设工作总结",
        "法治政府建设2025年工作要点",
        "某区2016年依法行政工作情况",
        "某省2017年度法治建设进展情况",
        "中共某县县委 某县人民政府关于某县2024年度法治…",
        "某某自治县人民政府关于2024年…",
        "某街道2022年法治政府建设",
        "关于某厅2020年法治某省建设工作情况的报告",
        "2025年全面依法治县工作要点",
        "关于印发某市2025年法治政府建设工作要点的通知",
        "《某市2023年法治政府建设报告》政策解读",
    ],
)
def test_titles_that_may_be_reports(title: str) -> None:
    assert WORDING.entry.may_be_report(title, in_report_column=False)


@pytest.mark.parametrize(
    "title",
    [
        "某县召开法治政府建设工作推进会",
        "某市举办依法行政专题培训班",
        "2024年度政府信息公开工作年度报告",
        "某局2024年部门预算",
        "某镇开展安全生产大检查",
        "关于2025年春节放假安排的通知",
        "某县2024年政府工作报告",
        "关于做好2024年度法治政府建设年度报告报送和公开工作的通知",
        "法治政府建设示范创建启动",
        "县领导调研法治政府建设工作",
    ],
)
def test_titles_of_other_things(title: str) -> None:
    assert not WORDING.entry.may_be_report(title, in_report_column=False)


@pytest.mark.parametrize(
    "title", ["2024年", "2023年度", "某镇2024年度工作总结", "某局2021年工作情况", "某县2024年度…"]
)
def test_in_a_column_of_reports_the_title_need_not_name_the_subject(title: str) -> None:
    assert WORDING.entry.may_be_report(title, in_report_column=True)
    assert not WORDING.entry.may_be_report(title, in_report_column=False)


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("法治政府建设年度报告", True),
        ("法治政府建设情况", True),
        ("依法行政", True),
        ("法治建设", True),
        ("政府信息公开年报", False),
        ("政府信息公开", False),
        ("新闻中心", False),
    ],
)
def test_names_of_columns(name: str, holds: bool) -> None:
    assert WORDING.columns.holds_reports(name) is holds


def test_the_surest_column_weighs_most() -> None:
    weights = [
        WORDING.columns.report_weight(name)
        for name in ("法治政府建设年度报告", "法治政府建设", "依法行政", "新闻")
    ]
    assert weights == sorted(weights, reverse=True)
    assert WORDING.columns.way_weight("法定主动公开内容") > WORDING.columns.way_weight("通知公告")
