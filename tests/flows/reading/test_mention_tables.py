"""Numbers of tables whose cells print no unit: the head of a column or of a row says what they are in."""

import pytest

from flows.reading.coding import Codebook, assign_codes
from flows.reading.mention_tables import TableRules, table_cells
from flows.reading.mentions import read_mentions
from flows.reading.number_rules import NumberRules
from flows.vocabulary import read_data

DATA = read_data("numbers")
RULES = TableRules.from_data(DATA["tables"])
NUMBERS = NumberRules.from_data(DATA)
CODEBOOK = Codebook.from_data(read_data("codebook"))

# 国办公开办函〔2021〕30号: the tables of a yearly report on disclosure.
DISCLOSURE = """第二十条第（一）项
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数
规章 | 0 | 0 | 1
行政规范性文件 | 6 | 3 | 41
第二十条第（六）项
信息内容 | 本年处理决定数量
行政处罚 | 2874"""


def cells(text: str) -> list[tuple[str, float, str, int | None]]:
    return [(cell.name, cell.value, cell.unit, cell.year) for cell in table_cells(text, RULES)]


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (
            "序号 | 项目 | 数量 | 单位\n1 | 行政处罚案件 | 1968 | 宗\n2 | 罚没金额 | 1523.6 | 万元",
            [("行政处罚案件数量", 1968, "宗", None), ("罚没金额数量", 15_236_000, "元", None)],
        ),
        (
            "指标 | 2022年 | 2023年\n复议案件（件） | 51 | 1,068",
            [("复议案件（件）", 51, "件", 2022), ("复议案件（件）", 1068, "件", 2023)],
        ),
        (
            "单位 | 执法人员数量（人） | 持证率（%）\n县公安局 | 212 | 98.5",
            [("县公安局执法人员数量（人）", 212, "人", None), ("县公安局持证率（%）", 98.5, "%", None)],
        ),
        ("乡镇 | 年份 | 排名 | 电话\n城关镇 | 2023 | 3 | 6221456", []),
        ("序号 | 工作任务 | 责任单位\n1 | 清理规范性文件 | 县司法局", []),
        ("没有表格的一段话，全年办理案件5件。", []),
    ],
)
def test_a_cell_counts_what_the_heads_of_its_row_and_column_say(
    table: str, found: list[tuple[str, float, str, int | None]]
) -> None:
    assert cells(table) == found


def test_the_numbers_of_a_disclosure_report_have_their_codes() -> None:
    mentions = read_mentions(DISCLOSURE, (), "disclosure_report", 2023, NUMBERS)
    codes = assign_codes(DISCLOSURE, mentions, CODEBOOK)
    assert {
        (mention.name, code) for mention, code in zip(mentions, codes, strict=True) if code is not None
    } == {
        ("行政规范性文件本年制发件数", "normative_documents_issued"),
        ("行政规范性文件本年废止件数", "normative_documents_repealed"),
        ("行政处罚本年处理决定数量", "penalties"),
    }
    printed = [DISCLOSURE[mention.start_char : mention.end_char] for mention in mentions]
    assert printed == ["0", "0", "1", "6", "3", "41", "2874"]
    assert all(text in mention.quote for text, mention in zip(printed, mentions, strict=True))


@pytest.mark.parametrize(
    ("row", "coded"),
    [
        ("一、本年新收政府信息公开申请数量 | 12 | 1 | 0 | 0 | 13", [13]),
        ("一、本年新收政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0", [0]),
        ("一、本年新收政府信息公开申请数量 | 15 | 12 | 3", [15]),
        ("一、本年新收政府信息公开申请数量 | 8 | 8", [8]),
        ("一、本年新收政府信息公开申请数量 | 7", [7]),
        ("一、本年新收政府信息公开申请数量 | 7 | 5", [7, 5]),
        ("二、上年结转政府信息公开申请数量 | 2 | 0 | 2", []),
    ],
)
def test_of_the_cells_of_a_row_and_their_sum_only_the_sum_has_a_code(row: str, coded: list[float]) -> None:
    table = f"申请人情况 | 自然人 | 企业 | 其他 | 总计\n{row}"
    mentions = read_mentions(table, (), "disclosure_report", 2023, NUMBERS)
    codes = assign_codes(table, mentions, CODEBOOK)
    assert [m.value for m, code in zip(mentions, codes, strict=True) if code is not None] == coded


def test_a_cell_that_prints_its_unit_is_read_as_text_is() -> None:
    table = "项目 | 数量\n行政处罚案件 | 1968宗\n培训 | 3"
    mentions = read_mentions(table, (), "annual_report", 2023, NUMBERS)
    assert [(mention.value, mention.unit, mention.spoken) for mention in mentions] == [
        (1968, "宗", ""),
        (3, "", "培训数量3件"),
    ]
