"""Where batches are read: on this machine's cores or on a real Dask cluster, with the same rows."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crawlers.archive_index import iter_archive
from crawlers.demo.server import DemoPortals
from flows.batches import captured_batches
from flows.dask_cluster import ReadingPlaceError, scheduler_address
from flows.processes import LocalCores
from tests.conftest import ROOT, Baogao, command_in
from tests.prefect_server import LOOPBACK, PrefectServer, end, free_port

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("prefect")]

READ = ("reports", "sections", "indicators", "tasks", "citations", "rejects")


@contextmanager
def dask(*arguments: str, folder: Path) -> Iterator[None]:
    """Have `dask …` run in an empty folder while the block runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        end(process)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler with one worker; the place to name with --on."""
    folder, port = tmp_path_factory.mktemp("dask"), free_port()
    here = ("--host", LOOPBACK, "--no-dashboard")
    with (
        dask("scheduler", "--port", str(port), *here, folder=folder),
        dask("worker", f"tcp://{LOOPBACK}:{port}", "--nthreads", "1", *here, folder=folder),
    ):
        yield f"dask://{LOOPBACK}:{port}"


@pytest.fixture(scope="module")
def harvested(cluster: str, prefect_server: PrefectServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a night of one demo portal, read on the cluster."""
    folder = tmp_path_factory.mktemp("harvested")
    with DemoPortals() as portals:
        portals.write_registry(folder / "portals.yaml")
        until = time.monotonic() + 120
        while True:  # the worker takes a while to find its scheduler
            done = command_in(folder)(
                "harvest", "lixian", *PLACES, "--on", cluster, **prefect_server.environment
            )
            if done.returncode == 0 or time.monotonic() > until:
                break
    assert (done.returncode, done.stderr) == (0, "")
    return folder


PLACES = ("--warehouse", "w.duckdb", "--archive", "archive", "--portals", "portals.yaml")


def rows(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in READ}


def test_a_cluster_reads_what_this_machine_reads(harvested: Path, cluster: str) -> None:
    baogao = command_in(harvested)
    here = baogao("reprocess", "--warehouse", "here.duckdb", *PLACES[2:])
    there = baogao("reprocess", "--warehouse", "there.duckdb", *PLACES[2:], "--on", cluster)
    assert (here.returncode, there.returncode) == (0, 0), here.stderr + there.stderr
    assert here.stdout == there.stdout
    told = rows(harvested / "w.duckdb")
    assert len(told["reports"]) == 1
    assert rows(harvested / "here.duckdb") == told
    assert rows(harvested / "there.duckdb") == told


def test_processes_read_what_one_reads(harvested: Path, tmp_path: Path) -> None:
    archive = harvested / "archive"
    captures = [capture for capture in iter_archive(archive) if capture.payload]
    with LocalCores() as local:
        batches = [b for name in "abc" for b in captured_batches(captures, archive, {}, tmp_path, name)]
        here, *elsewhere = [reading.result() for reading in map(local.submit, batches)]
    assert elsewhere == [here, here]
    assert sum(counts.documents + counts.rejects for counts in here.values()) == len(captures)
    first, *others = [path.read_bytes() for path in sorted(tmp_path.glob("documents-*.parquet"))]
    assert others == [first, first]


@pytest.mark.parametrize("place", ["tcp://h:1", "dask://", "dask://host", "dask://host:port", "dask://h:1/x"])
def test_a_place_must_name_a_scheduler(place: str) -> None:
    with pytest.raises(ReadingPlaceError, match="say dask://host:port"):
        scheduler_address(place)


def test_a_scheduler_that_does_not_answer_is_named_before_anything_starts(baogao: Baogao) -> None:
    place = f"dask://{LOOPBACK}:{free_port()}"
    refused = baogao("harvest", "--on", place)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr == f"baogao: {place}: no Dask scheduler answers; is `dask scheduler` up?\n"


def test_without_the_extra_its_name_is_told(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['distributed'] = None\n"
        "from flows.command.main import app; app(['harvest', '--on', 'dask://127.0.0.1:1'])"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    refused = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert refused.stderr == "baogao: dask://127.0.0.1:1: Dask is not installed; pip install 'baogao[dask]'\n"


POOL = """
import os, sys, time
from flows.processes import LocalCores
if __name__ == "__main__":
    with LocalCores() as local:
        print(local._pool.submit(os.getpid).result(), flush=True)
        time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for the process in /proc")
def test_processes_end_with_the_one_they_work_for(tmp_path: Path) -> None:
    (tmp_path / "pool.py").write_text(POOL, "utf-8")
    parent = subprocess.Popen(
        [sys.executable, "pool.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    worker = Path("/proc") / parent.stdout.readline().strip()
    assert worker.exists()
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until = time.monotonic() + 60
    while worker.exists():
        assert time.monotonic() < until, "the process of the pool lives on"
        time.sleep(0.1)
