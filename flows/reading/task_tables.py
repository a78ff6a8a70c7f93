"""Tasks that stand in a table: a head that names the columns, then one task a row, cells apart by ` | `."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.reading.task_bodies import Bodies, BodyRules, bodies_of

_CELL_WALL = re.compile(r" ?\| ?")
_NUMBER = re.compile(r"\d+")
_LABEL = re.compile(r"^[(（]?[\d一二三四五六七八九十]{1,3}[)）]?[.．、 ]?(?!\d)")


@dataclass(frozen=True, slots=True)
class TableRules:
    """What the head of a column says that it holds."""

    columns: Mapping[str, re.Pattern[str]]
    task_columns: tuple[re.Pattern[str], ...]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TableRules":
        """Compile `columns` and `task_columns` of tasks.yaml."""
        return cls(
            columns={name: re.compile(pattern) for name, pattern in data["columns"].items()},
            task_columns=tuple(re.compile(pattern) for pattern in data["task_columns"]),
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One task as its table row gives it; `number` is None where the row prints none."""

    start: int
    number: int | None
    heading: str
    bodies: Bodies


def table_rows(text: str, year: int | None, rules: TableRules, body_rules: BodyRules) -> Iterator[Row]:
    """Yield the tasks of every table of `text` that has a column for bodies.

    A row with fewer cells than the head lost its first ones to a cell that spans rows.
    """
    head: dict[str, list[int]] | None = None
    width, start, heading = 0, 0, ""
    for line in text.split("\n"):
        position, start = start, start + len(line) + 1
        if " | " not in line:
            continue
        cells = _CELL_WALL.split(line)
        found = _head(cells, rules)
        if found:
            head, width, heading = found, len(cells), ""
        elif head is not None:
            cells = [""] * (width - len(cells)) + cells
            heading = _text(cells, head["task"]) or heading
            yield Row(
                position,
                _number(cells, head, heading),
                _bare(heading),
                _bodies(cells, head, year, body_rules),
            )


def _head(cells: Sequence[str], rules: TableRules) -> dict[str, list[int]] | None:
    """Return the columns of a table head by what they hold, None where the line is no such head."""
    names = [cell.replace(" ", "") for cell in cells]
    head = {
        kind: [index for index, name in enumerate(names) if pattern.search(name)]
        for kind, pattern in rules.columns.items()
    }
    taken = {index for indexes in head.values() for index in indexes}
    for pattern in rules.task_columns:
        tasks = [index for index, name in enumerate(names) if index not in taken and pattern.search(name)]
        if tasks and (head["lead"] or head["responsible"]) and max(map(len, names)) <= 20:
            # Of two such columns the first names the chapter, the last the task.
            return head | {"task": tasks[-1:]}
    return None


def _text(cells: Sequence[str], columns: Sequence[int]) -> str:
    return next((cells[index] for index in columns if index < len(cells) and cells[index]), "")


def _number(cells: Sequence[str], head: Mapping[str, list[int]], heading: str) -> int | None:
    match = _NUMBER.match(_text(cells, head["number"])) or _NUMBER.match(heading)
    return int(match.group()) if match else None


def _bare(heading: str) -> str:
    return _LABEL.sub("", heading).split("。")[0].strip("；;，, ")


def _bodies(
    cells: Sequence[str], head: Mapping[str, list[int]], year: int | None, rules: BodyRules
) -> Bodies:
    bodies = Bodies()
    for role in ("lead", "responsible", "due"):
        for index in head[role]:
            if index < len(cells):
                bodies.add(bodies_of(cells[index], role, year, rules))
    return bodies
