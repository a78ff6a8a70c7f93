"""The reading room as a web application: its routes, and a page for whatever goes wrong."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from room import static_files
from room.guarding import HEADERS, Guard
from room.pages import gather_routes
from room.refusals import ReadingRefusedError, WarehouseOutdatedError
from room.rendering import environment, render
from room.room import Room
from room.warming import warm
from warehouse.errors import QueryError, WarehouseError
from warehouse.segmenting import load_segmenter

__all__ = ["create_app", "prepare"]


def create_app(room: Room) -> Starlette:
    """Return the application that shows `room`; pages find it as `request.app.state.room`."""
    app = Starlette(
        routes=[*gather_routes(), *static_files.routes],
        middleware=[Middleware(Guard, hosts=room.hosts)],
        exception_handlers={
            HTTPException: _show_refusal,
            QueryError: _show_wrong_question,
            WarehouseError: _show_no_warehouse,
            ReadingRefusedError: _show_too_much,
            Exception: _show_fault,
        },
    )
    app.state.room = room
    return app


def prepare(room: Room) -> None:
    """Do what the first reader would else wait for; raises WarehouseError where there is nothing to show."""
    static_files.static_files()
    environment()
    load_segmenter()
    with room.database.reading() as reading:
        warm(reading)
        # DuckDB looks for pandas when it first binds a parameter, which takes a second.
        reading.rows("region_names", regions=[""])


# An exception's own words may name files or SQL of this machine: pages never show them.


def _show_refusal(request: Request, error: Exception) -> Response:
    """Show an HTTPException; its detail is a key of the words, as `missing.report`, or nothing."""
    assert isinstance(error, HTTPException)
    special = error.detail if error.detail.startswith(("missing.", "wrong.")) else None
    known = error.status_code if error.status_code in (400, 404, 405) else 400
    return _page(request, special or f"error.{known}", error.status_code)


def _show_wrong_question(request: Request, _: Exception) -> Response:
    return _page(request, "error.400", 400)


def _show_no_warehouse(request: Request, error: Exception) -> Response:
    outdated = isinstance(error, WarehouseOutdatedError)
    return _page(request, "error.outdated" if outdated else "error.no_warehouse", 503)


def _show_too_much(request: Request, error: Exception) -> Response:
    return _page(request, f"error.{type(error).__name__}", 503)


def _show_fault(request: Request, _: Exception) -> Response:
    response = _page(request, "error.500", 500)
    # This answer is made outside the guard, which would add them.
    response.headers.update({name: value for name, value in HEADERS.items() if name not in response.headers})
    return response


def _page(request: Request, key: str, status: int) -> Response:
    response = render(request, "error.html", status, key=key)
    if status == 503:
        response.headers["Retry-After"] = "30"
    return response
