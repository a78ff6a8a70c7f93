"""Loads a staged night into the warehouse: one transaction, checked, published at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from warehouse.checking import check_night
from warehouse.corrections import Correction, read_corrections
from warehouse.errors import LoadFailedError, NotAWarehouseError
from warehouse.merging import merge_staged, show_staged
from warehouse.migrations import applied_migrations, known_migrations, migrate
from warehouse.publishing import next_state, only_loader, publish
from warehouse.querying import REMEDY, is_damage, open_read_only
from warehouse.replacing import TableCounts
from warehouse.search_index import update_index

__all__ = ["LoadReport", "TableCounts", "load", "upgrade"]


# DuckDB 1.2 (February 2025) and later can read it; it compresses long texts, which halves the file.
_STORAGE = "v1.2.0"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: rows added, changed, unchanged and removed per table, and migrations applied.

    `refused` names each correction that was not applied, because what is printed is not what it says.
    """

    tables: Mapping[str, TableCounts]
    migrations: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def changed_anything(self) -> bool:
        """Whether any row or the schema differs from before."""
        return bool(self.migrations) or any(counts.any_change for counts in self.tables.values())


def load(warehouse: Path, staged: Path, corrections: Path | None = None) -> LoadReport:
    """Merge the Parquet files of the folder `staged` into `warehouse`, made if missing, and index its words.

    `corrections` is a file or folder of known source errors; None means `corrections.yml` beside the
    warehouse, if there is one. Those that ship always hold.

    Idempotent: the same files again change no row and leave the file alone. Whatever fails, the
    warehouse stays as it was. Raises CorrectionsError, LoaderBusyError, StagedRowsError, CheckError,
    LoadFailedError (what DuckDB refuses: a missing value, a full disk) and the errors of
    `warehouse.migrations.migrate` and `warehouse.querying.open_read_only`.
    """
    known = read_corrections(warehouse, corrections)
    with only_loader(warehouse):
        with next_state(warehouse) as side:
            report = _load_into(side, staged, known)
            if report.changed_anything:
                publish(side, warehouse)
        if warehouse.exists():
            update_index(warehouse)
    return report


def upgrade(warehouse: Path) -> bool:
    """Bring `warehouse` to the schema of this code, before anybody reads it; return whether it was not.

    A load does it too; raises as `load`.
    """
    if not warehouse.exists():
        return False
    with open_read_only(warehouse) as connection:
        applied = applied_migrations(connection)
    if all(migration.name in applied for migration in known_migrations()):
        return False
    with TemporaryDirectory() as nothing:
        load(warehouse, Path(nothing))
    return True


def _load_into(side: Path, staged: Path, corrections: Sequence[Correction]) -> LoadReport:
    with _open_for_loading(side) as connection:
        try:
            applied = migrate(connection)
            connection.begin()
            show_staged(connection, staged)
            merged = merge_staged(connection, corrections)
            check_night(connection)
            connection.commit()
            connection.execute("CHECKPOINT")
        except duckdb.Error as error:
            reason = str(error).strip().split("\n", 1)[0]
            remedy = f"; {REMEDY}" if is_damage(error) else ""
            raise LoadFailedError(
                f"nothing was loaded, last night's data stands: {reason}{remedy}"
            ) from error
    return LoadReport(merged.counts, tuple(applied), tuple(merged.refused))


def _open_for_loading(side: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(side), config={"storage_compatibility_version": _STORAGE})
    except duckdb.IOException as error:
        raise NotAWarehouseError(f"{side}: cannot be opened as a DuckDB file; is the disk full?") from error
    connection.execute("SET enable_progress_bar = false")
    # Rows are merged as sets: keeping the order of the files would cost memory for nothing.
    connection.execute("SET preserve_insertion_order = false")
    # Rows of the open transaction are not in the statistics: the planner would take a night for a handful.
    connection.execute("SET asof_loop_join_threshold = 0")
    return connection
