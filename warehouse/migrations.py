"""Brings a warehouse to the schema of this code: numbered SQL files, each applied once.

What was applied stands in the table `schema_migrations` with the file's SHA-256, written in the same
transaction as the file's own statements.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.errors import MigrationChangedError, WarehouseTooNewError
from warehouse.sqlfiles import sql_files

_RECORD = """
CREATE TABLE IF NOT EXISTS schema_migrations (name VARCHAR NOT NULL, sha256 VARCHAR NOT NULL);
COMMENT ON TABLE schema_migrations IS 'Migrations that made this warehouse what it is.';
COMMENT ON COLUMN schema_migrations.name IS 'Name of the SQL file.';
COMMENT ON COLUMN schema_migrations.sha256 IS 'SHA-256 of the file, hexadecimal.';
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One SQL file that changes the schema."""

    name: str
    sha256: str
    sql: str

    @classmethod
    def read(cls, path: Path) -> "Migration":
        """Read the migration in the file at `path`."""
        content = path.read_bytes()
        return cls(path.stem, hashlib.sha256(content).hexdigest(), content.decode())


def known_migrations() -> list[Migration]:
    """Return the migrations that ship with this code, in order."""
    return [Migration.read(path) for path in sql_files("migrations")]


def applied_migrations(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return name and SHA-256 of the migrations the open warehouse has; none for an empty database."""
    recorded = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'schema_migrations'"
    ).fetchone()
    if recorded == (0,):
        return {}
    return dict(connection.execute("SELECT name, sha256 FROM schema_migrations ORDER BY name").fetchall())


def migrate(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Apply what the open warehouse lacks and return the names applied.

    Raises MigrationChangedError when an applied file has changed since, WarehouseTooNewError when the
    warehouse has migrations that this code does not know.
    """
    known = known_migrations()
    applied = applied_migrations(connection)
    _refuse_strangers(applied, {migration.name: migration.sha256 for migration in known})
    waiting = [migration for migration in known if migration.name not in applied]
    for migration in waiting:
        connection.begin()
        connection.execute(_RECORD)
        connection.execute(migration.sql)
        connection.execute("INSERT INTO schema_migrations VALUES (?, ?)", [migration.name, migration.sha256])
        connection.commit()
    return [migration.name for migration in waiting]


def _refuse_strangers(applied: Mapping[str, str], known: Mapping[str, str]) -> None:
    unknown = sorted(applied.keys() - known.keys())
    if unknown:
        raise WarehouseTooNewError(
            f"the warehouse has migration {unknown[-1]}, which this version does not know; upgrade baogao"
        )
    for name, digest in applied.items():
        if known[name] != digest:
            raise MigrationChangedError(
                f"migration {name} was changed after the warehouse was made with it;"
                " restore the file and put the change into a new migration"
            )
