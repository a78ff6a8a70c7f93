"""`baogao export`: the tables as a data set."""

from pathlib import Path

from flows.command.status import OK, refusing
from flows.command.tables import print_rows
from warehouse.errors import WarehouseError
from warehouse.export import export


def run_export(folder: Path, warehouse: Path, form: str, since: str | None) -> int:
    """Write the data set to `folder`, print what it holds, and return the exit status."""
    with refusing(WarehouseError, OSError):
        done = export(warehouse, folder, form, since)
    print_rows(["table", "rows"], list(done.rows.items()))
    return OK
