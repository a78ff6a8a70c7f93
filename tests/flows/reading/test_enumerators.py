import pytest

from flows.reading.enumerators import EnumeratorRules, numeral_value, scan
from flows.vocabulary import read_data

RULES = EnumeratorRules.from_data(read_data("outline"))


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("一、", 1),
        ("（十）", 10),
        ("(十二)", 12),
        ("二十、", 20),
        ("三十六是", 36),
        ("第一百零三", 103),
        ("12.", 12),
        ("（１２）", 12),
        ("①", 1),
        ("⑿", 12),
        ("⒊", 3),
        ("㈣", 4),
        (")", None),
    ],
)
def test_the_value_of_a_numeral(label, value):
    assert numeral_value(label) == value


@pytest.mark.parametrize(
    ("line", "label", "style"),
    [
        ("一、总体情况", "一、", "han"),
        ("二．总体情况", "二．", "han"),
        ("三 、总体情况", "三 、", "han"),
        ("（四）总体情况", "（四）", "bracketed_han"),
        ("( 五 ) 总体情况", "( 五 )", "bracketed_han"),
        ("（六）、总体情况", "（六）、", "bracketed_han"),
        ("7.总体情况", "7.", "digit"),
        ("8、总体情况", "8、", "digit"),
        ("9．2023年情况", "9．", "digit"),
        ("(10)总体情况", "(10)", "bracketed_digit"),
        ("11）总体情况", "11）", "half_bracketed_digit"),
        ("⑫总体情况", "⑫", "circled"),
        ("第一，总体情况", "第一，", "ordinal"),
        ("第二是总体情况", "第二是", "ordinal"),
        ("三是总体情况", "三是", "is"),
        ("四要总体把握", "四要", "is"),
        ("首先，总体情况", "首先，", "sequence"),
        ("其二，总体情况", "其二，", "sequence"),
        ("第三部分 总体情况", "第三部分", "part"),
        ("第四章 总则", "第四章", "chapter"),
        ("三）总体情况", "三）", "bracketed_han"),
        ("）总体情况", "）", "bracketed_han"),
        ("（三 总体情况", "（三 ", "bracketed_han"),
    ],
)
def test_finds_an_enumerator_at_the_start_of_a_line(line, label, style):
    found = scan(line, RULES)[0]
    assert (line[found.start : found.end], found.style.name) == (label, style)


@pytest.mark.parametrize(
    "line",
    [
        "2024年全市共有",
        "2.5倍的增长",
        "3.15消费者权益日",
        "1,200件案件",
        "十九大以来",
        "第一责任人职责",
        "第一批试点",
        "一二三产业",
        "三项制度",
        "一、二审案件",
        "（试行）办法",
        "10个乡镇",
    ],
)
def test_leaves_quantities_and_names_alone(line):
    assert scan(line, RULES) == []


def test_inside_a_paragraph_only_after_a_sentence():
    text = "抓三件事：一是学。二是用；三是管，他说五是多余(4)。"
    found = scan(text, RULES)
    assert [text[one.start : one.end] for one in found] == ["一是", "二是", "三是"]
    assert not any(one.fresh for one in found)
