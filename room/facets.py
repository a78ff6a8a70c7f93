"""The sides by which a choice of reports can be narrowed, with the reports behind each value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from room.database import Reading, Row
from room.regions import COUNTRY, Region, region_tree
from room.selection import KINDS, LEVELS, NONE, Selection

_MOST_PORTALS = 12
_ORDER: Mapping[str, Sequence[str]] = {"kind": KINDS, "level": (*LEVELS, NONE)}


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a side: as addresses have it, its name where it has one of its own, its reports."""

    value: str
    reports: int
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """The sides of a choice; `line` leads down to the chosen region, `regions` are those right below it."""

    total: int
    sides: Mapping[str, Sequence[Value]]
    line: Sequence[Region]
    regions: Sequence[Value]
    portals: Sequence[Value]


def facets_of(reading: Reading, selection: Selection) -> Facets:
    """Count the reports behind each value of each side, the other sides being as chosen."""
    return reading.remembered(("facets", selection), lambda: _count(reading, selection))


def _count(reading: Reading, selection: Selection) -> Facets:
    counted: dict[str, list[Row]] = {}
    for row in reading.rows("browse_facets", **selection.bound):
        counted.setdefault(row["side"], []).append(row)
    values = {
        side: [Value(row["value"], row["reports"]) for row in counted.get(side, [])]
        for side in ("kind", "year", "level", "body", "standing")
    }
    for side, order in _ORDER.items():
        values[side].sort(key=lambda value: order.index(value.value) if value.value in order else len(order))
    values["year"].sort(key=lambda value: "" if value.value == NONE else value.value, reverse=True)
    return Facets(
        total=counted["all"][0]["reports"],
        sides=values,
        line=_line(reading, selection.region),
        regions=_regions(reading, selection.region, counted.get("region", [])),
        portals=_portals(reading, selection.portal, counted.get("portal", [])),
    )


def _line(reading: Reading, region: str | None) -> Sequence[Region]:
    if region is None:
        return ()
    line = list(region_tree(reading).line(region))
    if len(region) == 9:
        name = _names(reading, [region]).get(region, region)
        line.append(Region(region, name, "township", region[:6]))
    return line


def _regions(reading: Reading, region: str | None, counted: Sequence[Row]) -> Sequence[Value]:
    tree = region_tree(reading)
    if region is None or tree.children.get(region):
        rolled = tree.rolled_up([(row["value"], row["reports"]) for row in counted], region or COUNTRY)
        return [Value(below.code, reports, below.name) for below, reports in rolled]
    townships = {row["value"]: row["reports"] for row in counted if len(row["value"]) > len(region)}
    names = _names(reading, list(townships))
    return [Value(code, reports, names.get(code, code)) for code, reports in sorted(townships.items())]


def _names(reading: Reading, codes: Sequence[str]) -> Mapping[str, str]:
    return {row["region_code"]: row["name"] for row in reading.rows("region_names", regions=codes)}


def _portals(reading: Reading, chosen: str | None, counted: Sequence[Row]) -> Sequence[Value]:
    names = reading.remembered(
        ("portal names",),
        lambda: {row["portal_id"]: row["name"] for row in reading.rows("portal_names")},
    )
    shown = [row for place, row in enumerate(counted) if place < _MOST_PORTALS or row["value"] == chosen]
    return [Value(row["value"], row["reports"], names.get(row["value"])) for row in shown]
