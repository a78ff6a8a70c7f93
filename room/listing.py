"""Pages through the chosen reports in an order that stays: by the place of a report in it, never by number.

Turning a page asks for what follows the last report seen, so that it costs the same everywhere and a night
that brings new reports shifts nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from room.database import Reading, Row, query
from room.selection import Selection

PAGE_ROWS = 25


@dataclass(frozen=True, slots=True)
class Order:
    """An order of reports: the SQL of its key, a text, and whether it runs from the greatest down."""

    key: str
    descending: bool


ORDERS: Mapping[str, Order] = {
    "published": Order("coalesce(published_on::VARCHAR, '')", descending=True),
    "seen": Order("strftime(first_seen_at::TIMESTAMP, '%Y-%m-%dT%H%M%S')", descending=True),
    "place": Order(
        "rpad(coalesce(township_code, region_code, '9'), 9, '0') || (9999 - coalesce(year, 0))::VARCHAR",
        descending=False,
    ),
    "length": Order("lpad(chars::VARCHAR, 9, '0')", descending=True),
}
"""Newest published first, newest harvested first, by place and there the latest year first, longest first."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: `after` or before the report `report_id` with the key `key`."""

    key: str
    report_id: str
    after: bool

    @property
    def token(self) -> str:
        """The place as an address has it."""
        return f"{self.key}~{self.report_id}"


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of reports; `before` and `after` lead to the pages beside it, None at an end."""

    rows: Sequence[Row]
    before: Place | None
    after: Place | None


def asked_order(parameters: QueryParams) -> str:
    """Return the name of the order that an address asks for; raises HTTPException 400 for another."""
    name = parameters.get("sort") or "published"
    if name not in ORDERS:
        raise HTTPException(400)
    return name


def asked_place(parameters: QueryParams) -> Place | None:
    """Return the place that an address asks for; raises HTTPException 400 where it is none."""
    for side in ("after", "before"):
        if token := parameters.get(side):
            key, mark, report_id = token.rpartition("~")
            if not mark or not report_id:
                raise HTTPException(400)
            return Place(key, report_id, after=side == "after")
    return None


def list_reports(reading: Reading, selection: Selection, order: Order, place: Place | None) -> Listing:
    """Return the page of the chosen reports at `place`, the first where it is None."""
    backward = place is not None and not place.after
    falling = order.descending != backward
    sql = query("browse_list").format(
        key=order.key, direction="DESC" if falling else "ASC", past="<" if falling else ">"
    )
    given = selection.bound | {"limit": PAGE_ROWS + 1}
    given |= {"after": place.key if place else None, "after_id": place.report_id if place else None}
    rows = reading.ask(sql, given)
    more, rows = len(rows) > PAGE_ROWS, rows[:PAGE_ROWS]
    if backward:
        rows.reverse()
    if not rows:
        return Listing(rows, None, None)
    first, last = rows[0], rows[-1]
    return Listing(
        rows,
        before=Place(first["place"], first["report_id"], after=False)
        if (more if backward else place)
        else None,
        after=Place(last["place"], last["report_id"], after=True) if (more or backward) else None,
    )
