"""What the views say of a few reports."""

from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.staged_nights import (
    CODES,
    OWN_URL,
    TEXT,
    TOWNSHIP,
    capture,
    document,
    night_after,
    rows_of,
    write_night,
)
from warehouse.loading import load

REGIONS = [
    {"region_code": "430700", "name": "常德市", "level": "city", "parent_code": "430000"},
    {"region_code": "430723", "name": "澧县", "level": "county", "parent_code": "430700"},
    {"region_code": "430724", "name": "临澧县", "level": "county", "parent_code": "430700"},
]


@pytest.fixture
def loaded(tmp_path: Path):
    """Loads documents as one night and returns the warehouse."""

    def load_rows(*documents, **tables) -> Path:
        path = tmp_path / "w.duckdb"
        load(path, write_night(tmp_path / "night", documents=documents, indicator_codes=CODES, **tables))
        return path

    return load_rows


def indicator(code: str | None, printed: str, **facts):
    start = TEXT.index(printed)
    digits = "".join(character for character in printed if character.isdecimal())
    return {
        "code": code,
        "name": code,
        "value": float(digits),
        "unit": printed.removeprefix(digits),
        "qualifier": "exact",
        "nature": "actual",
        "year": 2024,
        "quote": printed,
        "start_char": start,
        "end_char": start + len(printed),
    } | facts


def panel(warehouse: Path):
    return rows_of(
        warehouse, "SELECT year, code, value, numbers, qualifier FROM indicator_panel ORDER BY ALL"
    )


def test_parallel_counts_are_added_and_rates_averaged(loaded):
    numbers = [
        indicator("publicity_events", "120件"),
        indicator("publicity_events", "35场次", qualifier="approx"),
        indicator("mediation_success_rate", "98%"),
        indicator("mediation_success_rate", "99%"),
    ]
    assert panel(loaded(document(indicators=numbers))) == [
        (2024, "mediation_success_rate", 98.5, 2, "exact"),
        (2024, "publicity_events", 155.0, 2, "approx"),
    ]


def test_targets_and_uncoded_numbers_are_left_out(loaded):
    numbers = [
        indicator("mediation_success_rate", "99%", nature="target"),
        indicator(None, "120件", name="印章"),
    ]
    assert panel(loaded(document(indicators=numbers))) == []


def test_a_years_own_report_comes_before_a_later_one_that_looks_back(loaded):
    own = document(indicators=[indicator("publicity_events", "35场次")])
    later = document(
        "https://www.lixian.example.cn/later.html",
        year=2025,
        indicators=[indicator("publicity_events", "98%"), indicator("disputes_mediated", "120件")],
    )
    assert panel(loaded(own, later)) == [
        (2024, "disputes_mediated", 120.0, 1, "exact"),
        (2024, "publicity_events", 35.0, 1, "exact"),
    ]


def test_other_kinds_of_report_do_not_count_a_number_twice(loaded):
    numbers = [indicator("publicity_events", "35场次")]
    disclosure = document(
        "https://www.lixian.example.cn/d.html", kind="disclosure_report", indicators=numbers
    )
    assert panel(loaded(document(indicators=numbers), disclosure)) == [
        (2024, "publicity_events", 35.0, 1, "exact")
    ]


def test_coverage_names_the_late_the_missing_and_the_undated(loaded):
    warehouse = loaded(
        document(published_on=date(2025, 4, 11)),
        document("https://x.example.cn/1.html", year=2023, published_on=date(2024, 4, 1)),
        document(
            "https://x.example.cn/2.html", level="city", region_code="430700", county=None, published_on=None
        ),
        document("https://x.example.cn/3.html", department=True, title="澧县司法局报告", year=2022),
        regions=REGIONS,
    )
    assert rows_of(
        warehouse,
        """SELECT name, year, status, days_after_due, due_on FROM coverage ORDER BY region_code, year""",
    ) == [
        ("常德市", 2023, "missing", None, date(2024, 4, 1)),
        ("常德市", 2024, "undated", None, date(2025, 4, 1)),
        ("澧县", 2023, "on_time", 0, date(2024, 4, 1)),
        ("澧县", 2024, "late", 10, date(2025, 4, 1)),
        ("临澧县", 2023, "missing", None, date(2024, 4, 1)),
        ("临澧县", 2024, "missing", None, date(2025, 4, 1)),
    ]


def test_a_township_stands_below_its_county_in_coverage(loaded):
    warehouse = loaded(document(**TOWNSHIP), regions=REGIONS[1:2])

    assert rows_of(
        warehouse, "SELECT region_code, name, parent_code, status FROM coverage ORDER BY region_code"
    ) == [("430723", "澧县", "430700", "missing"), ("430723101", "梦溪镇", "430723", "on_time")]


def test_report_latest_has_one_report_of_each_kind_per_issuer(loaded):
    warehouse = loaded(
        document(),
        document("https://x.example.cn/1.html", year=2023),
        document("https://x.example.cn/2.html", kind="work_plan", year=2023),
        document("https://x.example.cn/3.html", year=2025),
        captures=[capture("https://x.example.cn/3.html", night_after(2), "missing")],
    )
    assert rows_of(warehouse, "SELECT kind, year, url FROM report_latest ORDER BY ALL") == [
        ("annual_report", 2024, OWN_URL),
        ("work_plan", 2023, "https://x.example.cn/2.html"),
    ]


def test_problems_and_plans_stand_side_by_side(loaded):
    assert rows_of(loaded(document()), "SELECT problems, plans, problems_text FROM problems_and_plans") == [
        (["存在的问题", "执法力量不足"], ["下一步打算", "力争调解成功"], "\n执法力量不足。")
    ]
