"""Copies of one report are one, whatever portals make of it; lookalikes stay apart."""

from collections import Counter
from itertools import combinations, permutations
from pathlib import Path

import pytest

from flows.rules import load_rules
from tests.warehouse.consolidation_pairs import labelled_pages
from tests.warehouse.staged_nights import (
    CITY_URL,
    LATER_TEXT,
    OWN_URL,
    TOWNSHIP,
    document,
    night_after,
    rows_of,
    whole_content,
    write_night,
)
from warehouse.loading import load


@pytest.fixture(scope="module")
def pages():
    return list(labelled_pages(load_rules()))


def test_copies_are_found_and_lookalikes_kept_apart_in_99_of_100_pairs(pages, tmp_path):
    load(tmp_path / "w.duckdb", write_night(tmp_path / "n", documents=[page.row for page in pages]))
    held = dict(rows_of(tmp_path / "w.duckdb", "SELECT url, report_id FROM report_copies"))

    verdicts: Counter[tuple[bool, bool]] = Counter()
    wrong = []
    for one, other in combinations(pages, 2):
        if one.report.split(" ")[0] != other.report.split(" ")[0]:
            verdict = (False, held[one.row["url"]] == held[other.row["url"]])
            if not verdict[1]:
                continue  # reports of other places and wordings are easy: they count only when taken for one
        else:
            verdict = (one.report == other.report, held[one.row["url"]] == held[other.row["url"]])
        verdicts[verdict] += 1
        if verdict[0] != verdict[1]:
            wrong.append((one.report, one.row["url"], other.report, other.row["url"], verdict))
    assert verdicts.total() >= 500
    found, missed, mixed = verdicts[True, True], verdicts[True, False], verdicts[False, True]
    assert found / (found + mixed) >= 0.99, wrong[:20]
    assert found / (found + missed) >= 0.99, wrong[:20]


RETITLED = "关于澧县2024年法治政府建设情况的报告"
NIGHTS = [
    [document(OWN_URL)],
    [document(CITY_URL, title=RETITLED, issuers=["澧县人民政府"], fetched_at=night_after(1))],
    [document("https://c.example.cn/3.html", title="澧县法治政府建设报告", fetched_at=night_after(2))],
]


@pytest.fixture(scope="module")
def at_once(tmp_path_factory) -> Path:
    """The three nights as one."""
    folder = tmp_path_factory.mktemp("at_once")
    load(
        folder / "w.duckdb", write_night(folder / "n", documents=[page for night in NIGHTS for page in night])
    )
    return folder / "w.duckdb"


@pytest.fixture(scope="module")
def first_id(tmp_path_factory) -> str:
    """The id that the report seen first has alone."""
    folder = tmp_path_factory.mktemp("first")
    load(folder / "w.duckdb", write_night(folder / "n", documents=NIGHTS[0]))
    return rows_of(folder / "w.duckdb", "SELECT report_id FROM reports")[0][0]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_copies_under_three_names_are_the_report_seen_first_in_whatever_order_they_load(
    tmp_path, order, at_once, first_id
):
    warehouse = tmp_path / "w.duckdb"
    for number in order:
        load(warehouse, write_night(tmp_path / f"n{number}", documents=NIGHTS[number]))

    assert rows_of(warehouse, "SELECT report_id FROM reports") == [(first_id,)]
    assert rows_of(warehouse, "SELECT count(*) FROM report_copies") == [(3,)]
    assert whole_content(warehouse) == whole_content(at_once)


FIGURES = "、".join(f"{number}件" for number in range(11, 18))
TEMPLATE = (
    f"本年度共调解矛盾纠纷、办理复议案件和审查规范性文件分别为{FIGURES},均已按期办结并向社会公开。"
    "\n执法力量不足,法治宣传形式单一,工作机制有待进一步健全完善。"
)
PLAIN = {"text": TEMPLATE, "sections": [], "indicators": [], "citations": []}
NOWHERE = {"level": None, "region_code": None, "province": None, "city": None, "county": None, "issuers": []}
SISTERS = [
    [
        document(
            f"https://{host}.example.cn/1.html",
            fetched_at=night_after(day),
            issuers=[f"{town}人民政府"],
            title=f"{town}2024年法治政府建设报告",
            **TOWNSHIP | {"township": town, "township_code": None},
            **PLAIN,
        )
    ]
    for day, host, town in [(0, "a", "梦溪镇"), (1, "b", "澧南镇")]
]
NAMELESS = [
    document(
        "https://c.example.cn/1.html",
        fetched_at=night_after(2),
        title="2024年法治政府建设报告",
        **PLAIN | NOWHERE,
    )
]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_a_page_that_names_nobody_does_not_make_one_of_two_reports_it_fits(tmp_path, order):
    nights = [*SISTERS, NAMELESS]
    for number in order:
        load(tmp_path / "w.duckdb", write_night(tmp_path / f"n{number}", documents=nights[number]))

    towns = "SELECT township FROM reports WHERE township IS NOT NULL ORDER BY first_seen_at"
    assert rows_of(tmp_path / "w.duckdb", towns) == [("梦溪镇",), ("澧南镇",)]


def test_a_page_that_names_nobody_goes_to_the_report_seen_first_of_those_it_fits(tmp_path):
    load(tmp_path / "w.duckdb", write_night(tmp_path / "n", documents=[*SISTERS[0], *SISTERS[1], *NAMELESS]))

    assert rows_of(
        tmp_path / "w.duckdb",
        """SELECT r.township, c.url FROM report_copies AS c JOIN reports AS r USING (report_id)
           ORDER BY c.url""",
    ) == [
        ("梦溪镇", "https://a.example.cn/1.html"),
        ("澧南镇", "https://b.example.cn/1.html"),
        ("梦溪镇", "https://c.example.cn/1.html"),
    ]


def test_a_copy_under_another_name_is_known_the_next_night(tmp_path):
    warehouse = tmp_path / "w.duckdb"
    for number, night in enumerate(NIGHTS):
        load(warehouse, write_night(tmp_path / f"n{number}", documents=night))

    again = load(warehouse, write_night(tmp_path / "again", documents=NIGHTS[1]))

    assert not again.changed_anything


def test_a_page_that_changes_its_title_keeps_its_report_and_its_history(tmp_path):
    warehouse = tmp_path / "w.duckdb"
    load(warehouse, write_night(tmp_path / "a", documents=[document()]))
    before = rows_of(warehouse, "SELECT report_id FROM reports")
    renamed = document(
        title=RETITLED, text=LATER_TEXT.replace("121件", "120件。特此报告"), fetched_at=night_after(3)
    )
    load(warehouse, write_night(tmp_path / "b", documents=[renamed | {"indicators": [], "sections": []}]))

    assert rows_of(warehouse, "SELECT report_id FROM reports") == before
    assert rows_of(warehouse, "SELECT title, version FROM reports") == [(RETITLED, 2)]
    assert rows_of(warehouse, "SELECT title, version FROM report_versions") == [(document()["title"], 1)]


def test_a_report_whose_name_was_only_a_copys_is_dissolved_when_the_copy_is_misread(tmp_path):
    warehouse = tmp_path / "w.duckdb"
    for number, night in enumerate(NIGHTS[:2]):
        load(warehouse, write_night(tmp_path / f"n{number}", documents=night))
    rejects = [
        {"capture_id": page["capture_id"], "url": page["url"], "stage": "kind", "reason": "news"}
        for night in NIGHTS[:2]
        for page in night
    ]
    load(warehouse, write_night(tmp_path / "r", rejects=rejects))

    for table in ("reports", "report_copies", "report_identities", "report_marks", "report_readings"):
        assert rows_of(warehouse, f"SELECT count(*) FROM {table}") == [(0,)], table
