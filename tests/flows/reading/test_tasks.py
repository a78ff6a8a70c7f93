from datetime import date

import pytest

from flows.reading.outline import OutlineRules, read_outline
from flows.reading.tasks import TaskRules, read_tasks
from flows.vocabulary import read_data

OUTLINE = OutlineRules.from_data(read_data("outline"))
RULES = TaskRules.from_data(read_data("tasks"))


def tasks(text, year=2024, kind="work_plan"):
    return read_tasks(text, read_outline(text, kind, OUTLINE), kind, year, RULES)


def bodies(text):
    return [(task.number, task.lead, task.responsible) for task in tasks(text)]


@pytest.mark.parametrize(
    ("statement", "lead", "responsible"),
    [
        ("（牵头单位：市司法局；责任单位：各县区、各部门）", ("市司法局",), ("各县区", "各部门")),
        (
            "(牵头单位:县委编办,县司法局;配合单位:各乡镇,各部门)",
            ("县委编办", "县司法局"),
            ("各乡镇", "各部门"),
        ),
        ("【责任单位：区市场监管局、区税务局】", (), ("区市场监管局", "区税务局")),
        (
            "\n责任单位：各镇（街道、园区）、区住房和城乡建设局等",
            (),
            ("各镇（街道、园区）", "区住房和城乡建设局"),
        ),
        ("责任科室：法规科，执法大队；完成时限：2024年10月底前", (), ("法规科", "执法大队")),
        (
            "\n牵头领导：张某某\n落实单位：党政办、司法所及各村（社区）",
            (),
            ("党政办", "司法所", "各村（社区）"),
        ),
        (
            "（市司法局牵头，市政务服务局、各县（区）人民政府配合）",
            ("市司法局",),
            ("市政务服务局", "各县（区）人民政府"),
        ),
        ("（县发展和改革局、县司法局等部门按职责分工负责）", (), ("县发展和改革局", "县司法局")),
        ("（责任单位：县司法局牵头，各乡镇配合）", ("县司法局",), ("各乡镇",)),
        ("（区委依法治区办牵头负责，区直各部门参与，12月底前完成）", ("区委依法治区办",), ("区直各部门",)),
        ("（责任部门：区人大常委会办公室、区政协办公室）", (), ("区人大常委会办公室", "区政协办公室")),
        ("（牵头（责任）单位：局办公室；参加单位：各处室）", ("局办公室",), ("各处室",)),
        ("（区司法局负责）。", (), ("区司法局",)),
        ("〔牵头单位：县司法局；责任单位：各镇（街道办事处）〕", ("县司法局",), ("各镇（街道办事处）",)),
        ("〔县司法局、各乡镇（街道）按职责分工负责〕", (), ("县司法局", "各乡镇（街道）")),
        ("﹝责任单位：县司法局﹞", (), ("县司法局",)),
        ("［责任单位：县司法局、县财政局］", (), ("县司法局", "县财政局")),
        ("[县司法局牵头，各部门配合]", ("县司法局",), ("各部门",)),
        ("{牵头单位：县司法局}", ("县司法局",), ()),
        ("<责任单位：县司法局、各乡镇>", (), ("县司法局", "各乡镇")),
        ("主办单位：信息中心 协办单位：宣教科 责任人：李某", ("信息中心",), ("宣教科",)),
    ],
)
def test_who_answers_for_a_task(statement, lead, responsible):
    text = f"一、决策\n1.完善程序。落实专家论证（含评估）等要求。{statement}\n2.抓培训。（责任单位：司法所）"
    assert bodies(text)[0] == (1, lead, responsible)


def test_numbers_run_through_the_plan_and_name_their_section():
    text = (
        "一、组织领导\n1.加强学习。（责任单位：各镇）\n2.加强统筹。（责任单位：党政办）\n"
        "二、依法决策\n3.完善程序。（牵头单位：司法所；责任单位：各办）"
    )
    assert [(task.section_path, task.number, task.heading) for task in tasks(text)] == [
        ("1.1", 1, "加强学习"),
        ("1.2", 2, "加强统筹"),
        ("2.1", 3, "完善程序"),
    ]


def test_numbers_that_begin_anew_in_each_chapter_are_counted():
    text = (
        "一、学\n（一）读（责任单位：甲局）\n（二）听（责任单位：乙局）\n二、用\n（一）查（责任单位：丙局）"
    )
    assert bodies(text) == [(1, (), ("甲局",)), (2, (), ("乙局",)), (3, (), ("丙局",))]


def test_a_task_without_a_statement_stands_beside_the_others():
    text = "一、学\n1.读书。（责任单位：甲局）\n2.听讲。每月一次。\n二、要求\n提高站位。"
    assert bodies(text) == [(1, (), ("甲局",)), (2, (), ())]


def test_numbers_that_run_through_the_plan_run_on_past_the_statements():
    text = (
        "一、学\n1.读书。（责任单位：甲局）\n2.听讲。（责任单位：乙局）\n二、保障\n3.强化领导。\n4.强化宣传。"
    )
    assert bodies(text) == [(1, (), ("甲局",)), (2, (), ("乙局",)), (3, (), ()), (4, (), ())]


def test_a_statement_for_a_whole_chapter():
    text = (
        "一、学（牵头单位：甲局；责任单位：各镇）\n1.读书。全年四本。\n2.听讲。每月一次。\n"
        "二、用\n3.执法。（责任单位：乙局）"
    )
    assert bodies(text) == [(1, ("甲局",), ("各镇",)), (2, ("甲局",), ("各镇",)), (3, (), ("乙局",))]


def test_a_statement_below_the_last_task_of_each_chapter_holds_for_all_of_them():
    text = "一、学\n1.读书。\n2.听讲。\n责任单位：甲局\n二、用\n3.执法。\n4.普法。\n责任单位：乙局、丙局"
    assert [responsible for _, _, responsible in bodies(text)] == [
        ("甲局",),
        ("甲局",),
        ("乙局", "丙局"),
        ("乙局", "丙局"),
    ]


def test_statements_inside_a_task_are_gathered():
    text = (
        "一、执法\n1.规范执法。一是抓培训。办班两期。（责任单位：甲局）二是抓评查。（责任单位：乙局、甲局）\n"
        "2.普法。（责任单位：丙局）"
    )
    assert bodies(text) == [(1, (), ("甲局", "乙局")), (2, (), ("丙局",))]


def test_no_statement_at_all():
    assert bodies("一、总体要求\n略。\n二、任务\n1.读书。\n2.听讲。一是定期。二是定人。") == [
        (1, (), ()),
        (2, (), ()),
    ]


def test_rows_of_a_table():
    text = (
        "一、重点任务\n序号 | 工作任务 | 具体举措 | 牵头单位 | 责任单位 | 完成时限\n"
        "1 | 加强学习 | 每月集中学习。 | 县委宣传部 | 各乡镇、各部门 | 2024年12月底前\n"
        "2 | 完善程序 | 修订议事规则。 | 县司法局 | 县政府办、县财政局 | 长期坚持\n"
        "修订配套制度。 | 县政府办 | 各部门 | 第三季度"
    )
    assert [
        (task.section_path, task.number, task.heading, task.lead, task.responsible, task.due_on)
        for task in tasks(text)
    ] == [
        ("1", 1, "加强学习", ("县委宣传部",), ("各乡镇", "各部门"), date(2024, 12, 31)),
        ("1", 2, "完善程序", ("县司法局",), ("县政府办", "县财政局"), None),
        ("1", 3, "完善程序", ("县政府办",), ("各部门",), date(2024, 9, 30)),
    ]


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("2024年10月底前", date(2024, 10, 31)),
        ("2024年2月底", date(2024, 2, 29)),
        ("6月15日前", date(2024, 6, 15)),
        ("2025年3月31日前完成", date(2025, 3, 31)),
        ("第三季度", date(2024, 9, 30)),
        ("上半年完成", date(2024, 6, 30)),
        ("年底前", date(2024, 12, 31)),
        ("2025年底", date(2025, 12, 31)),
        ("2025年", date(2025, 12, 31)),
        ("3月至11月", date(2024, 11, 30)),
        ("2024年5月底前完成，并长期坚持", date(2024, 5, 31)),
        ("持续推进", None),
        ("长期坚持", None),
        ("每季度一次", None),
        ("全年", None),
        ("2月30日前", None),
        ("13月底前", None),
    ],
)
def test_when_a_task_is_due(words, due):
    assert tasks(f"1.抓学习。（责任单位：甲局；完成时限：{words}）\n2.抓管理。略。")[0].due_on == due


def test_a_due_date_without_a_year_needs_the_year_of_the_plan():
    text = "1.抓学习。（责任单位：甲局；完成时限：10月底前）\n2.抓管理。略。"
    assert tasks(text, year=None)[0].due_on is None


def test_only_plans_have_tasks():
    assert tasks("一、学\n1.读书。（责任单位：甲局）", kind="annual_report") == ()


@pytest.mark.parametrize(
    "text", ["", "（" * 5000, "责任单位：" * 5000, "1.甲（责任单位：" + "、" * 9000, " | " * 5000]
)
def test_any_text_ends(text):
    assert isinstance(tasks(text), tuple)
