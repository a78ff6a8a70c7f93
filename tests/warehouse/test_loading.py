"""Staged nights in, rows of the warehouse out."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.staged_nights import (
    CITY_PORTAL,
    CITY_URL,
    CODES,
    EVENING,
    LATER_TEXT,
    OWN_PORTAL,
    OWN_URL,
    TEXT,
    TOWNSHIP,
    capture,
    document,
    night_after,
    rows_of,
    whole_content,
    write_night,
)
from warehouse.errors import CheckError, LoadFailedError, StagedRowsError
from warehouse.loading import TableCounts, load
from warehouse.staging import sealed_name

PORTALS = [OWN_PORTAL, CITY_PORTAL]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


@pytest.fixture
def load_night(warehouse: Path, tmp_path: Path):
    """Loads documents (and other tables) as one night."""
    nights = iter(range(100))

    def load_rows(*documents, **tables):
        staged = tmp_path / f"night{next(nights)}"
        return load(warehouse, write_night(staged, documents=documents, indicator_codes=CODES, **tables))

    return load_rows


def test_a_first_night_gives_report_sections_indicators_and_citations(warehouse, load_night):
    report = load_night(document(), portals=PORTALS)

    assert report.tables["reports"] == TableCounts(added=1)
    assert report.tables["sections"].added == 6
    assert rows_of(
        warehouse, "SELECT title, issuer, issuers, region_code, year, chars, version FROM reports"
    ) == [
        (
            "澧县2024年度法治政府建设工作情况的报告",
            "中共澧县县委",
            ["中共澧县县委", "澧县人民政府"],
            "430723",
            2024,
            len(TEXT),
            1,
        )
    ]
    assert rows_of(
        warehouse,
        """SELECT s.path, p.path FROM sections s LEFT JOIN sections p ON p.section_id = s.parent_id
           ORDER BY s.position""",
    ) == [("1", None), ("1.1", "1"), ("2", None), ("2.1", "2"), ("3", None), ("3.1", "3")]
    assert rows_of(
        warehouse,
        """SELECT s.path, i.code, i.value, substr(r.text, i.start_char + 1, i.end_char - i.start_char)
           FROM indicators i JOIN reports r USING (report_id) JOIN sections s USING (section_id)
           ORDER BY i.start_char""",
    ) == [
        ("1.1", "disputes_mediated", 120, "120件"),
        ("1.1", "mediation_success_rate", 98, "98%"),
        ("1.1", "publicity_events", 35, "35场次"),
        ("3.1", "mediation_success_rate", 99, "99%"),
    ]
    assert rows_of(warehouse, "SELECT title FROM citations") == [("中华人民共和国行政复议法",)]
    assert rows_of(warehouse, "SELECT url, similarity, gone_at FROM report_copies") == [(OWN_URL, 1.0, None)]


def test_the_same_night_again_leaves_the_file_alone(warehouse, load_night):
    load_night(document(), portals=PORTALS)
    before = warehouse.stat()

    again = load_night(document(), portals=PORTALS)

    assert not again.changed_anything
    assert again.tables["reports"] == TableCounts(unchanged=1)
    assert (warehouse.stat().st_mtime_ns, warehouse.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_ids_are_the_same_in_every_warehouse(tmp_path):
    first = tmp_path / "here.duckdb"
    second = tmp_path / "there.duckdb"
    load(first, write_night(tmp_path / "a", documents=[document()]))
    load(second, write_night(tmp_path / "b", documents=[document(CITY_URL), document()]))

    ids = "SELECT report_id, section_id FROM sections ORDER BY position"
    assert rows_of(first, ids) == rows_of(second, ids)


def test_copies_on_two_portals_are_one_report_that_the_issuers_portal_speaks_for(warehouse, load_night):
    load_night(document(CITY_URL, published_on=date(2025, 1, 5)), portals=PORTALS)
    load_night(document(OWN_URL, text=LATER_TEXT, fetched_at=night_after(1)))

    assert rows_of(warehouse, "SELECT url, published_on, version FROM reports") == [
        (OWN_URL, date(2025, 2, 20), 1)
    ]
    (own, city) = rows_of(warehouse, "SELECT url, similarity FROM report_copies ORDER BY url DESC")
    assert own == (OWN_URL, 1.0)
    assert city[0] == CITY_URL
    assert 0.8 < city[1] < 1
    assert rows_of(warehouse, "SELECT value FROM indicators WHERE code = 'disputes_mediated'") == [(121,)]


def test_where_no_copy_is_the_issuers_own_the_earliest_published_speaks(warehouse, load_night):
    load_night(
        document("https://a.example.cn/1.html", published_on=date(2025, 3, 2)),
        document("https://b.example.cn/1.html", published_on=date(2025, 3, 1)),
        document("https://c.example.cn/1.html", published_on=None),
    )

    assert rows_of(warehouse, "SELECT url FROM reports") == [("https://b.example.cn/1.html",)]


def test_a_copy_takes_the_place_of_a_preferred_one_that_is_gone(warehouse, load_night):
    load_night(document(OWN_URL, text=LATER_TEXT), document(CITY_URL), portals=PORTALS)
    before = rows_of(warehouse, "FROM report_readings")

    load_night(captures=[capture(OWN_URL, night_after(3), "missing")])

    assert rows_of(warehouse, "SELECT url, text, withdrawn_at FROM reports") == [(CITY_URL, TEXT, None)]
    assert rows_of(warehouse, "SELECT value FROM indicators WHERE code = 'disputes_mediated'") == [(120,)]

    load_night(captures=[capture(OWN_URL, night_after(4), "unchanged")])

    assert rows_of(warehouse, "SELECT url, text FROM reports") == [(OWN_URL, LATER_TEXT)]
    assert rows_of(warehouse, "FROM report_readings") == before


def test_a_changed_page_makes_a_new_version_and_keeps_the_old_text(warehouse, load_night):
    load_night(document())
    report = load_night(document(text=LATER_TEXT, fetched_at=night_after(7)))

    assert report.tables["reports"] == TableCounts(changed=1)
    assert report.tables["indicators"] == TableCounts(added=1, unchanged=3, removed=1)
    assert rows_of(warehouse, "SELECT version, text FROM reports") == [(2, LATER_TEXT)]
    assert rows_of(warehouse, "SELECT version, url, text FROM report_versions") == [(1, OWN_URL, TEXT)]
    assert rows_of(warehouse, "SELECT first_seen_at, last_seen_at FROM reports") == [
        (EVENING, night_after(7))
    ]


def test_a_newer_reader_changes_rows_but_not_the_version(warehouse, load_night):
    load_night(document())
    fewer = document()["indicators"][:2]
    load_night(document(reader_version="2", indicators=fewer))

    assert rows_of(warehouse, "SELECT version, reader_version FROM reports") == [(1, "2")]
    assert rows_of(warehouse, "SELECT count(*) FROM indicators") == [(2,)]
    assert rows_of(warehouse, "SELECT count(*) FROM report_versions") == [(0,)]


def test_a_newer_reader_that_sees_another_text_replaces_the_old_reading(warehouse, load_night):
    load_night(document(text=TEXT + "\n分享到微信"))
    load_night(document(reader_version="2"))

    assert rows_of(warehouse, "SELECT version, text FROM reports") == [(1, TEXT)]


def test_a_capture_read_as_another_report_leaves_nothing_of_the_misreading(warehouse, load_night):
    load_night(document(year=2023))
    report = load_night(document(year=2024, reader_version="2"))

    assert rows_of(warehouse, "SELECT year FROM reports") == [(2024,)]
    assert report.tables["reports"] == TableCounts(added=1, removed=1)
    assert rows_of(warehouse, "SELECT count(DISTINCT report_id) FROM sections") == [(1,)]


def test_a_capture_that_a_newer_reader_rejects_is_no_report_any_more(warehouse, load_night):
    load_night(document())
    reject = {"capture_id": document()["capture_id"], "url": OWN_URL, "stage": "kind", "reason": "news"}
    load_night(rejects=[reject])

    assert rows_of(warehouse, "SELECT count(*) FROM reports") == [(0,)]
    assert rows_of(warehouse, "SELECT url, reason FROM rejects") == [(OWN_URL, "news")]

    load_night(document(reader_version="2"))

    assert rows_of(warehouse, "SELECT count(*) FROM reports") == [(1,)]
    assert rows_of(warehouse, "SELECT count(*) FROM rejects") == [(0,)]


def test_a_report_whose_pages_are_all_gone_is_marked_not_deleted(warehouse, load_night):
    load_night(document(), captures=[capture(OWN_URL, EVENING)])
    load_night(captures=[capture(OWN_URL, night_after(5), "missing")])
    load_night(captures=[capture(OWN_URL, night_after(6), "missing")])

    assert rows_of(warehouse, "SELECT text, withdrawn_at FROM reports") == [(TEXT, night_after(5))]
    assert rows_of(warehouse, "SELECT count(*) FROM report_latest") == [(0,)]


def test_a_moved_page_keeps_the_reports_id(warehouse, load_night):
    moved = "https://www.lixian.example.cn/new/9.html"
    load_night(document(), portals=PORTALS)
    before = rows_of(warehouse, "SELECT report_id FROM reports")
    load_night(
        document(moved, portal_id="lixian", fetched_at=night_after(9)),
        captures=[capture(OWN_URL, night_after(9), "missing")],
    )

    assert rows_of(warehouse, "SELECT report_id FROM reports") == before
    assert rows_of(warehouse, "SELECT url, withdrawn_at FROM reports") == [(moved, None)]


def test_an_address_that_another_report_takes_leaves_the_first_withdrawn(warehouse, load_night):
    load_night(document(year=2023, title="澧县2023年度法治政府建设工作情况的报告"))
    load_night(document(fetched_at=night_after(300)))

    assert rows_of(warehouse, "SELECT year, withdrawn_at FROM reports ORDER BY year") == [
        (2023, night_after(300)),
        (2024, None),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("关于２０２４年度法治政府建设情况的报告", "关于2024年度法治政府建设情况的报告"),
        ("澧县(2024)年度报告", "澧县（2024）年度报告"),
        ("澧县2024年度报告", "澧县 2024 年度报告"),
        ("澧县“2024”年度报告", '澧县"2024"年度报告'),
    ],
)
def test_titles_that_differ_in_print_only_are_one_report(warehouse, load_night, first, second):
    load_night(document(title=first), document(CITY_URL, title=second))

    assert rows_of(warehouse, "SELECT count(*) FROM reports") == [(1,)]


NOWHERE = {"region_code": None, "province": None, "city": None, "county": None}
SAME_NAME = {"title": "城关镇2024年度法治政府建设报告", "issuers": ["城关镇人民政府"], "level": "township"}


@pytest.mark.parametrize(
    ("first", "second", "reports"),
    [
        # Two townships of one name that the text does not place: the host tells them apart.
        (
            document("https://a.example.cn/1.html", **SAME_NAME | NOWHERE),
            document("https://b.example.cn/1.html", text=LATER_TEXT, **SAME_NAME | NOWHERE),
            2,
        ),
        (
            document("https://a.example.cn/1.html", **SAME_NAME | NOWHERE),
            document("https://www.a.example.cn/2.html", text=LATER_TEXT, **SAME_NAME | NOWHERE),
            1,
        ),
        # Demo portals share an address; their ids tell them apart.
        (
            document("http://127.0.0.1:8001/1.html", portal_id="east", **SAME_NAME | NOWHERE),
            document("http://127.0.0.1:8002/1.html", portal_id="west", **SAME_NAME | NOWHERE),
            2,
        ),
        # Files have no host: their content does.
        (
            document("a/report.txt", **SAME_NAME | NOWHERE),
            document("b/report.txt", text=LATER_TEXT, **SAME_NAME | NOWHERE),
            2,
        ),
        (document("a/report.txt", **SAME_NAME | NOWHERE), document("b/x.txt", **SAME_NAME | NOWHERE), 1),
        # Only the city is known: 城关镇 may be in either of two counties.
        (
            document("https://a.example.cn/1.html", **SAME_NAME | NOWHERE | {"region_code": "430700"}),
            document("https://b.example.cn/1.html", **SAME_NAME | NOWHERE | {"region_code": "430700"}),
            2,
        ),
        # A ministry is one in the country.
        (
            document("https://a.example.cn/1.html", level="central", **NOWHERE),
            document("https://b.example.cn/1.html", level="central", **NOWHERE),
            1,
        ),
        # Sister townships of one county with reports of one wording.
        (document(OWN_URL, **TOWNSHIP), document(CITY_URL, **TOWNSHIP | {"township": "澧南镇"}), 2),
        # One portal knows the township's code, the other only its name.
        (document(OWN_URL, **TOWNSHIP), document(CITY_URL, **TOWNSHIP | {"township_code": None}), 1),
        # Neighbouring years; a plan and a report.
        (document(OWN_URL), document(CITY_URL, year=2023), 2),
        (document(OWN_URL), document(CITY_URL, kind="work_plan"), 2),
        # The issuers in another order.
        (document(OWN_URL), document(CITY_URL, issuers=["澧县人民政府", "中共澧县县委"]), 1),
    ],
)
def test_what_makes_two_pages_one_report(warehouse, load_night, first, second, reports):
    load_night(first, second)

    assert rows_of(warehouse, "SELECT count(*) FROM reports") == [(reports,)]


def test_a_failed_check_leaves_last_nights_warehouse(warehouse, load_night):
    load_night(document())
    before = whole_content(warehouse)
    wrong = document(CITY_URL)
    wrong["indicators"][0] |= {"start_char": 0, "end_char": 2}

    with pytest.raises(CheckError, match=r"offsets_quote_text: 1 rows.*printed='一、'"):
        load_night(wrong)

    assert whole_content(warehouse) == before
    assert not list(warehouse.parent.glob("*.loading*"))


def test_a_staged_file_that_is_not_as_declared_is_named(warehouse, load_night, tmp_path):
    staged = tmp_path / "staged"
    staged.mkdir()
    duckdb.sql("SELECT 'x' AS capture_id").write_parquet(str(staged / "documents-7.parquet"))

    with pytest.raises(StagedRowsError, match=r"documents-7.parquet: column portal_id is not as declared"):
        load(warehouse, staged)

    (staged / "documents-7.parquet").write_bytes(b"no parquet")
    with pytest.raises(StagedRowsError, match=r"documents-7.parquet: cannot be read as Parquet"):
        load(warehouse, staged)


def test_a_value_that_must_be_there_is_named(warehouse, load_night):
    load_night(document())
    before = whole_content(warehouse)

    with pytest.raises(LoadFailedError, match=r"nothing was loaded.*reports\.kind"):
        load_night(document(CITY_URL, kind=None))
    assert whole_content(warehouse) == before


def test_tables_that_come_as_they_are_are_merged_by_key(warehouse, load_night):
    load_night(portals=PORTALS, regions=[{"region_code": "430723", "name": "澧县", "level": "county"}])
    report = load_night(portals=[OWN_PORTAL | {"platform": "trs"}])

    assert report.tables["portals"] == TableCounts(changed=1)
    assert rows_of(warehouse, "SELECT portal_id, platform FROM portals ORDER BY ALL") == [
        ("changde", None),
        ("lixian", "trs"),
    ]
    assert rows_of(warehouse, "SELECT name FROM regions") == [("澧县",)]


def test_loads_after_the_first_journal_the_rows_they_change(warehouse, load_night):
    load_night(document(), portals=PORTALS)
    assert rows_of(warehouse, "SELECT (SELECT count(*) FROM loads), (SELECT count(*) FROM row_changes)") == [
        (1, 0)
    ]

    load_night(document(text=LATER_TEXT, fetched_at=night_after(7)), document(CITY_URL, year=2023))
    load_night(portals=PORTALS)

    assert rows_of(warehouse, "SELECT count(*) FROM loads") == [(2,)]
    changes = """SELECT table_name, change, count(*) FROM row_changes
        WHERE table_name IN ('reports', 'indicators', 'report_copies') GROUP BY ALL ORDER BY ALL"""
    assert rows_of(warehouse, changes) == [
        ("indicators", "added", 5),
        ("indicators", "removed", 1),
        ("report_copies", "added", 1),
        ("report_copies", "changed", 1),
        ("reports", "added", 1),
        ("reports", "changed", 1),
    ]


def test_a_staged_file_that_was_damaged_since_is_refused(tmp_path):
    folder = write_night(tmp_path / "night", documents=[document()])
    (staged,) = folder.glob("documents-*.parquet")
    content = bytearray(staged.read_bytes())
    sealed = folder / sealed_name("documents-sealed", bytes(content))
    staged.rename(sealed)
    load(tmp_path / "w.duckdb", folder)
    content[len(content) // 3] ^= 1
    sealed.write_bytes(content)
    with pytest.raises(StagedRowsError, match="was damaged after it was written; harvest again"):
        load(tmp_path / "w.duckdb", folder)
