"""Migrations are applied once, in order, and never change behind the warehouse's back."""

import shutil
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.staged_nights import (
    CITY_URL,
    document,
    night_after,
    rows_of,
    whole_content,
    write_night,
)
from warehouse.errors import MigrationChangedError, WarehouseTooNewError
from warehouse.loading import load
from warehouse.migrations import Migration, applied_migrations, known_migrations, migrate

KNOWN = known_migrations()
MOVED = "https://c.example.cn/3.html"
RETITLED = "关于澧县2024年法治政府建设情况的报告"
UNEXPLAINED = """
SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND coalesce(comment, '') = ''
UNION ALL
SELECT table_name, NULL FROM duckdb_tables() WHERE NOT internal AND coalesce(comment, '') = ''
UNION ALL
SELECT view_name, NULL FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''
"""


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        yield opened


def test_every_migration_is_applied_once_and_recorded(connection):
    names = [migration.name for migration in known_migrations()]

    assert migrate(connection) == names
    assert migrate(connection) == []
    assert list(applied_migrations(connection)) == names == sorted(names)


def test_every_table_view_and_column_is_explained(connection):
    migrate(connection)

    unexplained = connection.execute(UNEXPLAINED).fetchall()
    assert unexplained == []


def test_a_migration_that_changed_after_it_was_applied_is_refused(connection):
    migrate(connection)
    connection.execute("UPDATE schema_migrations SET sha256 = 'other' WHERE name = '0001_tables'")

    with pytest.raises(MigrationChangedError, match="migration 0001_tables was changed"):
        migrate(connection)


def test_a_warehouse_of_later_code_is_refused_and_left_alone(tmp_path):
    warehouse = tmp_path / "w.duckdb"
    night = write_night(tmp_path / "night", documents=[document()])
    load(warehouse, night)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("INSERT INTO schema_migrations VALUES ('9999_later', 'x')")
    before = whole_content(warehouse)

    with pytest.raises(
        WarehouseTooNewError, match="9999_later, which this version does not know; upgrade baogao"
    ):
        load(warehouse, night)
    assert whole_content(warehouse) == before


def test_a_failing_migration_leaves_no_trace(connection, monkeypatch):
    broken = Migration("9000_broken", "x", "CREATE TABLE half (a INTEGER); SELECT * FROM nowhere;")
    monkeypatch.setattr("warehouse.migrations.known_migrations", lambda: [*KNOWN, broken])

    with pytest.raises(duckdb.CatalogException):
        migrate(connection)
    connection.rollback()

    assert "9000_broken" not in applied_migrations(connection)
    assert connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'half'"
    ).fetchone() == (0,)


NIGHTS = [
    [document(), document(CITY_URL)],
    [document(MOVED, title=RETITLED, fetched_at=night_after(1)), document(CITY_URL, year=2023)],
]


def warehouse_of(folder: Path, migrations: list[Migration], today: Path) -> Path:
    """A warehouse as it was when only `migrations` existed, with the rows of `today`."""
    path = folder / "then.duckdb"
    with duckdb.connect(str(path)) as then, pytest.MonkeyPatch.context() as past:
        past.setattr("warehouse.migrations.known_migrations", lambda: migrations)
        migrate(then)
        then.execute(f"ATTACH '{today}' AS today (READ_ONLY)")
        for (table,) in then.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'then'"
        ).fetchall():
            if table != "schema_migrations":
                names = ", ".join(columns_of(then, table))
                then.execute(f"INSERT INTO {table} BY NAME SELECT {names} FROM today.{table}")
    return path


def columns_of(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    return [f'"{column[0]}"' for column in connection.execute(f"FROM {table} LIMIT 0").description or []]


def columns_of_all(warehouse: Path) -> dict[str, str]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        return {table: ", ".join(columns_of(connection, table)) for (table,) in tables}


@pytest.fixture(scope="module")
def today(tmp_path_factory) -> Path:
    """A warehouse of this version with one night."""
    folder = tmp_path_factory.mktemp("today")
    load(folder / "w.duckdb", write_night(folder / "n", documents=NIGHTS[0]))
    return folder / "w.duckdb"


@pytest.mark.parametrize("earlier", range(1, len(KNOWN)), ids=[migration.name for migration in KNOWN[:-1]])
def test_a_warehouse_of_every_earlier_version_keeps_its_rows_and_goes_on(tmp_path, today, earlier):
    warehouse = warehouse_of(tmp_path, KNOWN[:earlier], today)
    columns = columns_of_all(warehouse)
    before = {table: rows_of(warehouse, f"SELECT {columns[table]} FROM {table}") for table in columns}

    load(warehouse, write_night(tmp_path / "now"))

    names = [(migration.name,) for migration in KNOWN]
    assert rows_of(warehouse, "SELECT name FROM schema_migrations ORDER BY name") == names
    for table in columns.keys() - {"schema_migrations"}:
        assert rows_of(warehouse, f"SELECT {columns[table]} FROM {table}") == before[table], table
    assert len(before["reports"]) == 1

    # The next night gives what it gives a warehouse that never was an earlier one.
    never = shutil.copy(today, tmp_path / "never.duckdb")
    for path in (warehouse, Path(never)):
        load(path, write_night(tmp_path / "next" / path.stem, documents=NIGHTS[1]))
    assert whole_content(warehouse) == whole_content(Path(never))
    assert rows_of(warehouse, "SELECT count(*) FROM reports") == [(2,)]
