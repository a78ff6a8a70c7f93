"""Indicators: the codebook, and one code over all governments, every value leading to its sentence."""

from itertools import groupby

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from room.database import Reading, query
from room.downloads import download
from room.indicators.choice import Choice
from room.indicators.histogram import is_skewed
from room.indicators.lines import read_lines
from room.indicators.values import (
    PAGE_ROWS,
    Code,
    OfYear,
    read_bins,
    read_code,
    read_codes,
    read_levels,
    read_list,
    read_years,
    settled_year,
    show_values,
)
from room.regions import COUNTRY, region_tree
from room.rendering import render
from room.room import room_of
from room.selection import BODIES, LEVELS


def list_codes(request: Request) -> Response:
    """Show the codebook, by area, with how much there is of each code."""
    with room_of(request).database.reading() as reading:
        codes = read_codes(reading)
        row = reading.row("indicator_reports")
    areas = [(area, tuple(run)) for area, run in groupby(codes, key=lambda code: code.area)]
    return render(request, "indicators.html", areas=areas, annual_reports=row["annual_reports"] if row else 0)


def show_code(request: Request) -> Response:
    """Show one code: how its values spread, by level and over the years, and who has which."""
    choice = Choice.asked(request.query_params)
    with room_of(request).database.reading() as reading:
        code = _code(reading, request)
        show_values(reading, code.code)
        years = read_years(reading, choice)
        year = choice.year or settled_year(years)
        chosen = next((of_year for of_year in years if of_year.year == year), None)
        context = _spread(reading, choice, chosen) | _ranking(reading, chosen, choice)
        tree = region_tree(reading)
        lines = None
        if choice.compared and year:
            lines = read_lines(reading, choice.compared, year)
        levels = read_levels(reading, year, choice) if year else ()
    return render(
        request,
        "indicator.html",
        code=code,
        choice=choice,
        year=year,
        years=years,
        chosen=chosen,
        levels=levels,
        lines=lines,
        LEVELS=LEVELS,
        BODIES=BODIES,
        region=tree.line(choice.region) if choice.region else (),
        provinces=tree.children.get(COUNTRY, ()),
        below=tree.children.get(choice.region, ()) if choice.region else (),
        **context,  # type: ignore[arg-type]
    )


def _spread(reading: Reading, choice: Choice, chosen: OfYear | None) -> dict[str, object]:
    if chosen is None:
        return {"bins": (), "log": False, "skewed": False}
    skewed = is_skewed(chosen.spread)
    log = chosen.least >= 0 and (choice.scale == "log" or (choice.scale is None and skewed))
    return {"bins": read_bins(reading, chosen, choice, log=log), "log": log, "skewed": skewed}


def _ranking(reading: Reading, chosen: OfYear | None, choice: Choice) -> dict[str, object]:
    count, ranked = read_list(reading, chosen.year, choice) if chosen else (0, ())
    if not ranked and choice.page > 1:
        raise HTTPException(404)
    return {"listed": count, "ranked": ranked, "pages": -(-count // PAGE_ROWS)}


def send_values(request: Request) -> Response:
    """Send the chosen values of a code, of all years unless one is asked for, as CSV or Parquet."""
    choice = Choice.asked(request.query_params)
    with room_of(request).database.reading() as reading:
        code = _code(reading, request)
        show_values(reading, code.code)
        given = {"code": code.code, "year": choice.year, "low": choice.low, "high": choice.high}
        sql = query("indicator_download")
        return download(reading, sql, given | choice.places, request.path_params["form"], code.code)


def _code(reading: Reading, request: Request) -> Code:
    code = read_code(reading, request.path_params["code"])
    if code is None:
        raise HTTPException(404, "missing.indicator")
    return code


routes = [
    Route("/indicators", list_codes),
    Route("/indicators/{code}/values.{form}", send_values),
    Route("/indicators/{code}", show_code),
]
