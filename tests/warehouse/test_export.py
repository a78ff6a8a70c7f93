"""A warehouse becomes a folder of files that describes itself and that its validators accept."""

import csv
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.warehouse.staged_nights import (
    CITY_URL,
    CODES,
    LATER_TEXT,
    OWN_PORTAL,
    OWN_URL,
    TEXT,
    capture,
    document,
    night_after,
    rows_of,
    write_night,
)
from warehouse.errors import ExportError
from warehouse.export import export
from warehouse.export_formats import defused
from warehouse.loading import load

REPOSITORY = Path(__file__).parents[2]
FORMULA = '=HYPERLINK("https://evil.example.cn","澧县2024年度报告")'


def first_night(folder: Path) -> Path:
    plan = document(
        "https://www.lixian.example.cn/plan.html",
        kind="work_plan",
        title="澧县2025年法治政府建设工作要点",
        year=2025,
        tasks=[{"number": 1, "heading": "加强培训", "lead": ["县司法局"], "responsible": []}],
    )
    untitled = document("https://x.example.cn/1.html", title=FORMULA, year=None, source="-1+1")
    return write_night(
        folder,
        documents=[document(), plan, untitled],
        captures=[capture(OWN_URL, night_after(0), bytes=40_000)],
        portals=[OWN_PORTAL],
        regions=[{"region_code": "430723", "name": "澧县", "level": "county", "parent_code": "430700"}],
        indicator_codes=CODES,
    )


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("warehouse")
    load(folder / "w.duckdb", first_night(folder / "night"))
    return folder / "w.duckdb"


@pytest.fixture
def warehouse(loaded: Path, tmp_path: Path) -> Path:
    """A warehouse of the first night that a test may change."""
    return Path(shutil.copy(loaded, tmp_path / "w.duckdb"))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def package(folder: Path) -> dict:
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def test_parquet_is_cut_by_year_and_keeps_types(loaded, tmp_path):
    done = export(loaded, tmp_path / "out")

    names = {path.name for path in (tmp_path / "out").glob("reports-*")}
    assert names == {"reports-2024.parquet", "reports-2025.parquet", "reports-undated.parquet"}
    (report,) = pq.read_table(tmp_path / "out" / "reports-2024.parquet").to_pylist()
    assert report["text"] == TEXT
    assert report["issuers"] == ["中共澧县县委", "澧县人民政府"]
    assert report["first_seen_at"] == night_after(0)
    assert pq.read_table(tmp_path / "out" / "tasks-2025.parquet")["heading"].to_pylist() == ["加强培训"]
    assert done.rows["reports"] == 3
    assert done.rows["indicators"] == rows_of(loaded, "SELECT count(*) FROM indicators")[0][0]


def test_json_lines_hold_every_row_with_lists_and_whole_numbers(loaded, tmp_path):
    export(loaded, tmp_path / "out", "jsonl")

    lines = (tmp_path / "out" / "reports.jsonl").read_text("utf-8").splitlines()
    reports = [json.loads(line) for line in lines]
    assert {report["title"] for report in reports} >= {FORMULA}
    assert reports[0]["issuers"] == ["中共澧县县委", "澧县人民政府"]
    numbers = (tmp_path / "out" / "indicators.jsonl").read_text("utf-8")
    assert '"value": 120,' in numbers


def test_csv_opens_in_excel_with_formulas_defused_and_numbers_kept(loaded, tmp_path):
    export(loaded, tmp_path / "out", "csv")

    raw = (tmp_path / "out" / "reports.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfreport_id,")
    (harmless,) = [row for row in csv_rows(tmp_path / "out" / "reports.csv") if row["year"] == ""]
    assert harmless["title"] == "'" + FORMULA
    assert harmless["source"] == "'-1+1"
    assert json.loads(harmless["issuers"]) == ["中共澧县县委", "澧县人民政府"]
    assert {row["value"] for row in csv_rows(tmp_path / "out" / "indicators.csv")} == {
        "120",
        "98",
        "35",
        "99",
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠x"])
def test_what_a_spreadsheet_would_run_is_defused(text):
    assert defused(text) == "'" + text


@pytest.mark.parametrize("text", ["", "1-1", "一、=1", "'=1", "2024年"])
def test_other_texts_stay_as_they_are(text):
    assert defused(text) == text


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_the_same_warehouse_gives_the_same_bytes(loaded, tmp_path, form):
    export(loaded, tmp_path / "one", form)
    export(loaded, tmp_path / "two", form)
    export(loaded, tmp_path / "one", form)

    assert content(tmp_path / "one") == content(tmp_path / "two")
    for resource in package(tmp_path / "one")["resources"]:
        data = (tmp_path / "one" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        assert all(field["description"] for field in resource["schema"]["fields"])


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
@pytest.mark.parametrize("since", [None, "2020-01-01", "2999-01-01"])
def test_frictionless_accepts_the_data_package(loaded, tmp_path, form, since):
    import frictionless

    export(loaded, tmp_path / "out", form, since)
    verdict = frictionless.validate(str(tmp_path / "out" / "datapackage.json"))
    assert verdict.valid, verdict.to_summary()


@pytest.mark.parametrize("form", ["parquet", "jsonl", "csv"])
def test_mlcroissant_accepts_the_metadata_and_reads_the_rows(loaded, tmp_path, form):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the libraries it stands on warn at import
        import mlcroissant

    export(loaded, tmp_path / "out", form)
    data_set = mlcroissant.Dataset(jsonld=str(tmp_path / "out" / "croissant.json"))
    assert (data_set.metadata.issues.errors, data_set.metadata.issues.warnings) == (set(), set())
    reports = "reports-2024" if form == "parquet" else "reports"
    titles = {row[f"{reports}/title"].decode() for row in data_set.records(reports)}
    assert "澧县2024年度法治政府建设工作情况的报告" in titles


def test_since_an_earlier_export_gives_what_was_added_changed_and_removed(warehouse, tmp_path):
    export(warehouse, tmp_path / "earlier")
    gone = document("https://x.example.cn/1.html")["capture_id"]
    load(
        warehouse,
        write_night(
            tmp_path / "second",
            documents=[
                document(text=LATER_TEXT, fetched_at=night_after(1)),
                document(CITY_URL, year=2023, title="澧县2023年度法治政府建设报告"),
            ],
            rejects=[
                {"capture_id": gone, "url": "https://x.example.cn/1.html", "stage": "kind", "reason": "x"}
            ],
        ),
    )

    export(warehouse, tmp_path / "changes", "csv", str(tmp_path / "earlier"))
    reports = csv_rows(tmp_path / "changes" / "reports.csv")
    assert [(row["change"], row["year"]) for row in reports] == [
        ("added", "2023"),
        ("changed", "2024"),
        ("removed", ""),
    ]
    before = {
        row["report_id"]
        for file in (tmp_path / "earlier").glob("reports-*")
        for row in pq.read_table(file).to_pylist()
    }
    after = before - {reports[2]["report_id"]} | {reports[0]["report_id"]}
    assert after == {row[0] for row in rows_of(warehouse, "SELECT report_id FROM reports")}
    assert {row["change"] for row in csv_rows(tmp_path / "changes" / "indicators.csv")} == {
        "added",
        "removed",
    }
    assert csv_rows(tmp_path / "changes" / "regions.csv") == []


def test_since_a_time_takes_the_loads_after_it(warehouse, tmp_path):
    load(warehouse, write_night(tmp_path / "second", documents=[document(CITY_URL, year=2023)]))
    (first, second) = [row[0] for row in rows_of(warehouse, "SELECT loaded_at FROM loads ORDER BY ALL")]

    def changes(since: datetime) -> list[str]:
        export(warehouse, tmp_path / "out", "csv", since.astimezone(UTC).replace(tzinfo=None).isoformat())
        return sorted(row["change"] for row in csv_rows(tmp_path / "out" / "reports.csv"))

    assert changes(first - timedelta(seconds=1)) == ["added"] * 4
    assert changes(first) == ["added"]
    assert changes(second) == []


def test_what_came_and_went_since_is_left_out(warehouse, tmp_path):
    export(warehouse, tmp_path / "earlier")
    page = document(CITY_URL, year=2023)
    load(warehouse, write_night(tmp_path / "second", documents=[page]))
    reject = {"capture_id": page["capture_id"], "url": CITY_URL, "stage": "kind", "reason": "news"}
    load(warehouse, write_night(tmp_path / "third", rejects=[reject]))

    export(warehouse, tmp_path / "out", "csv", str(tmp_path / "earlier" / "datapackage.json"))
    assert csv_rows(tmp_path / "out" / "reports.csv") == []
    assert [row["change"] for row in csv_rows(tmp_path / "out" / "rejects.csv")] == ["added"]


@pytest.mark.parametrize("since", ["yesterday", "2024-13-01", "no-such-folder"])
def test_a_since_that_says_nothing_is_refused(loaded, tmp_path, since):
    with pytest.raises(ExportError, match="neither a time such as 2026-01-31"):
        export(loaded, tmp_path / "out", since=since)
    assert not (tmp_path / "out").exists()


def test_an_export_of_another_warehouse_is_no_start(loaded, tmp_path):
    load(tmp_path / "other.duckdb", write_night(tmp_path / "n", documents=[document()]))
    export(tmp_path / "other.duckdb", tmp_path / "other")
    with pytest.raises(ExportError, match="made from another warehouse; export this one in full"):
        export(loaded, tmp_path / "out", since=str(tmp_path / "other"))


def test_files_of_others_are_never_replaced(loaded, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("precious")
    with pytest.raises(ExportError, match="holds files that are no export"):
        export(loaded, tmp_path / "mine")
    with pytest.raises(ExportError, match="a file stands there"):
        export(loaded, tmp_path / "mine" / "thesis.doc")
    assert (tmp_path / "mine" / "thesis.doc").read_text() == "precious"


KILLED = """
import os, signal, sys
from pathlib import Path
import warehouse.export as exporting
def die(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[3] == "before":
    exporting._put_in_place = die
else:
    exporting.shutil.rmtree = lambda *arguments, **options: None
    Path.rename_ = Path.rename
    Path.rename = lambda path, target: die() if path.name.endswith("writing") else path.rename_(target)
exporting.export(Path(sys.argv[1]), Path(sys.argv[2]), "csv")
"""


@pytest.mark.parametrize("moment", ["before", "between"])
def test_an_export_killed_leaves_the_earlier_one(loaded, tmp_path, moment):
    export(loaded, tmp_path / "out", "jsonl")
    before = content(tmp_path / "out")

    killed = subprocess.run(
        [sys.executable, "-c", KILLED, loaded, tmp_path / "out", moment], cwd=REPOSITORY, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    left = tmp_path / ("out" if moment == "before" else ".out.old")
    assert content(left) == before

    export(loaded, tmp_path / "out", "csv")
    assert (tmp_path / "out" / "reports.csv").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
