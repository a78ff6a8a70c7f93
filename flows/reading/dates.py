"""Dates and years as official documents print them.

2025年1月24日, 2025-01-24, 2025.1.24, 二〇二五年一月二十四日; the zero of a year printed in Chinese numerals
varies by font and keyboard (〇 ○ 零 O 0). A date that names no day, or no day of the calendar, is no date.
"""

import re
from datetime import date
from typing import NamedTuple

from flows.reading.numerals import numeral_value

_ZERO = "〇○◯零OＯoОо0０"
_NUMERALS = f"{_ZERO}一二三四五六七八九"
_DIGITS = str.maketrans(
    "０１２３４５６７８９" + "一二三四五六七八九" + _ZERO, "0123456789" + "123456789" + "0" * len(_ZERO)
)
_YEAR = rf"(?:[12１２][\d]{{3}}|二[{_NUMERALS}]{{3}})"
_MONTH_OR_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
DATE = re.compile(
    rf"(?<![\d])(?P<year>{_YEAR})\s*(?:年\s*(?P<month>{_MONTH_OR_DAY})\s*月\s*(?P<day>{_MONTH_OR_DAY})\s*[日号]"
    r"|(?P<mark>[-./－．／])\s*(?P<m>\d{1,2})\s*(?P=mark)\s*(?P<d>\d{1,2}))(?!\d)"
)
_RANGE_MARK = r"\s*年?\s*[-—–－─~～至]+\s*"
_YEARS = re.compile(
    rf"(?<![\d〔\[［【(（第])[(（]?(?P<first>{_YEAR})(?:{_RANGE_MARK}(?P<last>{_YEAR}))?\s*(?P<mark>年度?|[)）])?"
)
_EARLIEST, _LATEST = 1990, 2100


class Years(NamedTuple):
    """A year, or a span of years, found in a text at `start`."""

    first: int
    last: int
    start: int


class FoundDate(NamedTuple):
    """A full date found in a text at `start`..`end`."""

    day: date
    start: int
    end: int


def find_dates(text: str) -> list[FoundDate]:
    """Return the full dates of `text` in order."""
    found = []
    for match in DATE.finditer(text):
        day = _calendar_day(match)
        if day is not None:
            found.append(FoundDate(day, match.start(), match.end()))
    return found


def read_date(text: str | None) -> date | None:
    """Return the first full date in `text`, None where there is none."""
    found = find_dates(text) if text else []
    return found[0].day if found else None


def find_years(text: str) -> list[Years]:
    """Return the years and spans of years that `text` names with 年 or in brackets, in order.

    The year of a document number (〔2025〕33号) is none of them, and a bare number is a year only beside
    another (2022-2025).
    """
    found = []
    for match in _YEARS.finditer(text):
        if match["mark"] not in (None, ")", "）") or match["last"]:
            first = _year(match["first"])
            last = _year(match["last"]) if match["last"] else first
            if _EARLIEST <= first <= last <= _LATEST:
                found.append(Years(first, last, match.start()))
    return found


def _year(printed: str) -> int:
    return int(printed.translate(_DIGITS))


def _calendar_day(match: re.Match[str]) -> date | None:
    month = numeral_value(match["month"] or match["m"])
    day = numeral_value(match["day"] or match["d"])
    if month is None or day is None:
        return None
    try:
        return date(_year(match["year"]), int(month), int(day))
    except ValueError:
        return None
