"""The command as a user meets it: what it prints, where its errors go, its exit statuses."""

import csv
import io
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.conftest import REAL, Baogao, command_in

WAREHOUSE = "w.duckdb"


@pytest.fixture(scope="module")
def two_reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of two reports, made once for all tests that ask it."""
    folder = tmp_path_factory.mktemp("two")
    reports = (REAL / "lixian-2024.txt", REAL / "shapotou-2024-plan.txt")
    done = command_in(folder)("ingest", *reports, "--warehouse", WAREHOUSE)
    assert (done.returncode, done.stderr) == (0, "")
    return folder / WAREHOUSE


@pytest.fixture
def filled(two_reports: Path, tmp_path: Path, baogao: Baogao) -> Baogao:
    shutil.copy(two_reports, tmp_path / WAREHOUSE)
    return baogao


def test_help_names_every_command(baogao: Baogao) -> None:
    shown = baogao("--help")
    assert shown.returncode == 0
    for command in (
        "demo",
        "harvest",
        "ingest",
        "query",
        "search",
        "show",
        "coverage",
        "export",
        "serve",
        "status",
        "portals",
    ):
        assert command in shown.stdout


def test_query_prints_a_plain_table(filled: Baogao) -> None:
    shown = filled("query", "SELECT kind, year FROM reports ORDER BY kind", "--warehouse", WAREHOUSE)
    assert shown.returncode == 0
    assert [line.split() for line in shown.stdout.splitlines() if "20" in line] == [
        ["annual_report", "2024"],
        ["work_plan", "2024"],
    ]


def test_query_as_csv_json_and_parquet(filled: Baogao, tmp_path: Path) -> None:
    sql = "SELECT issuer, department FROM reports ORDER BY issuer"
    as_csv = filled("query", sql, "--format", "csv", "--warehouse", WAREHOUSE).stdout
    as_json = filled("query", sql, "--format", "json", "--warehouse", WAREHOUSE).stdout
    to_file = filled("query", sql, "--format", "parquet", "--output", "r.parquet", "--warehouse", WAREHOUSE)
    assert to_file.returncode == 0
    issuers = [row["issuer"] for row in csv.DictReader(io.StringIO(as_csv))]
    assert issuers == ["中共澧县县委", "中卫市沙坡头区人民政府"]
    assert [json.loads(line)["issuer"] for line in as_json.splitlines()] == issuers
    assert [row[0] for row in duckdb.read_parquet(str(tmp_path / "r.parquet")).fetchall()] == issuers


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["query", "SELECT nothing FROM reports"], "nothing"),
        (["query", "DELETE FROM reports"], "refused"),
        (["query", "SELECT 1; SELECT 2"], "one statement"),
        (["query", "SELECT * FROM reports", "--format", "parquet"], "--output"),
        (["query", "SELECT count(*) FROM range(1e18::BIGINT)", "--time-limit", "0.5"], "longer than 0.5 s"),
        (["show", "no-such-report"], "no report is called"),
    ],
)
def test_a_bad_question_gets_one_line_and_status_2(filled: Baogao, arguments: list[str], says: str) -> None:
    refused = filled(*arguments, "--warehouse", WAREHOUSE)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert len(refused.stderr.splitlines()) == 1
    assert says in refused.stderr


def test_a_missing_warehouse_says_how_to_make_one(baogao: Baogao) -> None:
    refused = baogao("query", "SELECT 1")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "data/baogao.duckdb" in refused.stderr
    assert "baogao harvest" in refused.stderr


def test_a_locked_warehouse_names_its_holder(filled: Baogao, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / WAREHOUSE)):
        refused = filled("query", "SELECT 1", "--warehouse", WAREHOUSE)
    assert refused.returncode == 2
    assert "open for writing" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_an_unreadable_registry_is_named(baogao: Baogao, tmp_path: Path) -> None:
    (tmp_path / "portals.yaml").write_text("- id: Not An Id\n  name: x\n", "utf-8")
    for command in (["harvest"], ["portals", "list"]):
        refused = baogao(*command, "--portals", "portals.yaml")
        assert refused.returncode == 2
        assert "portals.yaml" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_named(baogao: Baogao, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")
    refused = baogao("ingest", REAL / "lixian-2024.txt", "--warehouse", "file/w.duckdb")
    assert refused.returncode == 2
    assert "--warehouse" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_an_unknown_portal_is_named_before_anything_starts(baogao: Baogao) -> None:
    refused = baogao("harvest", "no-such-portal")
    assert refused.returncode == 2
    assert "no-such-portal" in refused.stderr


def test_show_prints_outline_and_indicators(filled: Baogao) -> None:
    shown = filled("show", "lixian-2024.txt", "--warehouse", WAREHOUSE)
    assert shown.returncode == 0
    assert "中共澧县县委 澧县人民政府关于澧县2024年度法治政府建设工作情况的报告" in shown.stdout
    assert "(六)行政权力制约监督全面加强" in shown.stdout
    assert "reconsideration_received" in shown.stdout


def test_ingest_names_what_it_could_not_read(baogao: Baogao, tmp_path: Path) -> None:
    news = "某县召开招聘会\n为促进就业,某县人力资源市场昨日举办专场招聘会,20家企业提供岗位300个。\n"
    (tmp_path / "news.txt").write_text(news, "utf-8")
    (tmp_path / "broken.warc.gz").write_bytes(b"no archive")
    done = baogao("ingest", "news.txt", "broken.warc.gz", REAL / "hengjie-2024.txt", "--warehouse", WAREHOUSE)
    assert done.returncode == 1
    assert "news.txt: not a report" in done.stderr
    assert "broken.warc.gz" in done.stderr
    stored = baogao("query", "SELECT title FROM reports", "--format", "csv", "--warehouse", WAREHOUSE)
    assert stored.stdout.splitlines() == ["title", "横街镇2024年法治政府建设年度报告"]


def test_ingest_of_nothing_is_refused(baogao: Baogao, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, says in (("empty", "no file in it"), ("gone.txt", "no such file")):
        refused = baogao("ingest", path)
        assert refused.returncode == 2
        assert says in refused.stderr


def test_ingesting_again_changes_nothing(filled: Baogao, tmp_path: Path) -> None:
    tables = ("reports", "sections", "indicators", "tasks", "citations", "report_copies")
    held = {table: dump(tmp_path / WAREHOUSE, table) for table in tables}
    filled("ingest", REAL / "lixian-2024.txt", REAL / "shapotou-2024-plan.txt", "--warehouse", WAREHOUSE)
    assert {table: dump(tmp_path / WAREHOUSE, table) for table in tables} == held


def dump(warehouse: Path, table: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()


def test_search_marks_the_words_plainly_where_no_terminal_is(filled: Baogao) -> None:
    found = filled("search", "行政复议", "--year", "2024", "--limit", "2", "--warehouse", WAREHOUSE)
    assert (found.returncode, found.stderr) == (0, "")
    assert "【行政复议】" in found.stdout
    assert "\x1b" not in found.stdout
    nothing = filled("search", "量子纠缠", "--region", "湖南省", "--warehouse", WAREHOUSE)
    assert (nothing.returncode, nothing.stdout) == (0, "")
    assert "no section holds these words" in nothing.stderr


def test_coverage_names_who_is_missing_within_a_region(filled: Baogao) -> None:
    within = filled("coverage", "--region", "澧县", "--year", "2024", "--warehouse", WAREHOUSE)
    assert within.returncode == 0
    rows = [line.split() for line in within.stdout.splitlines()]
    assert ["2024", "430723", "澧县", "undated"] in [row[:4] for row in rows]
    assert ["2024", "430723103", "梦溪镇", "missing"] in rows
    country = filled("coverage", "--warehouse", WAREHOUSE)
    assert "missing" not in country.stdout.split("Places")[1]
    unknown = filled("coverage", "--region", "某县", "--warehouse", WAREHOUSE)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "no region is called 某县" in unknown.stderr


def test_export_writes_a_data_set_and_says_what_is_in_it(filled: Baogao, tmp_path: Path) -> None:
    done = filled("export", "out", "--format", "csv", "--warehouse", WAREHOUSE)
    assert done.returncode == 0
    assert ["reports", "2"] in [line.split() for line in done.stdout.splitlines()]
    assert (tmp_path / "out" / "datapackage.json").exists()
    refused = filled("export", "again", "--since", "yesterday", "--warehouse", WAREHOUSE)
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1


def test_a_correction_that_no_longer_fits_is_named_and_the_rest_is_stored(
    baogao: Baogao, tmp_path: Path
) -> None:
    take_in = ("ingest", REAL / "lixian-2024.txt", "--warehouse", WAREHOUSE)
    assert baogao(*take_in).returncode == 0
    ask = ("query", "SELECT report_id, issuer FROM reports", "--format", "json", "--warehouse", WAREHOUSE)
    report = json.loads(baogao(*ask).stdout)["report_id"]
    (tmp_path / "corrections.yml").write_text(
        f"- report: '{report}'\n  field: year\n  printed: 2031\n  right: 2024\n"
        "  reason: the title names the year of publication\n  source: https://www.example.gov.cn/\n",
        "utf-8",
    )
    done = baogao(*take_in)
    assert done.returncode == 1
    assert "2031" in done.stderr
    assert json.loads(baogao(*ask).stdout)["report_id"] == report
