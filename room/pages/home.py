"""The front page: who has published, what came last night, what the warehouse holds."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from room.database import Reading, Row
from room.pages.coverage import asked_map
from room.regions import COUNTRY
from room.rendering import render
from room.room import room_of


def home(request: Request) -> Response:
    """Show the front page; `year` and `of` choose what the map shows, as on the page of a region."""
    with room_of(request).database.reading() as reading:
        shown = asked_map(request, reading, COUNTRY)
        held = reading.remembered(("held",), lambda: reading.rows("held")[0])
        latest = reading.remembered(("latest",), lambda: reading.rows("home_latest"))
        night = reading.remembered(("night",), lambda: _night(reading))
    return render(request, "home.html", shown=shown, held=held, latest=latest, night=night)


def _night(reading: Reading) -> tuple[Row, list[Row]] | None:
    """Return the last run and what came of its requests; None where there was none."""
    run = reading.row("home_run")
    return (run, reading.rows("home_run_captures", run_id=run["run_id"])) if run else None


routes = [Route("/", home)]
