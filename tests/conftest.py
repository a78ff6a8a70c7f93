"""Fixtures that several folders of tests share."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.prefect_server import PrefectServer, prefect_server

ROOT = Path(__file__).parent.parent
GOLD = Path(__file__).parent / "gold"
REAL = GOLD / "real"

Baogao = Callable[..., "subprocess.CompletedProcess[str]"]


def command_in(folder: Path) -> Baogao:
    """Return a caller of the real command, in a process of its own, with `folder` as its place."""

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from flows.command.main import run; run()", *map(str, arguments)],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return run


@pytest.fixture
def baogao(tmp_path: Path) -> Baogao:
    """Run the real command in an empty folder."""
    return command_in(tmp_path)


@pytest.fixture(scope="session", name="prefect_server")
def shared_prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrefectServer]:
    """A real Prefect server, started once a test process: give its `environment` to what is run."""
    with prefect_server(tmp_path_factory.mktemp("prefect-server")) as server:
        yield server
