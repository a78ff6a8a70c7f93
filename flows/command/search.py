"""`baogao search`: ranked sections with the words marked."""

import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

from flows.command.status import OK, refusing
from flows.command.tables import console_for
from warehouse.errors import WarehouseError
from warehouse.search import Hit, Scope, search


def run_search(words: str, warehouse: Path, scope: Scope, limit: int) -> int:
    """Print the sections that hold `words`, best first; return the exit status."""
    with refusing(WarehouseError):
        hits = search(warehouse, words, scope, limit)
    console = console_for()
    for hit in hits:
        _print_hit(hit, console)
    if not hits:
        sys.stderr.write("baogao: no section holds these words; try fewer words or a wider scope\n")
    return OK


def _print_hit(hit: Hit, console: Console) -> None:
    """Print a hit in three lines; marked words are bold on a terminal and in 【】 where there is no style."""
    place = f"  {hit.path} {hit.heading or ''}".rstrip()
    console.print(Text(hit.title or "(no title)", style="bold"))
    console.print(
        Text(f"  {hit.issuer or '?'} {hit.year or '?'}  {hit.report_id}", style="dim") + Text(place)
    )
    snippet = Text("  ")
    shown = 0
    for start, end in hit.marks:
        snippet.append(hit.snippet[shown:start])
        if console.is_terminal:
            snippet.append(hit.snippet[start:end], style="bold yellow")
        else:
            snippet.append(f"【{hit.snippet[start:end]}】")
        shown = end
    snippet.append(hit.snippet[shown:])
    console.print(snippet)
