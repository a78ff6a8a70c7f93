"""Lets a bounded number in at once, the others in the order in which they came.

A semaphore of the standard library lets whoever comes at the right moment pass those who wait: under load,
some wait for ever.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from room.refusals import TooBusyError


class Turns:
    """`places` at once; who waits longer than `patience` seconds is turned away."""

    def __init__(self, places: int, patience: float) -> None:
        self._free = places
        self._patience = patience
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Hold a place within the block; raises TooBusyError."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._free and not self._waiting:
                self._free -= 1
                return
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(self._patience):
            return
        with self._lock:
            # Called in the very moment of giving up: the place is theirs after all.
            if called.is_set():
                return
            self._waiting.remove(called)
        raise TooBusyError("no place came free among the readers")

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
