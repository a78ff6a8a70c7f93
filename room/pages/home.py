"""The front page: who has published, what came last night, what the warehouse holds."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from room.rendering import render
from room.room import room_of


def home(request: Request) -> Response:
    """Show the front page."""
    with room_of(request).database.reading() as reading:
        held = reading.rows("held")
    return render(request, "home.html", held=held)


routes = [Route("/", home)]
