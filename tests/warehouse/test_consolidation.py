"""Copies of one report are one, whatever portals make of it; lookalikes stay apart."""

from collections import Counter
from itertools import combinations, permutations

import pytest

from flows.rules import load_rules
from tests.warehouse.consolidation_pairs import labelled_pages
from tests.warehouse.staged_nights import (
    CITY_URL,
    LATER_TEXT,
    OWN_URL,
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


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_copies_under_three_names_are_the_report_seen_first_in_whatever_order_they_load(tmp_path, order):
    warehouse = tmp_path / "w.duckdb"
    for number in order:
        load(warehouse, write_night(tmp_path / f"n{number}", documents=NIGHTS[number]))
    at_once = tmp_path / "at_once.duckdb"
    load(at_once, write_night(tmp_path / "all", documents=[page for night in NIGHTS for page in night]))
    first = tmp_path / "first.duckdb"
    load(first, write_night(tmp_path / "own", documents=NIGHTS[0]))

    assert rows_of(warehouse, "SELECT report_id FROM reports") == rows_of(
        first, "SELECT report_id FROM reports"
    )
    assert rows_of(warehouse, "SELECT count(*) FROM report_copies") == [(3,)]
    assert whole_content(warehouse) == whole_content(at_once)


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
