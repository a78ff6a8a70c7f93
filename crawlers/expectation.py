"""Whether a portal brings what its registry entry expects.

Reports for a year are published by 1 April of the next (法治政府建设与责任落实督察工作规定, 2019); from May
on a portal that lists fewer than expected has moved its column or publishes late.
"""

from collections.abc import Sequence
from datetime import date

from crawlers.column import ColumnReading
from crawlers.registry import Expectation

_COMPLAIN_FROM = (5, 1)


def shortfall(expected: Expectation, columns: Sequence[ColumnReading], today: date) -> str | None:
    """Return what is missing of the last season's reports; None if nothing, or if it cannot be told.

    It cannot be told where the lists were not read back to the start of the season, as on most nights.
    """
    season = today.year if (today.month, today.day) >= _COMPLAIN_FROM else today.year - 1
    if not columns or not all(_read_back_to(column, date(season, 1, 1)) for column in columns):
        return None
    listed = sum(column.expected[season] for column in columns)
    if listed >= expected.reports_per_year:
        return None
    return f"{listed} entries of {season} may be reports, {expected.reports_per_year} are expected"


def _read_back_to(column: ColumnReading, start: date) -> bool:
    return column.ended or (column.oldest is not None and column.oldest < start)
