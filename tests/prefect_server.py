"""A real Prefect server on loopback for tests: its own process, its own home, its own database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

LOOPBACK = "127.0.0.1"
_STARTS_WITHIN = 180.0
"""Seconds: the server's imports and migrations take 10 to 30 of them on a busy machine."""


@dataclass(frozen=True, slots=True)
class PrefectServer:
    """A running server; `environment` is what a process needs to be its client."""

    api_url: str
    home: Path

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "PREFECT_API_URL": self.api_url,
            "PREFECT_HOME": str(self.home),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def prefect_server(home: Path) -> Iterator[PrefectServer]:
    """Start a server that keeps everything in `home`; it is gone when the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    port = free_port()
    server = PrefectServer(f"http://{LOOPBACK}:{port}/api", home)
    environment = {**os.environ, **server.environment, "PREFECT_SERVER_LOGGING_LEVEL": "WARNING"}
    command = (sys.executable, "-m", "prefect", "server", "start", "--no-ui")
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--host", LOOPBACK, "--port", str(port)],
            env=environment,
            cwd=home,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that has a session of its own, and all of that session."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_healthy(server: PrefectServer, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{server.api_url}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"no Prefect server: {(server.home / 'server.log').read_text('utf-8')[-2000:]}")
