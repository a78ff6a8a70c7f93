from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.reading.mentions import read_mentions
from flows.reading.number_rules import NumberRules
from flows.reading.shapes import Kind, Mention, Role, Section
from flows.vocabulary import read_data

RULES = NumberRules.from_data(read_data("numbers"))
CASES = yaml.safe_load(Path(__file__).with_name("mention_cases.yaml").read_text("utf-8"))
YEAR = 2023


def section(text: str, heading: str = "", role: Role = "achievements", label: str = "") -> Section:
    return Section("1", None, 1, 0, label, heading, role, 0, len(text), text)


def read(
    text: str, *sections: Section, kind: Kind = "annual_report", year: int | None = YEAR
) -> tuple[Mention, ...]:
    return read_mentions(text, sections, kind, year, RULES)


def row(text: str, mention: Mention) -> tuple[Any, ...]:
    printed = text[mention.start_char : mention.end_char]
    said = (mention.qualifier, mention.nature, mention.year, mention.part, mention.each)
    return (printed, mention.value, mention.unit, *said)


def expected(count: list[Any]) -> tuple[Any, ...]:
    printed, value, unit, *rest = count
    said = {"qualifier": "exact", "nature": "actual", "year": YEAR, "part": False, "each": False}
    for more in rest:
        said.update(more if isinstance(more, dict) else {"qualifier": more})
    return (str(printed), float(value), unit, *said.values())


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:24] for case in CASES])
def test_every_number_of_a_sentence_that_counts(case: dict[str, Any]) -> None:
    text = case["text"]
    role: Role = "plans" if case.get("plan") else "achievements"
    found = read(
        text, section(text, role=role, label=case.get("label", "")), kind=case.get("kind", "annual_report")
    )
    assert [row(text, mention) for mention in found] == [expected(count) for count in case["counts"]]


def test_plans_are_for_the_year_their_heading_names() -> None:
    text = "二、2025年工作安排\n新建法治公园3个。"
    (mention,) = read(text, section(text, "2025年工作安排", "plans"), year=2023)
    assert (mention.year, mention.nature) == (2025, "target")


def test_a_work_report_looks_back_on_one_year_and_plans_the_next() -> None:
    text = "一、2017年工作回顾\n建成法治公园3座。\n二、2018年工作安排\n新建2座。"
    plans = text.index("二、")
    sections = (
        Section("1", None, 1, 0, "一、", "2017年工作回顾", "achievements", 0, plans, ""),
        Section("2", None, 1, 1, "二、", "2018年工作安排", "plans", plans, len(text), ""),
    )
    found = read(text, *sections, kind="work_report", year=2018)
    assert [(mention.year, mention.nature) for mention in found] == [(2017, "actual"), (2018, "target")]


def test_a_number_belongs_to_the_innermost_section() -> None:
    text = "一、工作情况\n（一）执法\n办理案件5件。\n二、打算\n开展检查2次。"
    inner = text.index("（一）")
    plans = text.index("二、")
    sections = (
        Section("1", None, 1, 0, "一、", "工作情况", "achievements", 0, plans, ""),
        Section("1.1", "1", 2, 1, "（一）", "执法", "achievements", inner, plans, ""),
        Section("2", None, 1, 2, "二、", "打算", "plans", plans, len(text), ""),
    )
    assert [mention.section_path for mention in read(text, *sections)] == ["1.1", "2"]


def test_a_document_without_a_year_leaves_the_year_open() -> None:
    (mention,) = read("共办理案件5件。", year=None)
    assert mention.year is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("全年共调解矛盾纠纷7141件", ["调解矛盾纠纷"]),
        ("依法取消了19个许可事项", ["依法取消许可事项"]),
        ("2023年，158名人员取得行政执法资格", ["人员取得行政执法资格"]),
        ("覆盖率、完成率、公示率均达100%", ["覆盖率、完成率、公示率"]),
        ("部门联合检查占比从去年年底的37.7%上升到58.8%", ["部门联合检查占比", "部门联合检查占比"]),
        ("接待群众325批次1106人次", ["接待群众", "接待群众"]),
        ("与6家律师事务所13名律师签订协议", ["律师事务所", "律师签订协议"]),
    ],
)
def test_the_name_is_what_the_document_counts(text: str, names: list[str]) -> None:
    assert [mention.name for mention in read(text)] == names


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("一是抓培训。全年共办理行政复议案件25件，均按期审结。", "全年共办理行政复议案件25件"),
        ("全部向市政府报备，报备率100%。", "全部向市政府报备，报备率100%"),
        ("取消事项42项，保留47项。", "取消事项42项，保留47项"),
        ("实施行政处罚1,974宗，行政强制86宗。", "实施行政处罚1,974宗，行政强制86宗"),
    ],
)
def test_the_quote_is_the_clause_and_never_shorter_than_it_need_be(text: str, quote: str) -> None:
    assert read(text)[-1].quote == quote


WORDS = (
    "2023年 去年 办理案件 12 ３ 一 两百 万 余 件 个 % 亿元 ， 。 ； ： “ ” 《 》 其中 每 力争 至少 以上 第 — "
    "至 1,234 1. （ ） 百分之 分之 无 由 上升到 十余 人（次） | 24小时 前"
)
PIECES = st.sampled_from([*WORDS.split(), "\n", " "])


@settings(max_examples=400)
@given(st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=80)))
def test_offsets_quote_the_text(text: str) -> None:
    found = read(text, section(text, label=text[:2]))
    assert found == read(text, section(text, label=text[:2]))
    for mention in found:
        printed = text[mention.start_char : mention.end_char]
        sentence = text[mention.sentence_start : mention.sentence_end]
        assert any(
            character in "0123456789０１２３４５６７８９零〇一二两三四五六七八九十百千万亿"
            for character in printed
        )
        assert printed in mention.quote
        assert mention.quote in sentence
        assert mention.sentence_start <= mention.clause_start <= mention.start_char
        assert mention.end_char <= mention.clause_end <= mention.sentence_end
    starts = [mention.start_char for mention in found]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize(
    "piece", ["1", "一", "1件", "《", "“1", "1,111", "1-2件", "百分之", "力争1件", "2024年"]
)
def test_a_run_of_anything_ends(piece: str) -> None:
    assert isinstance(read(piece * 20_000), tuple)


def test_of_a_flood_of_numbers_the_first_are_read() -> None:
    text = "1件。" * 20_100
    assert read(text, section(text)) == read(text[: len("1件。") * 20_000], section(text))
