"""A government beside its siblings and its parent, over the years."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from room.database import Reading
from room.indicators.values import Printed, read_printed
from room.regions import COUNTRY, RegionTree, region_tree

_YEARS = 12
_NO_TOWNSHIP = "-"


@dataclass(frozen=True, slots=True)
class Point:
    """A government's value in a year and where it was printed."""

    value: float
    qualifier: str
    report_id: str
    printed: Printed


@dataclass(frozen=True, slots=True)
class Line:
    """A government's values; `points` has None for a year without one."""

    code: str
    name: str
    points: tuple[Point | None, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a comparison over `years`; `own` or `parent` is None where it has no values.

    `medians` are those of the siblings, the government itself among them; None for a year without any.
    """

    name: str
    years: tuple[int, ...]
    own: Line | None
    parent: Line | None
    siblings: tuple[Line, ...]
    medians: tuple[float | None, ...]


def read_lines(reading: Reading, government: str, year: int) -> Lines:
    """Return the values of a government, of those right below the same parent, and of the parent.

    `government` is its code of six digits, or nine of a township; siblings come by their values in `year`.
    """
    tree = region_tree(reading)
    parent = _parent_of(tree, government)
    is_township = len(government) == 9
    siblings = () if is_township else tuple(region.code for region in tree.children.get(parent, ()))
    rows = reading.rows(
        "indicator_governments",
        codes=[government, parent, *siblings],
        townships=parent if is_township else _NO_TOWNSHIP,
    )
    printed = read_printed(reading, (row["place"] for row in rows))
    found: dict[str, dict[int, Point]] = defaultdict(dict)
    region = tree.regions.get(government)
    names = {government: region.name if region else government}
    for row in rows:
        where = printed[row["place"], row["year"]]
        point = Point(row["value"], row["qualifier"], row["report_id"], where)
        found[row["region_code"]][row["year"]] = point
        names[row["region_code"]] = row["name"] or row["region_code"]
    return compare(government, parent, found, names, year)


def _parent_of(tree: RegionTree, government: str) -> str:
    """Return the code of the division above; the country's, which no report has, for provinces."""
    if len(government) == 9:
        return government[:6]
    region = tree.regions.get(government)
    return region.parent_code if region else COUNTRY


def compare(
    own: str, parent: str, found: Mapping[str, Mapping[int, Point]], names: Mapping[str, str], year: int
) -> Lines:
    """Return the lines among `found`, siblings by their values in `year`, the greatest first."""
    years = tuple(sorted({y for points in found.values() for y in points})[-_YEARS:])

    def line(code: str) -> Line:
        return Line(code, names[code], tuple(found[code].get(y) for y in years))

    def rank(code: str) -> tuple[bool, float, str]:
        point = found[code].get(year)
        return (point is None, -point.value if point else 0.0, code)

    beside = sorted((code for code in found if code != parent), key=rank)
    return Lines(
        name=names[own],
        years=years,
        own=line(own) if own in found else None,
        parent=line(parent) if parent in found else None,
        siblings=tuple(line(code) for code in beside if code != own),
        medians=tuple(_median([found[code].get(y) for code in beside]) for y in years),
    )


def _median(points: Sequence[Point | None]) -> float | None:
    values = [point.value for point in points if point]
    return median(values) if values else None
