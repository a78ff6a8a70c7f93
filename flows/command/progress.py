"""Live progress of a harvest: the crawls' own logs, counted while they grow.

Reading the logs keeps the flow free of any terminal; where stderr is not one, nothing is shown.
"""

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table

_EVERY_SECONDS = 0.5
_LOG = ".captures.jsonl"
_COLUMNS = ("new", "changed", "unchanged", "skipped", "missing", "blocked", "error")
_SHOWN = 20
"""Portals that fit on a screen: those that moved last; the others are in the sum."""


@contextmanager
def showing_progress(folder: Path) -> Iterator[None]:
    """Show counts per portal from the captures logs in `folder` while the block runs."""
    if not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    crawls = Crawls(folder)
    with Live(_table(crawls), console=Console(stderr=True), transient=True, auto_refresh=False) as live:
        watcher = threading.Thread(target=_watch, args=(crawls, live, ended), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()


@dataclass(slots=True)
class Crawls:
    """The logs in a folder, read on from where they ended last; outcomes counted by portal.

    `outcomes` holds the portals in the order in which their logs last grew.
    """

    folder: Path
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    _read: dict[str, int] = field(default_factory=dict)

    def look(self) -> None:
        """Count what has been logged since the last look."""
        if not self.folder.is_dir():
            return
        with os.scandir(self.folder) as entries:
            logs = [entry for entry in entries if entry.name.endswith(_LOG)]
        for entry in logs:
            if entry.stat().st_size > self._read.get(entry.name, 0):
                self._read_on(entry)

    def _read_on(self, entry: "os.DirEntry[str]") -> None:
        portal = entry.name.removesuffix(_LOG)
        counts = self.outcomes.pop(portal, Counter())
        self.outcomes[portal] = counts
        with Path(entry.path).open("rb") as log:
            log.seek(self._read.get(entry.name, 0))
            for line in log:
                if not line.endswith(b"\n"):
                    break
                self._read[entry.name] = self._read.get(entry.name, 0) + len(line)
                counts[_outcome(line)] += 1


def _outcome(line: bytes) -> str:
    """Return the outcome that a line tells; `error` for one that a full disk or a kill has torn."""
    try:
        return str(json.loads(line)["outcome"])
    except ValueError:
        return "error"


def _watch(crawls: Crawls, live: Live, ended: threading.Event) -> None:
    while not ended.wait(_EVERY_SECONDS):
        crawls.look()
        live.update(_table(crawls), refresh=True)


def _table(crawls: Crawls) -> Table:
    table = Table(title="harvesting", title_justify="left", box=None, pad_edge=False)
    table.add_column("portal")
    for column in ("pages", *_COLUMNS):
        table.add_column(column, justify="right")
    for portal in list(crawls.outcomes)[-_SHOWN:]:
        table.add_row(portal, *_cells(crawls.outcomes[portal]))
    if len(crawls.outcomes) > 1:
        together: Counter[str] = sum(crawls.outcomes.values(), Counter())
        table.add_row(f"{len(crawls.outcomes)} portals", *_cells(together), style="bold")
    return table


def _cells(outcomes: Counter[str]) -> list[str]:
    counts = [outcomes.total(), *(outcomes[column] for column in _COLUMNS)]
    return [str(count or "") for count in counts]
