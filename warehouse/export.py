"""Writes the warehouse, or what changed in it, as a folder of files that describes itself.

The folder appears at once: files are written beside it under a temporary name, which becomes its name
when all are whole. The same warehouse gives the same bytes.
"""

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.errors import ExportError
from warehouse.export_formats import WRITERS
from warehouse.export_metadata import WrittenFile, croissant, data_package
from warehouse.export_tables import ExportedFile, files_of, files_since
from warehouse.publishing import sync
from warehouse.querying import open_read_only

PACKAGE = "datapackage.json"
_BATCH_ROWS = 2048


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    files: Sequence[WrittenFile]

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table."""
        counts: dict[str, int] = {}
        for file in self.files:
            table = file.described.table.name
            counts[table] = counts.get(table, 0) + file.rows
        return counts


def export(warehouse: Path, folder: Path, form: str = "parquet", since: str | None = None) -> Exported:
    """Write the warehouse to `folder` in the format `form`: parquet, jsonl or csv.

    `since` is a time by ISO 8601 (UTC where it names no zone), or the folder or datapackage.json of an
    earlier export: then each table holds only the rows that loads after it added, changed or removed,
    with a first column that says which. An earlier export in `folder` is replaced. Raises ExportError
    for a `since` that is neither, or a `folder` that holds something else; and the errors of
    `open_read_only`.
    """
    _take_up(folder)
    _refuse_strangers(folder)
    with open_read_only(warehouse) as connection:
        start = _start_of(connection, since) if since is not None else None
        loaded_at = _loaded_at(connection)
        files = files_since(connection, start) if start else files_of(connection, by_year=form == "parquet")
        fresh = _beside(folder, "writing")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        try:
            written = [_write(connection, file, form, fresh) for file in files]
            _write_json(
                fresh / PACKAGE, data_package(written, form, loaded_at, start.isoformat() if start else None)
            )
            _write_json(fresh / "croissant.json", croissant(written, form, loaded_at))
            _put_in_place(fresh, folder)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    return Exported(written)


def _beside(folder: Path, purpose: str) -> Path:
    resolved = folder.resolve()
    return resolved.with_name(f".{resolved.name}.{purpose}")


def _take_up(folder: Path) -> None:
    """Put back the earlier export if the last one was killed between taking it away and replacing it."""
    old = _beside(folder, "old")
    if old.exists() and not folder.exists():
        old.rename(folder.resolve())
    shutil.rmtree(old, ignore_errors=True)


def _refuse_strangers(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder}: a file stands there; name a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / PACKAGE).is_file():
        raise ExportError(f"{folder}: holds files that are no export; name a new or empty folder")


def _start_of(connection: duckdb.DuckDBPyConnection, since: str) -> datetime:
    path = Path(since)
    if path.exists():
        return _state_of(connection, path / PACKAGE if path.is_dir() else path)
    try:
        start = datetime.fromisoformat(since)
    except ValueError as error:
        raise ExportError(
            f"{since}: neither a time such as 2026-01-31 or 2026-01-31T20:00, nor an earlier export"
        ) from error
    return start if start.tzinfo else start.replace(tzinfo=UTC)


def _state_of(connection: duckdb.DuckDBPyConnection, descriptor: Path) -> datetime:
    """Return the load that an earlier export was made after."""
    try:
        loaded_at = datetime.fromisoformat(json.loads(descriptor.read_text("utf-8"))["loaded_at"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExportError(f"{descriptor}: not the descriptor of an earlier export") from error
    known = connection.execute("SELECT count(*) FROM loads WHERE loaded_at = ?", [loaded_at]).fetchone()
    if known == (0,):
        raise ExportError(f"{descriptor}: made from another warehouse; export this one in full")
    return loaded_at


def _loaded_at(connection: duckdb.DuckDBPyConnection) -> str | None:
    (moment,) = connection.execute("SELECT epoch_us(max(loaded_at)) FROM loads").fetchone() or (None,)
    if moment is None:
        return None
    seconds, micros = divmod(moment, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros).isoformat()


def _write(connection: duckdb.DuckDBPyConnection, file: ExportedFile, form: str, folder: Path) -> WrittenFile:
    schema = pa.schema([(column.name, column.arrow) for column in file.columns])
    answer = connection.execute(file.sql, file.parameters).to_arrow_reader(_BATCH_ROWS)
    batches = pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in answer))
    path = folder / f"{file.name}.{form}"
    rows = WRITERS[form](batches, path)
    sync(path)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return WrittenFile(file, path.name, rows, path.stat().st_size, digest)


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    sync(path)


def _put_in_place(fresh: Path, folder: Path) -> None:
    target = folder.resolve()
    sync(fresh)
    old = _beside(folder, "old")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)
