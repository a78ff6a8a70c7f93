"""`publish` as a Prefect flow: the tables as a data set for other tools."""

from pathlib import Path
from typing import Annotated, Literal

from prefect import flow
from prefect.artifacts import create_table_artifact
from pydantic import Field

from warehouse.export import export

TABLE = "publish-tables"


@flow(name="publish", flow_run_name="publish {folder} as {form}", persist_result=False)
def publish(
    folder: Annotated[Path, Field(description="Folder to write; an earlier export in it is replaced.")],
    warehouse: Annotated[Path, Field(description="The DuckDB file of the warehouse.")] = Path(
        "data/baogao.duckdb"
    ),
    form: Annotated[
        Literal["parquet", "jsonl", "csv"], Field(description="How to write the tables.")
    ] = "parquet",
    since: Annotated[
        str | None,
        Field(
            description="Only what changed since a time (2026-01-31 or 2026-01-31T20:00, UTC) or an earlier "
            "export, named by its folder; left out: everything."
        ),
    ] = None,
) -> dict[str, int]:
    """Write the warehouse's tables to a folder and return the rows of each; see `warehouse.export.export`."""
    rows = export(warehouse, folder, form, since).rows
    table = [{"table": name, "rows": count} for name, count in rows.items()]
    create_table_artifact(table, key=TABLE, description=str(folder))
    return rows
