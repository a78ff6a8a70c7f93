"""Known errors of sources, written as YAML, and what becomes of the rows."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.warehouse.staged_nights import (
    CITY_URL,
    CODES,
    LATER_TEXT,
    OWN_URL,
    TEXT,
    document,
    night_after,
    rows_of,
    whole_content,
    write_night,
)
from warehouse.corrections import BESIDE, read_corrections
from warehouse.errors import CorrectionsError
from warehouse.loading import load

PAGE = Path(__file__).parents[2] / "docs" / "corrections.md"
YEAR = """
- report: {report}
  field: year
  printed: 2024
  right: 2023
  reason: the title names the year of publication
  source: https://www.lixian.example.cn/a/list.html
"""
DISPUTES = f"""
- report: {OWN_URL}
  indicator: 共调解矛盾纠纷120件
  field: value
  printed: 120
  right: 12
  reason: a nought too many
  source: https://www.lixian.example.cn/b/9.html
"""
STATUS = "SELECT field, printed, right_value, status, found FROM corrections ORDER BY ALL"


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


@pytest.fixture
def load_night(warehouse: Path, tmp_path: Path):
    """Loads documents as one night, with `corrections` as they then stand."""
    nights = iter(range(100))

    def load_rows(*documents, corrections: str = "", **tables):
        (tmp_path / BESIDE).write_text(corrections, "utf-8")
        staged = tmp_path / f"night{next(nights)}"
        return load(warehouse, write_night(staged, documents=documents, indicator_codes=CODES, **tables))

    return load_rows


def test_a_number_is_corrected_and_marked_while_the_print_is_kept(warehouse, load_night):
    report = load_night(document(), corrections=DISPUTES)

    assert report.refused == ()
    assert rows_of(
        warehouse,
        """SELECT i.value, i.corrected, substr(r.text, i.start_char + 1, i.end_char - i.start_char)
           FROM indicators AS i JOIN reports AS r USING (report_id) WHERE i.code = 'disputes_mediated'""",
    ) == [(12.0, "value", "120件")]
    assert rows_of(warehouse, "SELECT value FROM indicator_panel WHERE code = 'disputes_mediated'") == [(12,)]
    assert rows_of(
        warehouse,
        "SELECT printed, right_value, reason, quote FROM corrections JOIN indicators USING (indicator_id)",
    ) == [("120", "12", "a nought too many", "共调解矛盾纠纷120件")]


def test_a_report_is_named_by_its_id_or_by_any_page_it_stands_on(warehouse, load_night):
    load_night(document(), document(CITY_URL))
    ((report_id,),) = rows_of(warehouse, "SELECT report_id FROM reports")
    for named in (report_id, CITY_URL):
        load_night(corrections=YEAR.format(report=named))
        assert rows_of(warehouse, "SELECT year, corrected, report_id FROM reports") == [
            (2023, "year", report_id)
        ]


def test_a_correction_taken_away_restores_the_print(warehouse, load_night):
    load_night(document())
    before = whole_content(warehouse)

    corrected = load_night(corrections=DISPUTES + YEAR.format(report=OWN_URL))
    assert (corrected.tables["reports"].changed, corrected.tables["indicators"].changed) == (1, 1)
    restored = load_night()

    assert (restored.tables["reports"].changed, restored.tables["indicators"].changed) == (1, 1)
    assert whole_content(warehouse) == before
    assert rows_of(
        warehouse,
        """SELECT table_name, change, count(*) FROM row_changes WHERE table_name <> 'corrections'
           GROUP BY ALL ORDER BY ALL""",
    ) == [("indicators", "changed", 2), ("reports", "changed", 2)]


def test_the_same_night_and_corrections_again_change_nothing(warehouse, load_night):
    both = DISPUTES + YEAR.format(report=OWN_URL)
    load_night(document(), corrections=both)

    assert not load_night(document(), corrections=both).changed_anything
    assert rows_of(warehouse, "SELECT (SELECT count(*) FROM loads), (SELECT count(*) FROM row_changes)") == [
        (1, 0)
    ]


def test_a_correction_is_refused_when_the_page_no_longer_prints_the_error(warehouse, load_night):
    both = DISPUTES + YEAR.format(report=OWN_URL)
    load_night(document(), corrections=both)
    report = load_night(document(text=LATER_TEXT, fetched_at=night_after(1)), corrections=both)

    (refusal,) = report.refused
    assert re.match(
        r".*corrections.yml, entry 1: value of '共调解矛盾纠纷120件' in https://www.lixian.example.cn/a/1.html"
        r" is not corrected: printed should be 120, but the words stand 0 times in the text",
        refusal,
    )
    assert rows_of(warehouse, "SELECT value, corrected FROM indicators WHERE code = 'disputes_mediated'") == [
        (121.0, None)
    ]
    assert rows_of(warehouse, "SELECT year, version FROM reports") == [(2023, 2)]
    assert rows_of(warehouse, STATUS) == [
        ("value", "120", "12", "refused", "the words stand 0 times in the text"),
        ("year", "2024", "2023", "applied", None),
    ]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (YEAR.format(report=OWN_URL).replace("2024", "2022", 1), "found 2024"),
        (DISPUTES.replace("printed: 120", "printed: 121"), "found 120"),
        (DISPUTES.replace("120件", "120件,调解成功率98%").replace("field: value", "field: nature")
            .replace("printed: 120", "printed: actual").replace("right: 12", "right: target"),
         "2 numbers in these words fit"),
        (DISPUTES.replace("共调解矛盾纠纷120件", "调解"), "the words stand 3 times in the text"),
        (DISPUTES.replace("共调解矛盾纠纷120件", "执法力量不足"), "no number in these words"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_print_is_refused_and_the_rest_is_loaded(warehouse, load_night, entry, found):
    report = load_night(document(), corrections=entry)

    assert report.refused[0].endswith(f"but {found}")
    assert rows_of(warehouse, "SELECT status, found FROM corrections") == [("refused", found)]
    assert rows_of(warehouse, "SELECT text, year, corrected FROM reports") == [(TEXT, 2024, None)]


def test_two_entries_for_one_field_by_different_names_are_not_both_applied(warehouse, load_night):
    report = load_night(
        document(), document(CITY_URL), corrections=YEAR.format(report=OWN_URL) + YEAR.format(report=CITY_URL)
    )
    assert report.refused[0].endswith("but another correction holds for it")
    assert rows_of(warehouse, "SELECT year FROM reports") == [(2023,)]


def test_a_correction_of_a_report_that_is_not_here_waits_for_it(warehouse, load_night):
    assert load_night(corrections=DISPUTES).refused == ()
    assert rows_of(warehouse, STATUS) == [("value", "120", "12", "waiting", None)]

    load_night(document(), corrections=DISPUTES)
    assert rows_of(warehouse, STATUS) == [("value", "120", "12", "applied", None)]


def test_lists_days_and_nothing_are_corrected_too(warehouse, load_night):
    entries = f"""
- {{report: {OWN_URL}, field: issuers, reason: r, source: s,
   printed: [中共澧县县委, 澧县人民政府], right: [澧县人民政府]}}
- {{report: {OWN_URL}, field: published_on, printed: 2025-02-20, right: 2025-03-20, reason: r, source: s}}
- {{report: {OWN_URL}, field: doc_number, printed: null, right: 澧政发〔2025〕3号, reason: r, source: s}}
- {{report: {OWN_URL}, indicator: 35场次, field: code, reason: r, source: s,
   printed: publicity_events, right: null}}
"""
    load_night(document())
    before = whole_content(warehouse)
    assert load_night(corrections=entries).refused == ()
    assert rows_of(warehouse, "SELECT issuer, issuers, published_on, doc_number, corrected FROM reports") == [
        (
            "澧县人民政府",
            ["澧县人民政府"],
            date(2025, 3, 20),
            "澧政发〔2025〕3号",
            "doc_number, issuers, published_on",
        )
    ]
    assert rows_of(warehouse, "SELECT name FROM indicators WHERE code IS NULL AND corrected = 'code'") == [
        ("开展普法活动",)
    ]
    load_night()
    assert whole_content(warehouse) == before


def test_corrections_leave_identity_and_history_to_the_print(warehouse, load_night, tmp_path):
    """Nights after a correction give what they would give before it."""
    entries = YEAR.format(report=OWN_URL) + DISPUTES
    nights = [
        [document()],
        [document(CITY_URL, title="关于澧县2024年法治政府建设情况的报告", issuers=["澧县人民政府"])],
        [document(text=LATER_TEXT, fetched_at=night_after(2))],
    ]
    plain = tmp_path / "plain" / "w.duckdb"
    plain.parent.mkdir()
    for number, night in enumerate(nights):
        load_night(*night, corrections=entries)
        load(plain, write_night(tmp_path / f"plain{number}", documents=night, indicator_codes=CODES))
    load_night()

    assert whole_content(warehouse) == whole_content(plain)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("a: [", r"own.yml: is not YAML"),
        ("signed_on: 2024-02-30", r"own.yml: is not YAML"),
        ("report: x", r"own.yml: must hold a list"),
        ("- year", r"own.yml, entry 1: must be a mapping"),
        (DISPUTES + "- report: x", r"own.yml, entry 2: field: Field required"),
        (DISPUTES + "  note: x", r"own.yml, entry 1: note: Extra inputs"),
        (
            DISPUTES.replace("reason: a nought too many", "reason: ' '"),
            r"entry 1: reason: .*must not be blank",
        ),
        (
            DISPUTES.replace("field: value", "field: valu"),
            r"entry 1: field 'valu' is none of code, name, value",
        ),
        (DISPUTES.replace("field: value", "field: text"), r"entry 1: field 'text' is none of"),
        (
            DISPUTES.replace("right: 12", "right: 12件"),
            r"entry 1: right: '12件' is no value \(.*valid number",
        ),
        (DISPUTES.replace("right: 12", "right: .inf"), r"entry 1: right: inf is no value"),
        (DISPUTES.replace("right: 12", "right: null"), r"entry 1: right: None is no value"),
        (DISPUTES.replace("right: 12", "right: {a: 1}"), r"entry 1: right: a mapping is no value"),
        (DISPUTES.replace("right: 12", "right: 120"), r"entry 1: printed and right are the same"),
        (YEAR.format(report=12), r"entry 1: report: Input should be a valid string"),
        (YEAR.format(report="x").replace("right: 2023", "right: 20230"), r"right: 20230 is no year"),
        (DISPUTES * 2, r"entry 2: corrects value of .* as .*own.yml, entry 1 does already"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_the_entry_and_nothing_is_loaded(tmp_path, content, complaint):
    (tmp_path / "own.yml").write_text(content, "utf-8")
    with pytest.raises(CorrectionsError, match=complaint):
        load(tmp_path / "w.duckdb", write_night(tmp_path / "n", documents=[document()]), tmp_path / "own.yml")
    assert not (tmp_path / "w.duckdb").exists()


def test_a_folder_of_files_holds_all_of_them_and_a_missing_one_is_named(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "a.yml").write_text(DISPUTES, "utf-8")
    (folder / "b.yaml").write_text(YEAR.format(report="x"), "utf-8")
    assert [entry.field for entry in read_corrections(tmp_path / "w.duckdb", folder)] == ["value", "year"]
    with pytest.raises(CorrectionsError, match=r"gone.yml: no such file or folder of corrections"):
        read_corrections(tmp_path / "w.duckdb", tmp_path / "gone.yml")


def test_the_page_about_corrections_shows_entries_that_hold(tmp_path):
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "own.yml").write_text(example, "utf-8")
    entries = read_corrections(tmp_path / "w.duckdb", tmp_path / "own.yml")
    assert {entry.table for entry in entries} == {"reports", "indicators"}
