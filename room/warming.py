"""What readers ask for first, and asked for last, worked out for a new state before it is shown.

A night replaces the warehouse; without this, its first readers would wait for all that the pages remember.
"""

from collections.abc import Iterable

from room.coverage import coverage_of, year_to_show, years_covered
from room.database import Reading
from room.facets import facets_of
from room.front import portal_states, read_front
from room.indicators.values import read_codes, remember_values
from room.regions import COUNTRY, region_tree
from room.reports.catalogue import catalogue_of
from room.reports.places import report_places
from room.selection import Selection

_LAST_CODES = 8
"""Codes whose values are worked out ahead, those asked for last: each takes memory."""


def warm(reading: Reading, asked_before: Iterable[tuple[object, ...]] = ()) -> None:
    """Work out what the pages of a state need; `asked_before` are the keys of the one before, latest last."""
    region_tree(reading)
    report_places(reading)
    catalogue_of(reading)
    if (year := year_to_show(years_covered(reading))) is not None:
        coverage_of(reading, COUNTRY, year)
    read_front(reading)
    portal_states(reading)
    facets_of(reading, Selection())
    read_codes(reading)
    codes = [str(key[1]) for key in asked_before if key[0] == "code values"]
    for code in codes[-_LAST_CODES:]:
        remember_values(reading, code)
