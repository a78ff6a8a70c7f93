"""The tasks of a work plan: each with the bodies that lead it, those responsible, and when it is due."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.reading.enumerators import numeral_value
from flows.reading.outline_places import Places
from flows.reading.shapes import Kind, Section, Task
from flows.reading.task_bodies import Bodies, BodyRules, statements
from flows.reading.task_tables import TableRules, table_rows
from flows.reading.task_tree import TaskTree


@dataclass(frozen=True, slots=True)
class TaskRules:
    """The words that name who answers for a task, compiled once."""

    bodies: BodyRules
    tables: TableRules
    inner_label: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "TaskRules":
        """Compile the content of tasks.yaml."""
        return cls(BodyRules.from_data(data), TableRules.from_data(data), re.compile(data["inner_label"]))


def read_tasks(
    text: str, sections: Sequence[Section], kind: Kind, year: int | None, rules: TaskRules
) -> tuple[Task, ...]:
    """Return the numbered tasks of a plan in document order; () for any other kind.

    A task is the part of the outline that a statement of bodies stands in, and the parts beside it; a
    statement right under a chapter's heading holds for all its tasks. Where no statement stands at all
    the innermost parts are the tasks. Rows of a table of tasks come instead, where there is one.
    `number` is as printed where the numbers run through the plan, else counted from 1. `lead` is ()
    where no body is said to lead. `year` completes due dates that give none.
    """
    if kind != "work_plan":
        return ()
    places = Places.of(sections)
    rows = list(table_rows(text, year, rules.tables, rules.bodies)) if " | " in text else []
    if rows:
        numbers = _through([row.number for row in rows])
        return tuple(
            _task(places.path_at(row.start), number, row.heading, row.bodies)
            for number, row in zip(numbers, rows, strict=True)
        )
    tree = TaskTree.of(sections, rules.inner_label)
    stated: dict[str, Bodies] = {}
    for position, bodies in statements(text, year, rules.bodies):
        section = places.section_at(position)
        if section is not None:
            stated.setdefault(tree.owner(section), Bodies()).add(bodies)
    tasks = tree.tasks(stated)
    numbers = _through([numeral_value(section.label) for section, _ in tasks])
    return tuple(
        _task(section.path, number, section.heading, bodies)
        for number, (section, bodies) in zip(numbers, tasks, strict=True)
    )


def _task(path: str | None, number: int, heading: str, bodies: Bodies) -> Task:
    return Task(path, number, heading, tuple(bodies.lead), tuple(bodies.responsible), bodies.due_on)


def _through(numbers: Sequence[int | None]) -> list[int]:
    """Return the printed numbers where each names one task of the plan, else they are counted from 1."""
    printed = [number for number in numbers if number is not None]
    if len(printed) == len(numbers) == len(set(printed)):
        return printed
    return list(range(1, len(numbers) + 1))
