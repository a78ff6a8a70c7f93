"""Finds the region a user means, by code or by name."""

import duckdb

from warehouse.errors import QueryError

_NAMED = """
SELECT region_code, name FROM regions
WHERE name = $wanted OR region_code = $wanted OR starts_with(name, $wanted)
ORDER BY name <> $wanted, length(region_code), region_code
LIMIT 6
"""


def region_stem(connection: duckdb.DuckDBPyConnection, wanted: str) -> str:
    """Return the digits with which the codes of a region and of all below it begin: 43 for 430000 or 湖南省.

    `wanted` is an adcode, a township code, or a name or its beginning. Raises QueryError when no region
    has that name, or several.
    """
    if wanted.isdecimal():
        return stem_of(wanted)
    found = connection.execute(_NAMED, {"wanted": wanted}).fetchall()
    exact = [row for row in found if row[1] == wanted] or found
    if len(exact) == 1:
        return stem_of(exact[0][0])
    if not exact:
        raise QueryError(f"no region is called {wanted}; give a full name or an adcode such as 430723")
    named = ", ".join(f"{name} {code}" for code, name in exact)
    raise QueryError(f"{wanted} is more than one region; give a code: {named}")


def stem_of(code: str) -> str:
    """Return the digits that a region shares with all below it: 43 for 430000, 4307 for 430700."""
    return code if len(code) != 6 else code.removesuffix("00").removesuffix("00")
