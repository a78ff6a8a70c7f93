"""Numbers in the cells of a table that print no unit of their own: its header, or a cell beside them, does.

A table is a run of lines whose cells are apart by ` | `. A cell counts where the head of its column or of
its row says in what (制发件数, 金额（万元）, 数量, a column 单位); years and serial numbers count nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flows.reading.numerals import numeral_value

CELL_MARK = " | "
_NUMBER = re.compile(r"[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+(?:[.．][0-9０-９]+)?")
_MOST_CELLS = 40
_RANKS = {"万": 10**4, "亿": 10**8}
_MYRIADS = "万亿"
_YEAR = re.compile(r"((?:19|20)[0-9]{2}) ?年?度?(?![0-9])")


@dataclass(frozen=True, slots=True)
class TableRules:
    """The words of a table's head, compiled from `tables` of numbers.yaml."""

    bracketed: re.Pattern[str]  # a unit in brackets at the end: 金额（万元）
    counted: re.Pattern[str]  # a unit before 数: 制发件数
    amount: re.Pattern[str]  # a head that only says that there are numbers below
    unit_head: re.Pattern[str]  # the head of a column of units
    unit: re.Pattern[str]  # a unit, as a whole cell
    never: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TableRules":
        """Compile the mapping `tables`."""
        units = "|".join(sorted(map(re.escape, data["units"].split()), key=len, reverse=True))
        return cls(
            bracketed=re.compile(rf"[(（](?:单位[:：]?)?(?P<unit>{units})[)）]$"),
            counted=re.compile(rf"(?P<unit>{units})(?:数量?|总数)$"),
            amount=re.compile(rf"(?:{'|'.join(data['amounts'])})$"),
            unit_head=re.compile(rf"(?:{'|'.join(data['unit_heads'])})$"),
            unit=re.compile(units),
            never=re.compile("|".join(data["never"])),
        )


class Cell(NamedTuple):
    """A number of a table: where it stands, what it is in, and what its row and column call it.

    `start`..`end` cover the number, `row_start`..`row_end` its line; `year` is that of its column or None.
    """

    start: int
    end: int
    row_start: int
    row_end: int
    value: float
    unit: str
    name: str
    year: int | None


class _Head(NamedTuple):
    """What the head of a column says of the cells under it: None for a unit that the row must give."""

    text: str
    unit: str | None
    units_below: bool


_NO_HEAD = _Head("", None, units_below=False)


def table_cells(text: str, rules: TableRules) -> Iterator[Cell]:
    """Yield the numbers of the tables of `text` that print no unit themselves, in order."""
    if CELL_MARK not in text:
        return
    heads: Sequence[_Head] = ()
    start = 0
    for line in text.split("\n"):
        if CELL_MARK in line:
            row = line.split(CELL_MARK)[:_MOST_CELLS]
            if any(_NUMBER.fullmatch(cell.strip()) for cell in row):
                yield from _row_cells(row, start, len(line), heads, rules)
            else:
                below = [_head(cell.strip(), rules) for cell in row]
                # A row without a number may be one of blanks.
                if not heads or any(head.unit is not None or head.units_below for head in below):
                    heads = below
        else:
            heads = ()
        start += len(line) + 1


def _head(cell: str, rules: TableRules) -> _Head:
    return _Head(cell, _unit_named(cell, rules), rules.unit_head.match(cell) is not None)


def _unit_named(words: str, rules: TableRules) -> str | None:
    """Return the unit that a head names, "" where it only says that it heads numbers, None for neither."""
    if rules.never.search(words):
        return None
    match = rules.bracketed.search(words) or rules.counted.search(words)
    if match is not None:
        return match["unit"]
    return "" if rules.amount.search(words) else None


def _row_cells(
    row: Sequence[str], start: int, length: int, heads: Sequence[_Head], rules: TableRules
) -> Iterator[Cell]:
    texts = [cell.strip() for cell in row]
    below = (cell for cell, head in zip(texts, heads, strict=False) if head.units_below)
    # 单位 heads a column of units or one of bodies.
    beside = next((cell for cell in below if rules.unit.fullmatch(cell)), None)
    place = start
    for index, cell in enumerate(row):
        head = heads[index] if index < len(heads) else _NO_HEAD
        if _NUMBER.fullmatch(texts[index]) and not rules.never.search(head.text):
            name = (
                next((words for words in texts[index - 1 :: -1] if _names(words, beside)), "")
                if index
                else ""
            )
            unit = head.unit or beside or _unit_named(name, rules)
            unit = head.unit if unit is None else unit
            value = numeral_value(texts[index])
            if unit is not None and name and value is not None:
                first = place + cell.index(texts[index])
                yield Cell(
                    start=first,
                    end=first + len(texts[index]),
                    row_start=start,
                    row_end=start + length,
                    value=round(value * _rank(unit), 4),
                    unit=unit.lstrip(_MYRIADS) or unit,
                    name=_called(name, head),
                    year=_year(head),
                )
        place += len(cell) + len(CELL_MARK)


def _names(words: str, unit: str | None) -> bool:
    return bool(words) and words != unit and _NUMBER.fullmatch(words) is None


def _rank(unit: str) -> int:
    """Return what the numbers under 万元 or 亿元 are multiplied by."""
    return _RANKS.get(unit[:1], 1) if len(unit) > 1 else 1


def _called(name: str, head: _Head) -> str:
    """Return what row and column together call a number (行政规范性文件, 本年制发件数)."""
    return name if _YEAR.match(head.text) else f"{name}{head.text}"


def _year(head: _Head) -> int | None:
    match = _YEAR.match(head.text)
    return int(match[1]) if match else None
