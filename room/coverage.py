"""Who has published a year's report: every government of a region, counted by the divisions below it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from room.database import Reading
from room.regions import COUNTRY
from warehouse.places import stem_of

GROUPS: Mapping[str, Sequence[str]] = {
    "main": ("province", "city", "county"),
    "city": ("city",),
    "county": ("county",),
    "township": ("township",),
}
"""Levels of government that a map can show; the first takes in all whose silence is the exception."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Governments that should have reported, that did, and that did after 1 April."""

    places: int = 0
    published: int = 0
    late: int = 0

    @property
    def share(self) -> float:
        """The share that did, 0 to 1."""
        return self.published / self.places if self.places else 0.0

    def __add__(self, other: "Tally") -> "Tally":
        """Return the counts of both together."""
        return Tally(self.places + other.places, self.published + other.published, self.late + other.late)


@dataclass(frozen=True, slots=True)
class Government:
    """A region's own government and its report: `status` is on_time, late, undated or missing."""

    code: str
    name: str
    level: str
    status: str
    report_id: str | None
    title: str | None
    published_on: date | None
    days_after_due: int | None
    by_level: Mapping[str, Tally] = field(default_factory=dict)

    def tally(self, group: str) -> Tally:
        """Count the governments in this region, its own among them, of the levels of a group."""
        return sum((self.by_level.get(level, Tally()) for level in GROUPS[group]), Tally())


@dataclass(frozen=True, slots=True)
class Coverage:
    """A region in a year: its own government (None for the country) and the divisions right below it."""

    year: int
    own: Government | None
    below: Sequence[Government]

    def total(self, group: str) -> Tally:
        """Count all governments of the region of the levels of a group, those below it only."""
        return sum((government.tally(group) for government in self.below), Tally())


def years_covered(reading: Reading) -> Mapping[int, int]:
    """Return the years with annual reports of governments, the latest first, and how many there are."""
    return reading.remembered(
        ("years",), lambda: {row["year"]: row["reports"] for row in reading.rows("coverage_years")}
    )


def year_to_show(years: Mapping[int, int]) -> int | None:
    """Return the latest year that most have reported on: in spring, that is not yet the last one."""
    busy = [year for year, reports in years.items() if 2 * reports >= max(years.values())]
    return max(busy, default=None)


def coverage_of(reading: Reading, region: str, year: int) -> Coverage:
    """Return who published in a region (`COUNTRY` for all) in a year."""
    return reading.remembered(("coverage", region, year), lambda: _count(reading, region, year))


def _count(reading: Reading, region: str, year: int) -> Coverage:
    tallies: dict[str, dict[str, Tally]] = {}
    given = {"region": region, "stem": stem_of(region) if region else COUNTRY, "year": year}
    for row in reading.rows("coverage_below", **given):
        tally = Tally(row["places"], row["published"], row["late"])
        tallies.setdefault(row["region_code"], {})[row["level"]] = tally
    governments = [
        Government(
            row["region_code"],
            row["name"],
            row["level"],
            row["status"],
            row["report_id"],
            row["title"],
            row["published_on"],
            row["days_after_due"],
            tallies.get(row["region_code"], {}),
        )
        for row in reading.rows("coverage_own", region=region, year=year)
    ]
    own = next((government for government in governments if government.code == region), None)
    return Coverage(year, own, [government for government in governments if government.code != region])
