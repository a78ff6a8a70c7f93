"""Ranked search over all sections, the words marked where they stand."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import pyarrow as pa
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from room.database import Reading
from room.downloads import download_table
from room.regions import COUNTRY, region_tree
from room.rendering import render
from room.reports.outline import ROLES
from room.room import Room, room_of
from room.selection import KINDS, Selection
from warehouse.errors import QueryError
from warehouse.search import Hit, Scope, find

LIMITS = (20, 50, 100)
_LONGEST = 200


def search(request: Request) -> Response:
    """Show the sections that hold the words `q`, best first."""
    words, scope, limit = _asked(request)
    room = room_of(request)
    with _reading(room, _key(words, scope, limit)) as reading:
        hits, refused = _find(reading, words, scope, limit)
        region = region_tree(reading).line(scope.region) if scope.region else ()
        provinces = region_tree(reading).children.get(COUNTRY, ())
        years = sorted({row["year"] for row in _years(reading)}, reverse=True)
    return render(
        request,
        "search.html",
        words=words,
        scope=scope,
        hits=[(hit, list(pieces_of(hit))) for hit in hits],
        refused=refused,
        region=region,
        provinces=provinces,
        years=years,
        kinds=KINDS,
        roles=ROLES,
        limit=limit,
        more=next((more for more in LIMITS if more > limit), None) if len(hits) == limit else None,
    )


def send_hits(request: Request) -> Response:
    """Send the sections found as CSV or Parquet."""
    words, scope, limit = _asked(request)
    room = room_of(request)
    with room.heavy.turn(), room.database.reading() as reading:
        hits, _ = _find(reading, words, scope, limit)
    rows = [{**asdict(hit), "marks": [list(mark) for mark in hit.marks]} for hit in hits]
    return download_table(pa.Table.from_pylist(rows, _SCHEMA), request.path_params["form"], "sections")


def pieces_of(hit: Hit) -> Iterator[tuple[str, bool]]:
    """Yield the snippet of a hit in pieces, and whether each is one of the words looked for."""
    shown = 0
    for start, end in hit.marks:
        if start > shown:
            yield hit.snippet[shown:start], False
        yield hit.snippet[start:end], True
        shown = end
    if shown < len(hit.snippet):
        yield hit.snippet[shown:], False


def _asked(request: Request) -> tuple[str, Scope, int]:
    """Return the words, where to look, and for how many; raises HTTPException 400."""
    query = request.query_params
    words = " ".join(query.get("q", "").split())
    sides = Selection.asked(query)
    role, limit = query.get("role") or None, query.get("limit") or str(LIMITS[0])
    if len(words) > _LONGEST or (role and role not in ROLES) or limit not in map(str, LIMITS):
        raise HTTPException(400)
    if sides.year == "none":
        raise HTTPException(400)
    scope = Scope(int(sides.year) if sides.year else None, sides.kind, sides.region, role)
    return words, scope, int(limit)


def _find(reading: Reading, words: str, scope: Scope, limit: int) -> tuple[Sequence[Hit], bool]:
    """Return the hits, and whether there was nothing in the words to look for."""
    if not words:
        return (), False

    def ask() -> tuple[Sequence[Hit], bool]:
        with reading.words() as index:
            try:
                return find(reading.cursor, index, words, scope, limit), False
            except QueryError:
                return (), True

    return reading.remembered(_key(words, scope, limit), ask)


def _key(words: str, scope: Scope, limit: int) -> tuple[object, ...]:
    return "search", words, scope, limit


@contextmanager
def _reading(room: Room, key: tuple[object, ...]) -> Iterator[Reading]:
    """Yield a reading for a search; only one that nobody asked before takes a turn among the heavy ones."""
    if room.database.remembers(key):
        with room.database.reading() as reading:
            yield reading
    else:
        with room.heavy.turn(), room.database.reading() as reading:
            yield reading


def _years(reading: Reading) -> list[dict[str, int]]:
    return reading.remembered(("report years",), lambda: reading.rows("search_years"))


_SCHEMA = pa.schema(
    {name: pa.string() for name in ("report_id", "section_id", "title", "issuer")}
    | {"year": pa.int32()}
    | {name: pa.string() for name in ("url", "path", "heading", "snippet")}
    | {"marks": pa.list_(pa.list_(pa.int32())), "score": pa.float64()}
)

routes = [Route("/search", search), Route("/search.{form:str}", send_hits)]
