"""The checks of a night: SQL files that return the rows that break a rule."""

from string import Template

import duckdb

from warehouse.errors import CheckError
from warehouse.sqlfiles import sql_files

_SAMPLES = 3
_MOST_TOUCHED = "SELECT count(*) > (SELECT count(*) FROM reports) / 5 FROM touched"


def check_night(connection: duckdb.DuckDBPyConnection) -> None:
    """Run every check of `warehouse/checks` on what the open transaction wrote.

    Checks see the tables as they will be and, as `touched_<table>`, the rows of the reports that the night
    touched (`warehouse/steps/10_gather_touched.sql`). Raises CheckError naming each check that returned
    rows, how many, and the first of them.
    """
    _gather_touched(connection)
    broken = []
    for path in sql_files("checks"):
        cursor = connection.execute(path.read_text("utf-8"))
        names = [column[0] for column in cursor.description or []]
        rows = cursor.fetchall()
        if rows:
            samples = "; ".join(
                ", ".join(f"{name}={value!r}" for name, value in zip(names, row, strict=True))
                for row in rows[:_SAMPLES]
            )
            broken.append(f"{path.stem}: {len(rows)} rows, as {samples}")
    if broken:
        raise CheckError("nothing was loaded, last night's data stands; checks failed: " + " | ".join(broken))


def _gather_touched(connection: duckdb.DuckDBPyConnection) -> None:
    (most,) = connection.execute(_MOST_TOUCHED).fetchone() or (False,)
    (path,) = (path for path in sql_files("steps") if path.stem == "10_gather_touched")
    gathering = Template(path.read_text("utf-8"))
    connection.execute(gathering.substitute(kind="VIEW" if most else "TABLE"))
