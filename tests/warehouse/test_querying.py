"""Queries read, stream, end in time, and say in one line what is wrong with them."""

import itertools
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.staged_nights import document, write_night
from warehouse.errors import (
    NotAWarehouseError,
    QueryError,
    QueryTimeoutError,
    WarehouseError,
    WarehouseLockedError,
    WarehouseMissingError,
    WriteRefusedError,
)
from warehouse.loading import load
from warehouse.querying import open_read_only, run_query

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("warehouse")
    load(folder / "w.duckdb", write_night(folder / "staged", documents=[document()]))
    return folder / "w.duckdb"


def answer(warehouse: Path, sql: str, time_limit: float | None = None):
    with run_query(warehouse, sql, time_limit) as result:
        return result.names, list(result.rows())


def test_a_query_gives_names_and_rows(warehouse):
    assert answer(warehouse, "SELECT title, year AS covers FROM reports") == (
        ("title", "covers"),
        [("澧县2024年度法治政府建设工作情况的报告", 2024)],
    )


@pytest.mark.parametrize(
    "sql", ["DESCRIBE reports", "SHOW TABLES", "EXPLAIN SELECT 1", "FROM coverage;", "SUMMARIZE sections"]
)
def test_all_that_reads_is_welcome(warehouse, sql):
    assert answer(warehouse, sql)[0]


def test_rows_stream(warehouse):
    with run_query(warehouse, "SELECT i FROM range(1_000_000_000_000) AS t(i)") as result:
        assert list(itertools.islice(result.rows(), 3)) == [(0,), (1,), (2,)]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM reports",
        "INSERT INTO runs SELECT 'x'",
        "CREATE TEMP TABLE mine AS SELECT 1",
        "DROP VIEW coverage",
        "COPY reports TO '/tmp/reports.csv'",
        "EXPORT DATABASE '/tmp/all'",
        "ATTACH ':memory:' AS other",
        "SET threads = 64",
        "PRAGMA threads = 64",
        "INSTALL httpfs",
        "LOAD fts",
        "CHECKPOINT",
        "CALL force_checkpoint()",
        "EXPLAIN ANALYZE DELETE FROM reports",
        "WITH gone AS (SELECT 1) DELETE FROM reports",
    ],
)
def test_what_would_write_or_change_settings_is_refused(warehouse, sql):
    before = warehouse.read_bytes()
    with pytest.raises(QueryError) as refusal:
        answer(warehouse, sql)
    assert "\n" not in str(refusal.value)
    assert warehouse.read_bytes() == before


def test_a_write_is_called_a_write(warehouse):
    with pytest.raises(WriteRefusedError, match="DELETE is refused: queries only read"):
        answer(warehouse, "DELETE FROM reports")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/hostname.csv'",
        "FROM read_csv('https://example.org/x.csv')",
        "FROM glob('/*')",
        "FROM read_parquet('s3://bucket/x.parquet')",
    ],
)
def test_files_and_network_are_out_of_reach(warehouse, sql):
    with pytest.raises(QueryError, match=r"disabled|does not exist"):
        answer(warehouse, sql)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELEC 1", 'Parser Error: syntax error at or near "SELEC"'),
        (
            "SELECT nothing FROM reports",
            'Binder Error: Referenced column "nothing" not found in FROM clause!',
        ),
        ("SELECT * FROM nowhere", "Catalog Error: Table with name nowhere does not exist!"),
        ("SELECT 1; SELECT 2", "one statement at a time, please; this has 2"),
        ("", "one statement at a time, please; this has 0"),
        ("SELECT CAST(title AS INTEGER) FROM reports", "Conversion Error: Could not convert string"),
    ],
)
def test_wrong_sql_gets_one_line(warehouse, sql, message):
    with pytest.raises(QueryError) as refusal:
        answer(warehouse, sql)
    assert str(refusal.value).startswith(message)
    assert "\n" not in str(refusal.value)


ENDLESS = "SELECT count(*) FROM range(10_000_000) AS a(i), range(10_000_000) AS b(j) WHERE i % 7 = j % 11"


@pytest.mark.parametrize("sql", [ENDLESS, "SELECT i FROM range(1_000_000_000_000) AS t(i)"])
def test_a_query_ends_at_its_time_limit_while_computing_and_while_streaming(warehouse, sql):
    with pytest.raises(QueryTimeoutError, match=r"longer than 0.2 s; narrow it or raise the time limit"):
        answer_length(warehouse, sql, 0.2)


def answer_length(warehouse: Path, sql: str, time_limit: float) -> int:
    with run_query(warehouse, sql, time_limit) as result:
        return sum(1 for _ in result.rows())


def test_a_query_within_its_limit_is_left_alone(warehouse):
    assert answer(warehouse, "SELECT 1", 60.0)[1] == [(1,)]


def test_a_missing_warehouse_says_how_to_make_one(tmp_path):
    with pytest.raises(WarehouseMissingError, match=r"none.duckdb: no such warehouse; `baogao harvest`"):
        open_read_only(tmp_path / "none.duckdb")


def test_a_file_that_is_no_warehouse_says_so(tmp_path):
    (tmp_path / "x.duckdb").write_bytes(b"x" * 8192)
    with pytest.raises(NotAWarehouseError, match="cannot be opened as a DuckDB file"):
        open_read_only(tmp_path / "x.duckdb")
    duckdb.connect(str(tmp_path / "y.duckdb")).close()
    with pytest.raises(NotAWarehouseError, match="a DuckDB file, but no warehouse of baogao"):
        open_read_only(tmp_path / "y.duckdb")
    with pytest.raises(NotAWarehouseError, match="cannot be opened"):
        open_read_only(tmp_path)


def test_a_warehouse_that_another_process_writes_is_locked(tmp_path):
    path = tmp_path / "w.duckdb"
    duckdb.connect(str(path)).close()
    program = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    with pytest.raises(WarehouseLockedError, match=f"process {writer.pid} has it open for writing"):
        open_read_only(path)
    writer.communicate()


def test_every_error_is_a_warehouse_error():
    from warehouse import errors

    named = [value for value in vars(errors).values() if isinstance(value, type)]
    assert all(issubclass(error, WarehouseError) and error.__doc__ for error in named)


def test_importing_is_cheap():
    program = "import sys, warehouse.querying; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"pyarrow", "numpy", "pandas", "prefect", "scrapy", "flows", "crawlers"} & set(loaded)
