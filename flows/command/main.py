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
Archive = Annotated[Path, typer.Option(help="The folder of WARC files, or s3://bucket/path.", metavar="DIR")]
Registry = Annotated[
    Path | None,
    typer.Option(
        "--portals", help="A registry file or folder; left out: the one that ships.", metavar="PATH"
    ),
]
On = Annotated[
    str | None,
    typer.Option(help="Where to read: dask://host:port; left out: this machine's cores.", metavar="PLACE"),
]
Region = Annotated[
    str | None,
    typer.Option(help="Only this region and all below it: a name or a code.", metavar="REGION"),
]

DEFAULT_WAREHOUSE = Path("data/baogao.duckdb")
DEFAULT_ARCHIVE = Path("data/archive")


class QueryFormat(StrEnum):
    """How `query` prints its rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class StatusFormat(StrEnum):
    """How `status` is printed."""

    TABLE = "table"
    JSON = "json"


class ExportFormat(StrEnum):
    """How `export` writes tables."""

    PARQUET = "parquet"
    JSONL = "jsonl"
    CSV = "csv"


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
    recheck: Annotated[
        bool, typer.Option("--recheck", help="Ask every known article again whether it has changed.")
    ] = False,
    on: On = None,
) -> None:
    """Crawl portals, read what is new, load it; a closing table tells what happened."""
    from flows.command.harvest import Asked, run_harvest

    asked = Asked(warehouse, archive, registry, tuple(portals or ()), full=full, recheck=recheck, on=on)
    raise typer.Exit(run_harvest(asked))


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
def reprocess(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    archive: Archive = DEFAULT_ARCHIVE,
    registry: Registry = None,
    on: On = None,
) -> None:
    """Read the archive again with today's reader; no portal is asked."""
    from flows.command.ingest import run_reprocess

    raise typer.Exit(run_reprocess(archive, warehouse, registry, on))


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


@app.command()
def search(
    words: Annotated[list[str], typer.Argument(help="What to look for.", metavar="WORDS")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    year: Annotated[int | None, typer.Option(help="Only reports on this year.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind, as annual_report or work_plan.")] = None,
    region: Region = None,
    role: Annotated[str | None, typer.Option(help="Only sections of this role, as problems.")] = None,
    limit: Annotated[int, typer.Option(help="How many sections to show.", min=1)] = 20,
) -> None:
    """Find sections by their words, best first."""
    from flows.command.search import run_search
    from warehouse.search import Scope

    raise typer.Exit(run_search(" ".join(words), warehouse, Scope(year, kind, region, role), limit))


@app.command()
def coverage(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    year: Annotated[int | None, typer.Option(help="Only reports on this year.")] = None,
    region: Region = None,
) -> None:
    """Who has published which year's report, who was late, who is missing."""
    from flows.command.coverage import run_coverage

    raise typer.Exit(run_coverage(warehouse, year, region))


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write; made if missing.", metavar="DIR")],
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    form: Annotated[
        ExportFormat, typer.Option("--format", help="How to write the tables.")
    ] = ExportFormat.PARQUET,
    since: Annotated[
        str | None,
        typer.Option(
            help="Only what changed since a time (2026-01-31 or 2026-01-31T20:00, UTC) or an earlier export.",
            metavar="WHEN",
        ),
    ] = None,
) -> None:
    """Write the tables as a data set: files, a Data Package descriptor, Croissant metadata."""
    from flows.command.export import run_export

    raise typer.Exit(run_export(folder, warehouse, form.value, since))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.", metavar="ADDRESS")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="Port; 0 for any that is free.", min=0, max=65535)] = 8321,
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    archive: Archive = DEFAULT_ARCHIVE,
    names: Annotated[
        list[str] | None,
        typer.Option("--name", help="A host name by which readers ask, as behind a proxy.", metavar="NAME"),
    ] = None,
) -> None:
    """Open the reading room: the warehouse as pages to read, search and download; nothing can be written."""
    from flows.command.serve import run_serve

    raise typer.Exit(run_serve(host, port, warehouse, archive, tuple(names or ())))


@app.command()
def status(
    warehouse: Warehouse = DEFAULT_WAREHOUSE,
    archive: Archive = DEFAULT_ARCHIVE,
    registry: Registry = None,
    form: Annotated[
        StatusFormat, typer.Option("--format", help="How to print it; json is for monitors.")
    ] = StatusFormat.TABLE,
) -> None:
    """How the harvests fare: what broke, since when and why, what to do; exit status 1 if a person must."""
    from flows.command.health import run_status

    raise typer.Exit(run_status(warehouse, archive, registry, form.value))


@portals_app.command("list")
def list_portals(registry: Registry = None) -> None:
    """The portals of the registry, one a line."""
    from flows.command.portals import run_list

    raise typer.Exit(run_list(registry))


@portals_app.command("check")
def check_portals(
    portals: Annotated[
        list[str] | None, typer.Argument(help="Ids of portals; none: all of the registry.", metavar="PORTAL")
    ] = None,
    registry: Registry = None,
) -> None:
    """Ask portals, politely, whether they are alive and their columns list anything; takes no article."""
    from flows.command.portals import run_check

    raise typer.Exit(run_check(portals or (), registry))


@portals_app.command("discover")
def discover_portal(
    url: Annotated[str, typer.Argument(help="The homepage of a portal.", metavar="URL")],
    private: Annotated[
        bool, typer.Option("--private", help="The portal is on a private or loopback address.")
    ] = False,
) -> None:
    """Find a portal's columns of reports and print the registry entry to paste."""
    from flows.command.portals import run_discover

    raise typer.Exit(run_discover(url, private=private))


def run() -> None:
    """Run the command line."""
    app()
