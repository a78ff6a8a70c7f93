"""The values of one code, and the questions put to them; columns are as in indicator_panel."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from room.database import Reading, query
from room.indicators.choice import Choice
from room.indicators.histogram import Bin, Spread, bins_of, edges_of

PAGE_ROWS = 50
_WORDY = ("qualifier", "level", "region_code")
_MANY = 0.5
"""A year counts as reported on once so many, of those of the fullest year, have their numbers in."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of the codebook."""

    code: str
    area: str | None
    name_zh: str | None
    name_en: str | None
    unit: str | None
    units: tuple[str, ...]
    aggregation: str


@dataclass(frozen=True, slots=True)
class Held(Code):
    """A code with how much there is of it in standing reports."""

    numbers: int
    reports: int
    annual_reports: int
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Spreading:
    """How the values of a group spread; `quantiles` are those at 10, 25, 50, 75 and 90 per cent."""

    count: int
    least: float
    greatest: float
    mean: float
    quantiles: tuple[float, ...]

    @property
    def spread(self) -> Spread:
        """What a histogram needs of it."""
        return Spread(self.count, self.least, self.quantiles[2], self.greatest)


@dataclass(frozen=True, slots=True)
class OfYear(Spreading):
    """The values of a year."""

    year: int


@dataclass(frozen=True, slots=True)
class OfLevel(Spreading):
    """The values of a level, of governments or of departments."""

    level: str | None
    body: str


@dataclass(frozen=True, slots=True)
class Printed:
    """Where a value was printed: the numbers it is made of, and the sentence of the first."""

    numbers: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """A value in its place among those of its year, and where it was printed."""

    rank: int
    value: float
    qualifier: str
    level: str | None
    department: bool
    region_code: str | None
    year: int
    report_id: str
    issuer: str | None
    province: str | None
    city: str | None
    county: str | None
    township: str | None
    printed: Printed


def read_codes(reading: Reading) -> tuple[Held, ...]:
    """Return the codebook with how much there is of each code."""
    return reading.remembered(("indicator codes",), lambda: tuple(_held(reading)))


def _held(reading: Reading) -> Iterable[Held]:
    for row in reading.rows("indicator_codes"):
        yield Held(**{**row, "units": tuple(row["units"])})


def read_code(reading: Reading, code: str) -> Code | None:
    """Return the code, or None where the codebook has no such code."""
    row = reading.row("indicator_code", code=code)
    return None if row is None else Code(**{**row, "units": tuple(row["units"])})


def show_values(reading: Reading, code: str) -> None:
    """Make the values of `code` the relation `code_values` of this reading.

    They are worked out once for each state of the warehouse: that takes long, asking them does not.
    """
    reading.cursor.register("code_values", remember_values(reading, code))


def remember_values(reading: Reading, code: str) -> pa.Table:
    """Return the values of `code`, worked out if this state of the warehouse has not been asked for them."""
    return reading.remembered(("code values", code), lambda: _compact(reading, code))


def _compact(reading: Reading, code: str) -> pa.Table:
    table: pa.Table = reading.cursor.execute(query("indicator_values"), {"code": code}).to_arrow_table()
    for name in _WORDY:
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(name).dictionary_encode())
    return table


def read_years(reading: Reading, choice: Choice) -> tuple[OfYear, ...]:
    """Return how the values of the chosen places spread in each year."""
    return tuple(
        OfYear(**{**row, "quantiles": tuple(row["quantiles"])})
        for row in reading.rows("indicator_years", **choice.places)
    )


def settled_year(years: Sequence[OfYear]) -> int | None:
    """Return the latest year for which most values are in; None without any."""
    fullest = max((year.count for year in years), default=0)
    return max((year.year for year in years if year.count >= _MANY * fullest), default=None)


def read_levels(reading: Reading, year: int, choice: Choice) -> tuple[OfLevel, ...]:
    """Return how the values of a year spread at each level."""
    rows = reading.rows("indicator_levels", year=year, region=choice.places["region"])
    return tuple(OfLevel(**{**row, "quantiles": tuple(row["quantiles"])}) for row in rows)


def read_bins(reading: Reading, chosen: OfYear, choice: Choice, *, log: bool) -> tuple[Bin, ...]:
    """Return the histogram of the chosen values of a year."""
    edges = edges_of(chosen.spread, log=log)
    rows = reading.rows("indicator_histogram", year=chosen.year, edges=list(edges), **choice.places)
    return bins_of(edges, {row["reached"]: row["count"] for row in rows})


def read_list(reading: Reading, year: int, choice: Choice) -> tuple[int, tuple[Ranked, ...]]:
    """Return how many values the list has, and those of the page asked for."""
    rows = reading.rows(
        "indicator_list",
        year=year,
        low=choice.low,
        high=choice.high,
        order=choice.order,
        size=PAGE_ROWS,
        page=choice.page,
        **choice.places,
    )
    printed = read_printed(reading, (row["place"] for row in rows))
    count = rows[0]["all"] if rows else 0
    for row in rows:
        row["printed"] = printed[row.pop("place"), row["year"]]
        del row["all"]
    return count, tuple(Ranked(**row) for row in rows)


def read_printed(reading: Reading, places: Iterable[int]) -> Mapping[tuple[int, int], Printed]:
    """Return where the values of some reports were printed, by the place of the report and year."""
    rows = reading.rows("indicator_printed", places=sorted(set(places)))
    return {(row["place"], row["year"]): Printed(tuple(row["numbers"]), row["quote"]) for row in rows}
