"""A crawl ends when whoever started it ends: standard input is its lifeline.

A flow that is killed cannot stop its crawls, and a crawl that goes on alone would write to a log that the
next run has taken over, and ask portals at the same time as that run.
"""

import os
import sys
import threading
from typing import BinaryIO

CUT_OFF = 3
"""Exit status of a crawl whose lifeline was cut."""


def hold_on(line: BinaryIO | None = None) -> None:
    """End this process as soon as `line` (left out: standard input) ends; its other end is our starter's.

    Nothing is tidied up: archive and log are whole to the last exchange, or the next run mends them.
    """
    held = sys.stdin.buffer if line is None else line
    threading.Thread(target=_wait, args=(held,), name="lifeline", daemon=True).start()


def _wait(line: BinaryIO) -> None:
    # Past the buffer: a thread that holds its lock when the interpreter ends would make that end a crash.
    while os.read(line.fileno(), 1):
        pass
    os._exit(CUT_OFF)
