"""A line to a server that can be cut: connections are passed on until then, and refused after."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"


class CutLine:
    """Passes bytes between a port of its own and `port`; `cut` ends all of it, `mend` begins anew."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listening = self._listen(0)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()

    def cut(self) -> None:
        """Refuse new connections and drop those that stand."""
        _end(self._listening)
        with self._lock:
            for end in self._open:
                _end(end)
            self._open.clear()

    def mend(self) -> None:
        """Listen again, on the same port."""
        self.cut()
        self._listening = self._listen(self.port)
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()

    @staticmethod
    def _listen(port: int) -> socket.socket:
        return socket.create_server((LOOPBACK, port), backlog=64)

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):  # the line was cut
            while True:
                near, _ = listening.accept()
                far = socket.create_connection((LOOPBACK, self._target))
                with self._lock:
                    self._open |= {near, far}
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):  # either end is gone
            while chunk := source.recv(1 << 16):
                target.sendall(chunk)
        for end in (source, target):
            _end(end)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
