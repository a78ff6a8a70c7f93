"""Loads a staged night into the warehouse: one transaction, checked, published at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.checking import check_night
from warehouse.errors import LoadFailedError, NotAWarehouseError
from warehouse.merging import merge_staged, show_staged
from warehouse.migrations import migrate
from warehouse.publishing import next_state, only_loader, publish
from warehouse.replacing import TableCounts
from warehouse.search_index import update_index

__all__ = ["LoadReport", "TableCounts", "load"]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: rows added, changed, unchanged and removed per table, and migrations applied."""

    tables: Mapping[str, TableCounts]
    migrations: tuple[str, ...] = ()

    @property
    def changed_anything(self) -> bool:
        """Whether any row or the schema differs from before."""
        return bool(self.migrations) or any(counts.any_change for counts in self.tables.values())


def load(warehouse: Path, staged: Path) -> LoadReport:
    """Merge the Parquet files of the folder `staged` into `warehouse`, made if missing, and index its words.

    Idempotent: the same files again change no row and leave the file alone. Whatever fails, the
    warehouse stays as it was. Raises LoaderBusyError, StagedRowsError, CheckError, LoadFailedError (what
    DuckDB refuses: a missing value, a full disk) and the errors of `warehouse.migrations.migrate` and
    `warehouse.querying.open_read_only`.
    """
    with only_loader(warehouse):
        with next_state(warehouse) as side:
            report = _load_into(side, staged)
            if report.changed_anything:
                publish(side, warehouse)
        if warehouse.exists():
            update_index(warehouse)
    return report


def _load_into(side: Path, staged: Path) -> LoadReport:
    with _open_for_loading(side) as connection:
        try:
            applied = migrate(connection)
            connection.begin()
            show_staged(connection, staged)
            counts = merge_staged(connection)
            check_night(connection)
            connection.commit()
            connection.execute("CHECKPOINT")
        except duckdb.Error as error:
            reason = str(error).strip().split("\n", 1)[0]
            raise LoadFailedError(f"nothing was loaded, last night's data stands: {reason}") from error
    return LoadReport(counts, tuple(applied))


def _open_for_loading(side: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(side))
    except duckdb.IOException as error:
        raise NotAWarehouseError(f"{side}: cannot be opened as a DuckDB file; is the disk full?") from error
    # Rows are merged as sets: keeping the order of the files would cost memory for nothing.
    connection.execute("SET preserve_insertion_order = false")
    # Rows of the open transaction are not in the statistics: the planner would take a night for a handful.
    connection.execute("SET asof_loop_join_threshold = 0")
    return connection
