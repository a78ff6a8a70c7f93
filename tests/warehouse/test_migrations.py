"""Migrations are applied once, in order, and never change behind the warehouse's back."""

from pathlib import Path

import duckdb
import pytest

from tests.warehouse.staged_nights import CITY_URL, document, rows_of, whole_content, write_night
from warehouse.errors import MigrationChangedError, WarehouseTooNewError
from warehouse.loading import load
from warehouse.migrations import Migration, applied_migrations, known_migrations, migrate

KNOWN = known_migrations()
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


def warehouse_of(folder: Path, migrations: list[Migration], monkeypatch) -> Path:
    """A warehouse as it was when only `migrations` existed, with the rows of a night of today."""
    load(folder / "today.duckdb", write_night(folder / "night", documents=[document(), document(CITY_URL)]))
    path = folder / "then.duckdb"
    with duckdb.connect(str(path)) as then, monkeypatch.context() as past:
        past.setattr("warehouse.migrations.known_migrations", lambda: migrations)
        migrate(then)
        then.execute(f"ATTACH '{folder / 'today.duckdb'}' AS today (READ_ONLY)")
        for (table,) in then.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'then'"
        ).fetchall():
            if table != "schema_migrations":
                columns = then.execute(f"FROM {table} LIMIT 0").description
                names = ", ".join(f'"{column[0]}"' for column in columns)
                then.execute(f"INSERT INTO {table} BY NAME SELECT {names} FROM today.{table}")
    return path


@pytest.mark.parametrize("earlier", range(1, len(KNOWN)), ids=[migration.name for migration in KNOWN[:-1]])
def test_a_warehouse_of_every_earlier_version_keeps_its_rows(tmp_path, monkeypatch, earlier):
    warehouse = warehouse_of(tmp_path, KNOWN[:earlier], monkeypatch)
    before = whole_content(warehouse)

    load(warehouse, write_night(tmp_path / "now"))

    after = whole_content(warehouse)
    assert before.pop("schema_migrations") != after.pop("schema_migrations")
    assert {table: after[table] for table in before} == before
    assert len(before["reports"]) == 1
    assert rows_of(warehouse, "SELECT name FROM schema_migrations ORDER BY name") == [
        (migration.name,) for migration in KNOWN
    ]
