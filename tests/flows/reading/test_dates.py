from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.dates import find_dates, find_years, read_date

CHINESE = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    "printed",
    [
        "2025年1月24日",
        "2025 年 1 月 24 日",
        "２０２５年１月２４日",
        "2025-01-24 10:32:05",
        "2025/1/24",
        "2025.01.24",
        "二〇二五年一月二十四日",
        "二○二五年一月二十四日",
        "二零二五年一月二十四日",
        "二0二五年一月二十四日",
        "二О二五年一月二十四日",
        "澧县人民政府 2025年1月24日",
    ],
)
def test_dates_in_every_notation(printed: str) -> None:
    assert read_date(printed) == date(2025, 1, 24)


@pytest.mark.parametrize(
    "printed", ["2025年1月", "2023年2月30日", "2025年13月1日", "20250124", "1月24日", "", None]
)
def test_what_names_no_day_of_the_calendar_is_no_date(printed: str | None) -> None:
    assert read_date(printed) is None


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("澧县2024年度法治政府建设", [(2024, 2024)]),
        ("二〇二三年度工作总结", [(2023, 2023)]),
        ("实施方案(2022-2025年)", [(2022, 2025)]),
        ("行动计划（2025—2027年）", [(2025, 2027)]),
        ("2016至2020年", [(2016, 2020)]),
        ("2023年总结和2024年计划", [(2023, 2023), (2024, 2024)]),
        ("金政发〔2025〕33号", []),
        ("投入2024万元", []),
        ("2025—2023年", []),
    ],
)
def test_years_and_spans_of_years(text: str, spans: list[tuple[int, int]]) -> None:
    assert [(years.first, years.last) for years in find_years(text)] == spans


def chinese_number(value: int) -> str:
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十"
    return head + (CHINESE[ones] if ones else "")


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31)))
def test_a_printed_date_reads_back(day: date) -> None:
    assert read_date(f"{day.year}年{day.month}月{day.day}日") == day
    assert read_date(day.isoformat()) == day
    if day.year >= 2000:
        year = "".join(CHINESE[int(digit)] for digit in str(day.year))
        assert read_date(f"{year}年{chinese_number(day.month)}月{chinese_number(day.day)}日") == day


@given(st.text(alphabet="0123456789二〇年月日-./ 号", max_size=60))
def test_found_dates_stand_where_they_say_and_in_order(text: str) -> None:
    found = find_dates(text)
    assert all(read_date(text[item.start : item.end]) == item.day for item in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
