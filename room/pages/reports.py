"""The list of reports: narrowed by its sides, ordered, paged, downloaded."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from room.database import query
from room.downloads import SECONDS, download
from room.facets import facets_of
from room.listing import ORDERS, asked_order, asked_place, list_reports
from room.rendering import render
from room.room import room_of
from room.selection import Selection


def browse(request: Request) -> Response:
    """Show the reports that the address chooses."""
    selection = Selection.asked(request.query_params)
    sort, place = asked_order(request.query_params), asked_place(request.query_params)
    with room_of(request).database.reading() as reading:
        facets = facets_of(reading, selection)
        listing = reading.remembered(
            ("listing", selection, sort, place),
            lambda: list_reports(reading, selection, ORDERS[sort], place),
        )

    def choose(**sides: str | None) -> str:
        """Return the address of the choice with sides changed, from its first page."""
        given = {**selection.parameters, "sort": sort if sort != "published" else None, **sides}
        told = {side: value for side, value in given.items() if value is not None}
        return f"/reports?{urlencode(told)}" if told else "/reports"

    return render(
        request,
        "reports.html",
        selection=selection,
        facets=facets,
        listing=listing,
        sort=sort,
        orders=tuple(ORDERS),
        choose=choose,
        portal_name=next((value.name for value in facets.portals if value.value == selection.portal), None),
    )


def send_reports(request: Request) -> Response:
    """Send the chosen reports, without their texts, as CSV or Parquet."""
    selection = Selection.asked(request.query_params)
    room = room_of(request)
    with room.heavy.turn(), room.database.reading(SECONDS) as reading:
        return download(
            reading, query("browse_download"), selection.bound, request.path_params["form"], "reports"
        )


# Before the page of one report, whose id would else take in the dot.
routes = [Route("/reports", browse), Route("/reports.{form:str}", send_reports)]
