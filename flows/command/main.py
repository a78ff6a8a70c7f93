"""The `baogao` command line: options and help; the work is in the sibling modules.

Everything heavy is imported inside the commands, so that `--help` answers at once.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="baogao",
    help="Harvest the reports Chinese governments publish on law-based government; ask them in SQL.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
portals_app = typer.Typer(help="The portal registry.", no_args_is_help=True)
app.add_typer(portals_app, name="portals")

Warehouse = Annotated[Path, typer.Option(help="The DuckDB file of the warehouse.", metavar="PATH")]
Archive = Annotated[Path, typer.Option(help="The folder of WARC files.", metavar="DIR")]
Registry = Annotated[
    Path | None,
    typer.Option(
        "--portals", help="A registry file or folder; left out: the one that ships.", metavar="PATH"
    ),
]

DEFAULT_WAREHOUSE = Path("data/baogao.duckdb")
DEFAULT_ARCHIVE = Path("data/archive")


class QueryFormat(StrEnum):
    """How `query` prints its rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


@app.command()
def demo(
    folder: Annotated[
        Path, typer.Option(help="Where the demo keeps its warehouse and archive.", metavar="DIR")
    ] = Path("data/demo"),
) -> None:
    """Harvest the bundled demo portals end to end into a fresh warehouse and show what is in it."""
    from flows.command.demo import run_demo

    raise typer.Exit(run_demo(folder))


@app.command()
def harvest(
    portals: Annotated[
        list[str] | None, typer.Argument(help="Ids of portals; none: all of the registry.", metavar="PORTAL")
    ] = None,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    archive: Archive = DEFAULT_ARCHIVE,
    registry: Registry = None,
    full: Annotated[
        bool, typer.Option("--full", help="Read every list page, not only until known entries appear.")
    ] = False,
) -> None:
    """Crawl portals, read what is new, load it; a closing table tells what happened."""
    from flows.command.harvest import Asked, run_harvest

    raise typer.Exit(run_harvest(Asked(warehouse, archive, registry, tuple(portals or ()), full)))


@app.command()
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="Files (.html .txt .warc .warc.gz …) or folders.", metavar="PATH")
    ],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    registry: Registry = None,
) -> None:
    """Read files into the warehouse, as a harvest would."""
    from flows.command.ingest import run_ingest

    raise typer.Exit(run_ingest(paths, warehouse, registry))


@app.command()
def query(
    sql: Annotated[str, typer.Argument(help="One SELECT statement.", metavar="SQL")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    form: Annotated[QueryFormat, typer.Option("--format", help="How to print the rows.")] = QueryFormat.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write to a file (needed for parquet).", metavar="PATH")
    ] = None,
    time_limit: Annotated[float, typer.Option(help="Seconds before the query is given up.", min=0.1)] = 60.0,
) -> None:
    """Ask the warehouse in SQL; nothing can be written."""
    from flows.command.query import run_query_command

    raise typer.Exit(run_query_command(sql, warehouse, form.value, output, time_limit))


@app.command()
def show(
    report: Annotated[
        str, typer.Argument(help="A report's id, its beginning, or its URL.", metavar="REPORT")
    ],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
) -> None:
    """One report: what it is, its outline, its indicators, where it came from."""
    from flows.command.show import run_show

    raise typer.Exit(run_show(report, warehouse))


@portals_app.command("list")
def list_portals(registry: Registry = None) -> None:
    """The portals of the registry, one a line."""
    from flows.command.portals import run_list

    raise typer.Exit(run_list(registry))


def run() -> None:
    """Run the command line."""
    app()
