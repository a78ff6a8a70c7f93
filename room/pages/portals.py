"""The portals: which are well, what the last nights brought, what was refused and why."""

from collections import Counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from room.front import portal_states
from room.rendering import render
from room.room import room_of

STATES = ("broke", "problems", "unasked", "quiet", "new")
"""How a portal stood at its last crawl, those first that need a person."""


def portals(request: Request) -> Response:
    """Show every portal, those first that need a person; `state` and `q` (in name or id) narrow them."""
    state, words = request.query_params.get("state"), request.query_params.get("q", "").strip()
    if state is not None and state not in STATES:
        raise HTTPException(400)
    with room_of(request).database.reading() as reading:
        everyone = portal_states(reading)
    rows = [
        row
        for row in everyone
        if (state is None or row["state"] == state)
        and words.lower() in f"{row['name'] or ''} {row['portal_id']} {row['region'] or ''}".lower()
    ]
    return render(
        request,
        "portals.html",
        rows=sorted(rows, key=lambda row: STATES.index(row["state"])),
        counts=Counter(row["state"] for row in everyone),
        states=STATES,
        state=state,
        words=words,
    )


def portal(request: Request) -> Response:
    """Show one portal: how it stands, its last nights, what was refused; `reason` narrows the refusals."""
    portal_id, reason = request.path_params["portal_id"], request.query_params.get("reason")
    with room_of(request).database.reading() as reading:
        found = [row for row in portal_states(reading) if row["portal_id"] == portal_id]
        if not found:
            raise HTTPException(404, "missing.portal")
        reasons = reading.rows("portal_reasons", portal=portal_id)
        if reason is not None and reason not in {row["reason"] for row in reasons}:
            raise HTTPException(400)
        nights = reading.rows("portal_nights", portal=portal_id)
        rejects = reading.rows("portal_rejects", portal=portal_id, reason=reason)
        failures = reading.rows("portal_failures", portal=portal_id)
    return render(
        request,
        "portal.html",
        portal=found[0],
        nights=nights,
        reasons=reasons,
        reason=reason,
        rejects=rejects,
        failures=failures,
    )


routes = [Route("/portals", portals), Route("/portals/{portal_id:str}", portal)]
