"""The issuer's other years beside a report: which there are, and what became of its numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from string import Template

from room.database import Reading, Row, query
from room.reports.catalogue import catalogue_of
from room.reports.places import report_places
from room.reports.rows import Head

_FEW = 30
"""Reports whose numbers are looked up one report after the other; those of more are looked for among all."""
_ALL_INDICATORS = "SELECT * FROM indicators"
_OF_REPORT = Template("SELECT * FROM $rows WHERE report_id = $$report_$number")


@dataclass(frozen=True, slots=True)
class Sibling:
    """A report of the same issuer; `place` is where it lies in the table."""

    place: int
    report_id: str
    kind: str
    title: str | None
    year: int | None
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Value:
    """What an issuer had of a code in a year; `numbers` are the indicators it is made of."""

    year: int
    value: float
    qualifier: str
    report_id: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Development:
    """A code over the compared years; `values` has None for a year without it.

    `change` is the value of the report's year less that of the year before it in the comparison, `percent`
    the same in per cent of the latter; None where either lacks.
    """

    code: str
    name_zh: str | None
    name_en: str | None
    unit: str | None
    values: tuple[Value | None, ...]
    change: float | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The codes that a report's year shares with the years next to it, oldest year first."""

    years: tuple[int, ...]
    own: int
    developments: tuple[Development, ...]


def read_siblings(reading: Reading, head: Head) -> tuple[Sibling, ...]:
    """Return all standing reports of the issuer of `head`, latest year first, itself among them."""
    places = catalogue_of(reading).of_issuer(head.report_id)
    return tuple(Sibling(**row) for row in reading.rows("report_of_issuer", places=places))


def read_comparison(reading: Reading, head: Head, siblings: Sequence[Sibling]) -> Comparison | None:
    """Return how the numbers of the year of `head` compare with those of its neighbours; None without any.

    `siblings` are all standing reports of its issuer.
    """
    if head.year is None or head.issuer is None or not siblings:
        return None
    by_code: dict[str, dict[int, Value]] = defaultdict(dict)
    names: dict[str, tuple[str | None, str | None, str | None]] = {}
    for row in read_values(reading, siblings):
        code = row["code"]
        names[code] = (row["name_zh"], row["name_en"], row["unit"])
        by_code[code][row["year"]] = Value(
            row["year"], row["value"], row["qualifier"], row["report_id"], tuple(row["numbers"])
        )
    return compare_years(head.year, by_code, names)


def read_values(reading: Reading, siblings: Sequence[Sibling]) -> list[Row]:
    """Return what an issuer has of each code and year, given all its standing reports."""
    found = _ALL_INDICATORS
    given: dict[str, object] = {"places": [sibling.place for sibling in siblings]}
    if len(siblings) <= _FEW:
        places = report_places(reading)
        found = " UNION ALL ".join(
            _OF_REPORT.substitute(rows=places.among("indicators", sibling.place), number=number)
            for number, sibling in enumerate(siblings)
        )
        given |= {f"report_{number}": sibling.report_id for number, sibling in enumerate(siblings)}
    return reading.ask(query("report_issuer_values").format(indicators=found), given)


def compare_years(
    own: int,
    by_code: Mapping[str, Mapping[int, Value]],
    names: Mapping[str, tuple[str | None, str | None, str | None]],
) -> Comparison | None:
    """Return the comparison of year `own` with the two years before it and the one after that have values."""
    years = _compared(own, by_code.values())
    if len(years) < 2 or own not in years:
        return None
    found = []
    for code, values in by_code.items():
        if own in values and any(year in values for year in years if year != own):
            found.append(
                _development(code, names[code], [values.get(year) for year in years], years.index(own))
            )
    return Comparison(tuple(years), own, tuple(found)) if found else None


def _compared(own: int, values: Iterable[Mapping[int, Value]]) -> list[int]:
    known = sorted({year for by_year in values for year in by_year})
    earlier = [year for year in known if year < own][-2:]
    later = [year for year in known if year > own][:1]
    return [*earlier, *(year for year in known if year == own), *later]


def _development(
    code: str, names: tuple[str | None, str | None, str | None], values: Sequence[Value | None], own: int
) -> Development:
    now, before = values[own], values[own - 1] if own else None
    change = now.value - before.value if now and before else None
    percent = 100 * change / abs(before.value) if change is not None and before and before.value else None
    return Development(code, *names, values=tuple(values), change=change, percent=percent)
