"""How a text is laid out: nothing lost, every number marked where it stands."""

import re

from hypothesis import given
from hypothesis import strategies as st

from room.reports.layout import LONGEST, Block, Paragraph, Piece, Table, lay_out
from room.reports.rows import Citation, Indicator, Section


def section(path: str, start: int, end: int, role: str = "achievements", label: str = "", heading: str = ""):
    depth = path.count(".") + 1
    return Section(f"s{path}", path, depth, 0, label, heading, role, start, end)


def number(key: str, start: int, end: int) -> Indicator:
    known = dict.fromkeys(("section_id", "code", "name_zh", "name_en", "name", "unit", "year"))
    return Indicator(
        indicator_id=key,
        value=1.0,
        qualifier="exact",
        nature="actual",
        quote="",
        start_char=start,
        end_char=end,
        **known,
    )


def citation(key: str, start: int, end: int) -> Citation:
    return Citation(key, "title", None, start, end)


def paragraphs(blocks: tuple[Block, ...]) -> list[Paragraph]:
    return [row for block in blocks for row in (block.rows if isinstance(block, Table) else (block,))]


def pieces(blocks: tuple[Block, ...]) -> list[Piece]:
    return [piece for paragraph in paragraphs(blocks) for piece in paragraph.pieces]


def joined(blocks: tuple[Block, ...]) -> str:
    text = ""
    for place, paragraph in enumerate(paragraphs(blocks)):
        text += ("" if paragraph.continued or place == 0 else "\n") + paragraph.text
    return text


def quoted(blocks: tuple[Block, ...], key: str) -> str:
    return "".join(piece.text for piece in pieces(blocks) if key in piece.numbers)


TEXT = (
    "一、工作情况\n（一）化解纠纷。调解120件，成功率98%。\n"
    "项目 | 数量\n听证 | 3次\n二、存在的问题\n执法力量不足。"
)


def of(text: str) -> tuple[int, int]:
    start = TEXT.index(text)
    return start, start + len(text)


def test_headings_numbers_and_tables_are_found_in_the_text():
    outline = [
        section("1", 0, of("二、")[0], label="一、", heading="工作情况"),
        section("1.1", of("（一）")[0], of("二、")[0], label="（一）", heading="化解纠纷"),
        section("2", of("二、")[0], len(TEXT), "problems", label="二、", heading="存在的问题"),
    ]
    blocks = lay_out(
        TEXT, outline, [number("a", *of("120件")), number("b", *of("98%")), number("c", *of("3次"))], []
    )

    title, item, table, problems, last = blocks
    assert isinstance(table, Table)
    assert [["".join(x.text for x in cell) for cell in row.cells] for row in table.rows] == [
        ["项目", " | 数量"],
        ["听证", " | 3次"],
    ]
    assert (title.depth, item.depth, problems.depth, last.depth) == (1, None, 1, None)
    assert [piece.text for piece in item.pieces if piece.heading] == ["（一）化解纠纷"]
    assert [(piece.text, piece.opens) for piece in item.pieces if piece.numbers] == [
        ("120件", ("a",)),
        ("98%", ("b",)),
    ]
    assert [paragraph.roles for paragraph in (item, problems, last)] == [
        {"achievements"},
        {"problems"},
        {"problems"},
    ]
    assert [paragraph.number for paragraph in paragraphs(blocks)] == [1, 2, 3, 4, 5, 6]


def test_a_heading_with_a_gap_after_its_label_is_one():
    text = "第一部分 主要举措\n一是强化领导。"
    (first, _) = lay_out(text, [section("1", 0, len(text), label="第一部分", heading="主要举措")], [], [])
    assert first.depth == 1


def test_a_number_over_the_end_of_a_paragraph_is_marked_on_both_sides():
    blocks = lay_out("共120\n件。", [], [number("a", 1, 6)], [])
    assert [(piece.text, piece.opens) for piece in pieces(blocks) if piece.numbers] == [
        ("120", ("a",)),
        ("件", ()),
    ]


def test_overlapping_and_nested_numbers_keep_an_anchor_each():
    blocks = lay_out(
        "七八十件", [], [number("a", 0, 3), number("b", 1, 4), number("c", 0, 4), number("d", 1, 2)], []
    )
    assert [piece.opens for piece in pieces(blocks)] == [("a", "c"), ("d", "b"), (), ()]


def test_sections_out_of_bounds_still_have_a_place():
    blocks = lay_out("甲\n乙\n", [section("1", -5, 99), section("2", 99, 3), section("3", 1, 2)], [], [])
    assert [(piece.text, piece.anchors) for piece in pieces(blocks)] == [("甲", ("1",)), ("乙", ("2", "3"))]


def test_a_line_of_two_million_characters_comes_in_parts():
    text = "执" * 2_000_000
    parts = paragraphs(lay_out(text, [], [number("a", 1_999_999, 2_000_000)], []))
    assert max(len(part.text) for part in parts) == LONGEST
    assert [part.continued for part in parts] == [False] + [True] * (len(parts) - 1)
    assert {part.number for part in parts} == {1}


places = st.integers(-3, 60)
rows = st.tuples(places, places)


@given(
    text=st.text(alphabet="12年件。、甲 |\n𠮷<\u3000", max_size=50),
    spans=st.lists(rows, max_size=8),
    outline=st.lists(rows, max_size=6),
    cited=st.lists(rows, max_size=4),
)
def test_nothing_of_the_text_is_lost_and_every_mark_quotes_its_number(text, spans, outline, cited):
    numbers = [number(f"n{place}", *span) for place, span in enumerate(spans)]
    sections = [
        section(str(place), *span, label=text[:1], heading=text[1:3]) for place, span in enumerate(outline)
    ]
    blocks = lay_out(
        text, sections, numbers, [citation(f"c{place}", *span) for place, span in enumerate(cited)]
    )

    assert joined(blocks) == text
    for row in numbers:
        printed = text[max(row.start_char, 0) : max(row.end_char, 0)].replace("\n", "")
        assert quoted(blocks, row.indicator_id) == printed
    opened = [key for piece in pieces(blocks) for key in piece.opens]
    assert len(opened) == len(set(opened))
    if re.sub("\n", "", text):
        anchored = [path for piece in pieces(blocks) for path in piece.anchors]
        assert sorted(anchored) == sorted(row.path for row in sections)
