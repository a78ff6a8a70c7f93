"""What two texts of a report have in common, as a reader would say it."""

from hypothesis import given
from hypothesis import strategies as st

from room.reports.differences import Change, Fate, compare

OLD = "一、主要工作\n调解矛盾纠纷120件，成功率98%。开展普法35场次。\n二、存在的问题\n执法力量不足。"


def changed(old: str, new: str) -> list[list[tuple[str, str]]]:
    return [
        [(run.fate.value, run.text) for run in change.runs] for change in compare(old, new) if change.changed
    ]


def test_a_corrected_number_shows_as_the_whole_number():
    assert changed(OLD, OLD.replace("120件", "121件")) == [
        [
            ("kept", "调解矛盾纠纷"),
            ("removed", "120"),
            ("added", "121"),
            ("kept", "件，"),
            ("kept", "成功率98%。开展普法35场次。"),
        ]
    ]


def test_a_paragraph_more_leaves_its_neighbours_alone():
    assert changed(OLD, OLD.replace("执法力量不足。", "执法力量不足。\n经费保障不到位。")) == [
        [("added", "经费保障不到位。")]
    ]


def test_a_paragraph_less_and_one_reworded_are_told_apart():
    old = "甲部门牵头，乙部门配合，丙部门协助，年底完成。\n丁：每月调度一次。\n戊"
    assert changed(old, "甲部门牵头，乙部门配合，丙部门参加，年底完成。\n戊") == [
        [
            ("kept", "甲部门牵头，乙部门配合，"),
            ("kept", "丙部门"),
            ("removed", "协助"),
            ("added", "参加"),
            ("kept", "，"),
            ("kept", "年底完成。"),
        ],
        [("removed", "丁：每月调度一次。")],
    ]


def test_paragraphs_keep_their_numbers_in_both_texts():
    assert [(change.before, change.after) for change in compare("甲\n乙", "乙\n丙")] == [
        (1, None),
        (2, 1),
        (None, 2),
    ]


def test_texts_without_anything_in_common_are_compared_in_bounded_time():
    old = "\n".join(f"甲{place}。" for place in range(5000))
    new = "\n".join(f"{place}乙！" for place in range(5000))
    assert {run.fate for change in compare(old, new) for run in change.runs} == {Fate.REMOVED, Fate.ADDED}


def text_of(changes: tuple[Change, ...], fate: Fate, side: str) -> str:
    return "\n".join(
        "".join(run.text for run in change.runs if run.fate in {Fate.KEPT, fate})
        for change in changes
        if getattr(change, side) is not None
    )


texts = st.text(alphabet="甲乙12件，。；\n 、", max_size=40)


@given(old=texts, new=texts)
def test_both_texts_can_be_read_off_the_changes(old, new):
    changes = compare(old, new)
    assert text_of(changes, Fate.REMOVED, "before") == old
    assert text_of(changes, Fate.ADDED, "after") == new
