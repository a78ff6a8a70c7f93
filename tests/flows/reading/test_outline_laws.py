from hypothesis import given
from hypothesis import strategies as st

from flows.reading.outline import OutlineRules, read_outline
from flows.vocabulary import read_data

RULES = OutlineRules.from_data(read_data("outline"))
KINDS = ["annual_report", "work_plan", "interpretation", "disclosure_report", "work_report", "other"]

PIECES = [
    *(
        "一、",
        "二、",
        "三、",
        "（一）",
        "(二)",
        "三）",
        "）",
        "（四 ",
        "1.",
        "2.",
        "3、",
        "(1)",
        "2)",
        "①",
        "②",
    ),
    *("一是", "二是", "三是", "第一，", "第二，", "首先，", "其次，", "最后，", "第一部分", "第二章"),
    *(
        "抓学习促提升",
        "存在的问题",
        "下一步打算",
        "2024年",
        "全年办案12.5万件",
        "“八五”普法",
        "《条例》",
        " ",
    ),
    *("。", "；", "，", "：", "\n", "\n\n", "专此报告。", "各镇要抓好落实。"),
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@given(TEXTS, st.sampled_from(KINDS))
def test_offsets_quote_the_text(text, kind):
    for section in read_outline(text, kind, RULES):
        whole = text[section.start_char : section.end_char]
        assert whole.startswith(section.label)
        assert section.heading in whole
        assert section.text in whole


@given(TEXTS, st.sampled_from(KINDS))
def test_sections_nest(text, kind):
    sections = {section.path: section for section in read_outline(text, kind, RULES)}
    for section in sections.values():
        assert 0 <= section.start_char <= section.end_char <= len(text)
        assert section.depth == section.path.count(".") + 1
        if section.parent_path is not None:
            parent = sections[section.parent_path]
            assert section.path.startswith(section.parent_path + ".")
            assert parent.start_char <= section.start_char <= section.end_char <= parent.end_char
            assert parent.role == section.role


@given(TEXTS, st.sampled_from(KINDS))
def test_sections_come_in_order_and_share_no_words(text, kind):
    sections = read_outline(text, kind, RULES)
    assert [section.position for section in sections] == list(range(1, len(sections) + 1))
    place = 0
    for section in sections:
        place = text.index(section.label, max(place, section.start_char)) + len(section.label)
        for words in (section.heading, section.text):
            place = text.index(words, place) + len(words)
        assert place <= section.end_char


@given(TEXTS, st.sampled_from(KINDS))
def test_siblings_are_numbered_from_one_without_gaps(text, kind):
    last: dict[str | None, int] = {}
    for section in read_outline(text, kind, RULES):
        number = int(section.path.rpartition(".")[2])
        assert number == last.get(section.parent_path, 0) + 1
        last[section.parent_path] = number


@given(TEXTS, st.sampled_from(KINDS))
def test_reading_twice_gives_the_same(text, kind):
    assert read_outline(text, kind, RULES) == read_outline(text, kind, RULES)


def test_a_huge_line_and_very_many_enumerators_are_read():
    assert read_outline("字" * 2_000_000, "other", RULES) == ()
    assert read_outline("（" * 200_000 + "“" * 200_000, "other", RULES) == ()
    many = "\n".join(f"{number % 3 + 1}.（一）抓学。一是学；二是用。" for number in range(10_000))
    assert len(read_outline(many, "annual_report", RULES)) > 10_000
    many = "".join(f"\n{number % 9 + 1}.学{chr(0x4E00 + number)}" for number in range(20_100))
    assert len(read_outline(many, "annual_report", RULES)) == 20_000
