import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.citations import CitationRules, read_citations
from flows.reading.outline import OutlineRules, read_outline
from flows.vocabulary import read_data

RULES = CitationRules.from_data(read_data("citations"))
OUTLINE = OutlineRules.from_data(read_data("outline"))


def titles(text):
    return [citation.title for citation in read_citations(text, (), RULES)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("学习《宪法》《民法典》、《行政处罚法》。", ["宪法", "民法典", "行政处罚法"]),
        ("落实《纲要（2021-2025年）》，再学《纲要(2021—2025 年)》。", ["纲要（2021-2025年）"]),
        ("印发《贯彻〈关于加强行政执法的意见〉实施方案》", ["贯彻〈关于加强行政执法的意见〉实施方案"]),
        ("印发《关于落实《安全生产法》的通知》", ["关于落实《安全生产法》的通知"]),
        ("按照《关于落实〈安全生产法>的通知》要求", ["关于落实〈安全生产法>的通知"]),
        ("前面的《没有收口，后面的《种子法》完整", ["种子法"]),
        ("学习《森林法〉和其他规定", ["森林法"]),
        ("在《法治日报》《人民法院报》刊发，被《新闻联播》报道，见《求是》", []),
        ("编发《工作简报》《情况通报》", ["工作简报", "情况通报"]),
        (
            "播出《律师法（2017年修正）》《条例（草案）（二稿）》节目",
            ["律师法（2017年修正）", "条例（草案）（二稿）"],
        ),
        ("播出《大家来学法（第三季）》节目", []),
        ("开办《以案说法》专题栏目，拍摄微电影《归途》", []),
        ("编排情景剧《调解风波》，播出《民法典》专题节目", ["民法典"]),
        ("印发《信访工作条例》宣传册", ["信访工作条例"]),
        ("学习《习近平法治思想学习纲要》", ["习近平法治思想学习纲要"]),
        (
            "出台《某县督察工作规定》（以下简称《规定》），按《规定》《某县合同办法》开展，《办法》有据",
            ["某县督察工作规定", "某县合同办法"],
        ),
        ("《》空的不算，书名号外的法律也不算", []),
    ],
)
def test_each_document_once_and_nothing_else(text, found):
    assert titles(text) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("《公平竞争审查条例》（国务院令第783号）", "国务院令第783号"),
        ("《关于加强监督的意见》(国办发〔2023〕27号)", "国办发〔2023〕27号"),
        ("《关于加强监督的意见》（中办发[2019] 37号，以下简称《意见》）", "中办发[2019] 37号"),
        ("《关于加强监督的意见》(楚政发(2018)5号)要求", "楚政发(2018)5号"),
        ("《关于加强监督的意见》（试行）", None),
        ("《关于加强监督的意见》（以下简称《意见》）", None),
        ("《关于加强监督的意见》，第5号", None),
    ],
)
def test_the_document_number_follows_in_brackets(text, number):
    assert [citation.doc_number for citation in read_citations(text, (), RULES)] == [number]


def test_offsets_quote_the_title_and_name_the_section():
    text = "学《宪法》。\n一、做法\n（一）抓学。学《宪法》《民法典》。\n专此报告《附表》。"
    sections = read_outline(text, "annual_report", OUTLINE)
    found = read_citations(text, sections, RULES)
    assert [(one.section_path, text[one.start_char : one.end_char]) for one in found] == [
        (None, "宪法"),
        ("1.1", "民法典"),
        (None, "附表"),
    ]


@given(st.text(alphabet="《》〈〉（）()甲乙法号123〔〕，。\n ", max_size=200))
def test_offsets_always_quote_the_title(text):
    found = read_citations(text, (), RULES)
    assert all(text[one.start_char : one.end_char] == one.title for one in found)
    assert len({one.title for one in found}) == len(found)


@pytest.mark.parametrize(
    "text", ["《" * 50_000, "《甲" * 50_000, "《甲《乙》" * 20_000, "《" + "《乙》" * 20_000]
)
def test_any_text_ends(text):
    assert isinstance(read_citations(text, (), RULES), tuple)
