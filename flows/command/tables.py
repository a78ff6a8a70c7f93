"""Tables for a terminal, plain and untruncated where the output is not one."""

import sys
from collections.abc import Iterable, Sequence
from typing import IO, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

_PLAIN_WIDTH = 4000
"""Columns where nothing limits them: a piped table must not be cut to a guessed width."""


def console_for(stream: IO[str] = sys.stdout) -> Console:
    """Return a console on `stream`: coloured on a terminal, plain text and never folded elsewhere."""
    if stream.isatty():
        return Console(file=stream, highlight=False)
    return Console(file=stream, highlight=False, width=_PLAIN_WIDTH, no_color=True, soft_wrap=True)


def cell(value: Any) -> str:
    """Return what a table shows of a value: nothing for null, lists joined, whole floats without .0."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "、".join(map(cell, value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{value:.0f}"
    return str(value)


def print_rows(
    names: Sequence[str],
    rows: Iterable[Sequence[Any]],
    stream: IO[str] = sys.stdout,
    title: str | None = None,
) -> None:
    """Print a table of `rows`; numbers stand at the right."""
    listed = list(rows)
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    for index, name in enumerate(names):
        numeric = any(isinstance(row[index], int | float) for row in listed)
        table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
    for row in listed:
        # Harvested text is not markup: Text keeps [brackets] as printed.
        table.add_row(*(Text(cell(value)) for value in row))
    console_for(stream).print(table)
