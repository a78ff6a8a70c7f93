"""A table of contents in front of the body gives no sections of its own."""

from flows.reading.outline import OutlineRules, read_outline
from flows.vocabulary import read_data

RULES = OutlineRules.from_data(read_data("outline"))
BODY = (
    "一、主要做法和成效\n（一）优化营商环境。全年取消证明事项12项。\n（二）规范行政执法。评查案卷60件。\n"
    "二、存在的不足\n基层力量薄弱。\n三、下一步打算\n继续努力。"
)


def headings(text: str) -> list[tuple[str, str]]:
    return [(section.path, section.heading) for section in read_outline(text, "annual_report", RULES)]


def test_contents_with_page_numbers_are_passed_over() -> None:
    contents = "目 录\n一、主要做法和成效……1\n二、存在的不足 …… 5\n三、下一步打算.......6\n"
    assert headings(contents + BODY) == headings(BODY)


def test_contents_with_two_levels_are_passed_over() -> None:
    contents = "一、主要做法和成效\n（一）优化营商环境\n（二）规范行政执法\n二、存在的不足\n三、下一步打算\n"
    assert headings(contents + BODY) == headings(BODY)


def test_a_heading_that_comes_twice_is_no_table_of_contents() -> None:
    text = "一、综合\n甲。\n二、执法\n乙。\n三、普法\n丙。\n一、综合\n丁。\n二、复议\n戊。\n三、应诉\n己。"
    assert len(headings(text)) == 6


def test_items_after_a_verb_are_sections() -> None:
    text = "三、存在的问题\n当前主要有一是执法车辆不足；二是人员专业背景单一；三是追溯体系不完善。"
    assert [heading for _, heading in headings(text)][1:] == [
        "执法车辆不足",
        "人员专业背景单一",
        "追溯体系不完善",
    ]
