import pytest

from flows.reading.outline import OutlineRules, read_outline
from flows.reading.roles import Part, RoleRules, named_role, part_roles
from flows.vocabulary import read_data

DATA = read_data("outline")
RULES = RoleRules.from_data(DATA)


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("党政主要负责人履行推进法治建设第一责任人职责情况", "leadership"),
        ("主要负责同志履行法治建设职责情况", "leadership"),
        ("法治政府建设第一责任人履职情况", "leadership"),
        ("党政主要负责人履职、加强法治政府建设的有关情况", "leadership"),
        ("2023年度推进法治政府建设的主要举措和成效", "achievements"),
        ("2023年法治建设工作开展情况", "achievements"),
        ("主要做法及亮点", "achievements"),
        ("上年工作总结", "achievements"),
        ("重点工作完成情况", "achievements"),
        ("主要做法和存在问题", "achievements"),
        ("存在的主要问题", "problems"),
        ("存在不足和原因", "problems"),
        ("推进法治政府建设存在的差距和不足", "problems"),
        ("工作中的短板", "problems"),
        ("存在问题及下一步打算", "problems"),
        ("存在的主要问题及改进情况", "problems"),
        ("面临的形势", "problems"),
        ("下一步工作打算", "plans"),
        ("2024年推进法治政府建设的主要安排", "plans"),
        ("下一阶段工作重点", "plans"),
        ("今后的努力方向", "plans"),
        ("2024年工作计划", "plans"),
        ("2024年重点任务", "plans"),
        ("下步工作思路和措施", "plans"),
        ("总体情况", "overview"),
        ("基本情况", "overview"),
        ("政策出台背景", "overview"),
        ("其他需要报告的事项", "other"),
        ("有关意见建议", "other"),
        ("深入推进依法行政", None),
        ("坚持问题导向", None),
        ("着力解决群众反映强烈的突出问题", None),
        ("补齐基层治理短板", None),
        ("聚焦重点工作强化执法保障", None),
        ("围绕目标任务压实责任", None),
    ],
)
def test_a_heading_says_its_role(heading, role):
    assert named_role(heading, RULES) == role


def roles(kind, *headings):
    return part_roles([Part(heading, "", 100) for heading in headings], kind, RULES)


def test_parts_that_say_nothing_take_their_place_in_the_report():
    assert roles(
        "annual_report", "坚持党的领导", "规范行政执法", "存在的问题", "原因剖析略", "下一步打算", "保障"
    ) == (
        "achievements",
        "achievements",
        "problems",
        "problems",
        "plans",
        "plans",
    )


def test_a_heading_with_a_later_year_is_about_plans():
    assert roles("annual_report", "2023年法治建设情况", "2024年推进法治建设的举措") == (
        "achievements",
        "plans",
    )


def test_a_later_year_among_what_was_done_is_not_about_plans():
    assert roles("annual_report", "2022年督察反馈整改情况", "2023年法治建设情况", "存在的问题") == (
        "achievements",
        "achievements",
        "problems",
    )


def test_the_first_words_of_a_part_tell_where_its_heading_does_not():
    parts = [
        Part("工作实绩", "全年开会三次。", 100),
        Part("几点认识", "虽然有进步，但仍存在基层执法力量薄弱等问题。", 100),
        Part("关于明后", "下一步，我局将抓好整改。", 100),
    ]
    assert part_roles(parts, "annual_report", RULES) == ("achievements", "problems", "plans")


def test_a_report_that_tells_all_it_did_under_its_general_part():
    parts = [Part("总体情况", "", 3000), Part("存在的问题", "", 200), Part("下一步打算", "", 300)]
    assert part_roles(parts, "annual_report", RULES) == ("achievements", "problems", "plans")


def test_a_work_plan_is_plans_throughout():
    assert roles("work_plan", "总体要求", "存在问题整改", "保障措施") == ("plans", "plans", "plans")


def test_the_six_parts_of_a_disclosure_report():
    assert roles(
        "disclosure_report",
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    ) == ("overview", "achievements", "achievements", "achievements", "problems", "other")


def test_an_interpretation_and_a_work_report():
    assert roles("interpretation", "起草背景", "主要内容", "解读机关") == ("overview", "other", "other")
    assert roles("work_report", "2023年工作回顾", "2024年工作总体要求", "2024年重点任务", "加强自身建设") == (
        "achievements",
        "plans",
        "plans",
        "plans",
    )


def test_a_child_has_the_role_of_its_part():
    text = (
        "一、工作成效\n（一）解决突出问题。已办结。\n二、存在问题\n（一）成效不够。\n三、打算\n1.查找不足。"
    )
    sections = read_outline(text, "annual_report", OutlineRules.from_data(DATA))
    assert [(section.path, section.role) for section in sections] == [
        ("1", "achievements"),
        ("1.1", "achievements"),
        ("2", "problems"),
        ("2.1", "problems"),
        ("3", "plans"),
        ("3.1", "plans"),
    ]


def test_a_role_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="praise"):
        RoleRules.from_data({**DATA, "roles": {"praise": "表扬"}})
