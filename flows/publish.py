"""`publish` as a Prefect flow: the tables as a data set for other tools."""

from pathlib import Path
from typing import Literal

from prefect import flow
from prefect.artifacts import create_table_artifact

from warehouse.export import export

TABLE = "publish-tables"
DEFAULT_WAREHOUSE = Path("data/baogao.duckdb")


@flow(name="publish", flow_run_name="publish {folder} as {form}", persist_result=False)
def publish(
    folder: Path,
    warehouse: Path = DEFAULT_WAREHOUSE,
    form: Literal["parquet", "jsonl", "csv"] = "parquet",
    since: str | None = None,
) -> dict[str, int]:
    """Write the warehouse's tables to a folder and return the rows of each.

    Args:
        folder: the folder to write; an earlier export in it is replaced.
        warehouse: the DuckDB file of the warehouse.
        form: how to write the tables.
        since: only what changed since a time (2026-01-31 or 2026-01-31T20:00, UTC) or an earlier export,
            named by its folder; left out: everything.

    Raises:
        WarehouseError: see `warehouse.export.export`.
    """
    rows = export(warehouse, folder, form, since).rows
    table = [{"table": name, "rows": count} for name, count in rows.items()]
    create_table_artifact(table, key=TABLE, description=str(folder))
    return rows
