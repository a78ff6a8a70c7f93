"""Live progress of a harvest: the crawls' own logs, counted while they grow.

Reading the logs keeps the flow free of any terminal; where stderr is not one, nothing is shown.
"""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table

from flows.crawling import logged_captures

_EVERY_SECONDS = 0.5
_COLUMNS = ("new", "changed", "unchanged", "skipped", "missing", "blocked", "error")


@contextmanager
def showing_progress(folder: Path) -> Iterator[None]:
    """Show counts per portal from the captures logs in `folder` while the block runs."""
    console = Console(stderr=True)
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    with Live(_table(folder), console=console, transient=True, auto_refresh=False) as live:
        watcher = threading.Thread(target=_watch, args=(folder, live, ended), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()


def _watch(folder: Path, live: Live, ended: threading.Event) -> None:
    while not ended.wait(_EVERY_SECONDS):
        live.update(_table(folder), refresh=True)


def _table(folder: Path) -> Table:
    table = Table(title="harvesting", title_justify="left", box=None, pad_edge=False)
    table.add_column("portal")
    for column in ("pages", *_COLUMNS):
        table.add_column(column, justify="right")
    for log in sorted(folder.glob("*.captures.jsonl")):
        outcomes = Counter(line["outcome"] for line in logged_captures(log))
        counts = [outcomes.total(), *(outcomes[column] for column in _COLUMNS)]
        table.add_row(log.name.removesuffix(".captures.jsonl"), *(str(count or "") for count in counts))
    return table
