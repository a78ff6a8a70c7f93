"""A region and a year: who of its governments has published, on a map and in a table."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from room.coverage import GROUPS, Coverage, coverage_of, year_to_show, years_covered
from room.database import Reading
from room.regions import COUNTRY, Region, region_tree
from room.rendering import render
from room.room import room_of
from room.static_files import static_files

_CODE = re.compile(r"\d{6}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)

_GROUPS_BELOW: Mapping[str, Sequence[str]] = {"city": ("county", "township"), "county": ("township",)}


@dataclass(frozen=True, slots=True)
class ShownMap:
    """What a map and its table show: a region in a year, governments of the levels of `group`.

    `groups` are those that there are below it; `map_file` is the static file of its borders, None where
    there are none.
    """

    region: str
    line: Sequence[Region]
    coverage: Coverage | None
    years: Mapping[int, int]
    group: str
    groups: Sequence[str]
    map_file: str | None

    @property
    def single(self) -> bool:
        """Whether every division below is one government and no more."""
        return self.groups == ("township",)


def asked_map(request: Request, reading: Reading, region: str) -> ShownMap:
    """Return the map of `region` that the address asks for by `year` and `of`; raises HTTPException 400."""
    years = years_covered(reading)
    line = region_tree(reading).line(region) if region else ()
    groups = _GROUPS_BELOW.get(line[-1].level if line else "", tuple(GROUPS))
    year, group = request.query_params.get("year"), request.query_params.get("of") or groups[0]
    if (year and not _YEAR.fullmatch(year)) or group not in GROUPS:
        raise HTTPException(400)
    shown = int(year) if year else year_to_show(years)
    coverage = None if shown is None else coverage_of(reading, region, shown)
    file = f"maps/{region or '100000'}.json"
    return ShownMap(
        region=region,
        line=line,
        coverage=coverage,
        years=years,
        group=group if group in groups else groups[0],
        groups=groups,
        map_file=file if file in static_files() else None,
    )


def show_region(request: Request) -> Response:
    """Show a province, a city or a county."""
    region = request.path_params["region"]
    with room_of(request).database.reading() as reading:
        if not _CODE.fullmatch(region) or region not in region_tree(reading).regions:
            raise HTTPException(404, "missing.region")
        shown = asked_map(request, reading, region)
    return render(request, "coverage.html", shown=shown)


routes = [Route("/coverage/{region}", show_region)]

__all__ = ["COUNTRY", "ShownMap", "asked_map", "routes"]
