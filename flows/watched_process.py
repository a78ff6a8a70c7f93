"""A process that shows signs of life on its standard output, and is ended when it shows none any more."""

import subprocess
from collections.abc import Generator, Sequence
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

SILENT_FOR = 900.0
"""Seconds without a line from a process whose loop writes one every few, until it is taken for stuck."""

_WAITS = 10
"""One silence is that many waits: hours in which the machine, or all of us, stood still count for one."""

_ENDS_WITHIN = 30.0


class WatchedProcess:
    """One run of `command`, whose standard error goes to the file `complaints`.

    Its standard input is open for as long as somebody listens (`crawlers.lifeline`).
    """

    def __init__(self, command: Sequence[str], complaints: Path, silent_for: float = SILENT_FOR) -> None:
        self._command = command
        self._complaints = complaints
        self._silent_for = silent_for
        self._fell_silent = False
        self._status = 0

    def lines(self) -> Generator[str]:
        """Run the process to its end, yielding what it says; it ends, too, when the caller stops asking."""
        with (
            self._complaints.open("wb") as complaints,
            subprocess.Popen(  # noqa: S603 - our own modules
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            ) as process,
        ):
            said: SimpleQueue[str | None] = SimpleQueue()
            # A caller who takes long over a line must not make the process seem silent.
            listener = Thread(target=_listen, args=(process.stdout, said), daemon=True)
            listener.start()
            try:
                while (line := self._next(said, process)) is not None:
                    yield line
            finally:
                _end(process)
                listener.join()
        self._status = process.returncode

    def _next(self, said: "SimpleQueue[str | None]", process: "subprocess.Popen[str]") -> str | None:
        """Return the next line; None at the end, which falling silent is, too."""
        for _ in range(_WAITS):
            try:
                return said.get(timeout=self._silent_for / _WAITS)
            except Empty:
                continue
        self._fell_silent = True
        process.kill()
        return said.get()

    def last_words(self) -> str:
        """Return why the process ended: what it said last on standard error, or how where it said nothing."""
        if self._fell_silent:
            silence = timedelta(seconds=round(self._silent_for))
            return f"the crawl's process was ended: it showed no sign of life for {silence} (h:mm:ss)"
        said = self._complaints.read_text("utf-8", "replace").strip().splitlines()
        return said[-1] if said else f"the crawl ended with status {self._status} and said nothing"


def _listen(stdout: IO[str] | None, said: "SimpleQueue[str | None]") -> None:
    for line in stdout or ():
        said.put(line.strip())
    said.put(None)


def _end(process: "subprocess.Popen[str]") -> None:
    """Cut the lifeline of a process that may run still; kill one that does not end of it."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
