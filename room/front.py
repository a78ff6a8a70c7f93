"""What the front page and the page of portals tell, remembered as long as their state is shown."""

from collections.abc import Sequence
from typing import Any

from room.database import Reading, Row


def read_front(reading: Reading) -> dict[str, Any]:
    """Return what the front page shows besides the map: numbers held, latest reports, last night."""
    return {
        "held": reading.remembered(("held",), lambda: reading.rows("held")[0]),
        "latest": reading.remembered(("latest",), lambda: reading.rows("home_latest")),
        "night": reading.remembered(("night",), lambda: _night(reading)),
    }


def _night(reading: Reading) -> tuple[Row, list[Row]] | None:
    """Return the last run and what came of its requests; None where there was none."""
    run = reading.row("home_run")
    return (run, reading.rows("home_run_captures", run_id=run["run_id"])) if run else None


def portal_states(reading: Reading) -> Sequence[Row]:
    """Return how every portal stands: rows of `queries/portal_states.sql`."""
    return reading.remembered(("portal_states",), lambda: reading.rows("portal_states"))
