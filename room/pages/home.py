"""The front page: who has published, what came last night, what the warehouse holds."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from room.front import read_front
from room.pages.coverage import asked_map
from room.regions import COUNTRY
from room.rendering import render
from room.room import room_of


def home(request: Request) -> Response:
    """Show the front page; `year` and `of` choose what the map shows, as on the page of a region."""
    with room_of(request).database.reading() as reading:
        shown = asked_map(request, reading, COUNTRY)
        front = read_front(reading)
    return render(request, "home.html", shown=shown, **front)


routes = [Route("/", home)]
