"""A night becomes visible at once: readers are never locked out, killed loaders leave nothing behind."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.staged_nights import (
    CITY_URL,
    LATER_TEXT,
    capture,
    document,
    night_after,
    rows_of,
    whole_content,
    write_night,
)
from warehouse.errors import LoaderBusyError, NotAWarehouseError, WarehouseLockedError
from warehouse.loading import load
from warehouse.publishing import next_state, only_loader, publish, side_file, spare_file
from warehouse.querying import open_read_only

REPOSITORY = Path(__file__).parents[2]
LOADER = (
    "import sys; from pathlib import Path; from warehouse.loading import load; load(*map(Path, sys.argv[1:]))"
)
KILLS = 50
# Imports once, then forks a loader for each line it is sent, and says its pid and, at last, that it ended.
FORKING_LOADER = """
import importlib, importlib.util, os, sys
from pathlib import Path
from warehouse.loading import load
from warehouse.segmenting import load_segmenter
load_segmenter()
for name in ("numpy", "pandas", "pyarrow"):  # DuckDB imports them when it first takes a parameter
    if importlib.util.find_spec(name):
        importlib.import_module(name)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        load(*map(Path, sys.argv[1:]))
        os._exit(0)
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    load(folder / "w.duckdb", write_night(folder / "first", documents=[document()]))
    return folder


@pytest.fixture
def warehouse(loaded: Path, tmp_path: Path) -> Path:
    """A warehouse of one night, and its index, that a test may change."""
    for file in loaded.glob("w.duckdb*"):
        shutil.copy(file, tmp_path)
    return tmp_path / "w.duckdb"


def second_night(tmp_path: Path) -> Path:
    return write_night(
        tmp_path / "second",
        documents=[document(text=LATER_TEXT, fetched_at=night_after(1)), document(CITY_URL)],
    )


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str], line: str) -> str:
    """What the process says to a line."""
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()
    return answer(process)


def answer(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_reader_keeps_last_night_while_the_next_is_published(warehouse, tmp_path):
    reader = start(
        """
import sys
from pathlib import Path
from warehouse.querying import open_read_only
with open_read_only(Path(sys.argv[1])) as connection:
    count = connection.execute("SELECT count(*) FROM report_copies")
    print(count.fetchone()[0], flush=True)
    sys.stdin.read()
    print(connection.execute("SELECT max(version) FROM reports").fetchone()[0], flush=True)
""",
        warehouse,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "1\n"

    load(warehouse, second_night(tmp_path))

    assert reader.communicate()[0] == "1\n"
    assert rows_of(warehouse, "SELECT version FROM reports") == [(2,)]


def test_a_loader_killed_at_any_moment_leaves_the_old_state_or_the_new(warehouse, tmp_path):
    staged = second_night(tmp_path)
    before = whole_content(warehouse)
    finished = tmp_path / "finished.duckdb"
    finished.write_bytes(warehouse.read_bytes())
    began = time.monotonic()
    load(finished, staged)
    whole_load = time.monotonic() - began
    after = whole_content(finished)
    assert after != before
    moments = random.Random(2024)
    loaders = start(FORKING_LOADER, warehouse, staged)

    for _ in range(KILLS):
        pid = int(told(loaders, "load"))
        time.sleep(moments.uniform(0, 1.2) * whole_load)
        with suppress(ProcessLookupError):  # it was done before
            os.kill(pid, signal.SIGKILL)
        assert answer(loaders) == "ended"
        assert whole_content(warehouse) in (before, after)

    loaders.communicate()
    load(warehouse, staged)
    assert whole_content(warehouse) == after
    assert not side_file(warehouse).exists()


def test_a_loader_killed_before_it_publishes_changes_nothing_and_its_leftover_goes(warehouse, tmp_path):
    before = whole_content(warehouse)
    program = """
import os, signal, sys
from pathlib import Path
import warehouse.loading
def die(side, target):
    os.kill(os.getpid(), signal.SIGKILL)
warehouse.loading.publish = die
warehouse.loading.load(*map(Path, sys.argv[1:]))
"""
    assert start(program, warehouse, second_night(tmp_path)).wait() == -signal.SIGKILL
    assert side_file(warehouse).exists()
    assert whole_content(warehouse) == before

    load(warehouse, second_night(tmp_path))

    assert not side_file(warehouse).exists()
    assert whole_content(warehouse) != before


def test_a_second_loader_is_told_who_is_at_work(warehouse, tmp_path):
    with (
        only_loader(warehouse),
        pytest.raises(LoaderBusyError, match=rf"another load is running \(pid {os.getpid()} since 20"),
    ):
        load(warehouse, tmp_path / "nothing")


def test_a_writer_from_outside_is_named(warehouse, tmp_path):
    writer = start(
        "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()",
        warehouse,
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        with pytest.raises(WarehouseLockedError, match=f"process {writer.pid} has it open for writing"):
            load(warehouse, second_night(tmp_path))
    finally:
        writer.kill()
        writer.communicate()


def test_what_another_tool_left_unsaved_is_taken_in(warehouse, tmp_path):
    program = """
import os, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("SET checkpoint_threshold = '1GB'")
connection.execute("UPDATE reports SET source = 'by hand'")
os._exit(0)
"""
    assert start(program, warehouse).wait() == 0
    assert warehouse.with_name("w.duckdb.wal").exists()

    load(warehouse, write_night(tmp_path / "next", captures=[capture(CITY_URL, night_after(1))]))

    assert not warehouse.with_name("w.duckdb.wal").exists()
    assert rows_of(warehouse, "SELECT source FROM reports") == [("by hand",)]


def test_a_file_that_is_no_warehouse_is_never_replaced(tmp_path):
    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("CREATE TABLE mine AS SELECT 1 AS a")
    with pytest.raises(NotAWarehouseError, match="no warehouse of baogao"):
        load(other, write_night(tmp_path / "n", documents=[document()]))

    text = tmp_path / "notes.txt"
    text.write_text("not a database, but precious")
    with pytest.raises(NotAWarehouseError, match="cannot be opened as a DuckDB file"):
        load(text, write_night(tmp_path / "m", documents=[document()]))
    assert text.read_text() == "not a database, but precious"


def test_a_load_may_run_beside_a_reader_of_the_same_process(warehouse, tmp_path):
    with open_read_only(warehouse) as connection:
        load(warehouse, second_night(tmp_path))
        assert connection.execute("SELECT max(version) FROM reports").fetchone() == (1,)


def test_nothing_is_published_that_was_not_asked_for(warehouse):
    before = warehouse.read_bytes()
    with next_state(warehouse) as side:
        assert side.read_bytes() == before
        side.write_bytes(b"half a night")
    assert warehouse.read_bytes() == before
    with next_state(warehouse) as side:
        publish(side, warehouse)
    assert warehouse.read_bytes() == before


def test_the_old_file_becomes_the_next_copy_by_the_blocks_that_differ(warehouse, tmp_path):
    load(warehouse, second_night(tmp_path))
    spare = spare_file(warehouse)
    kept = spare.stat().st_ino
    assert kept != warehouse.stat().st_ino

    with next_state(warehouse) as side:
        assert side.stat().st_ino == kept
        assert side.read_bytes() == warehouse.read_bytes()
    assert spare.stat().st_ino == kept


@pytest.mark.parametrize("left", [b"", b"half a night", bytes(3_000_000)])
def test_whatever_the_spare_holds_the_copy_is_the_warehouse(warehouse, left):
    spare_file(warehouse).write_bytes(left)
    with next_state(warehouse) as side:
        assert side.read_bytes() == warehouse.read_bytes()


def test_a_spare_that_a_reader_still_has_open_is_left_to_it(warehouse, tmp_path):
    with open_read_only(warehouse) as reader:
        load(warehouse, second_night(tmp_path))
        third = write_night(tmp_path / "third", captures=[capture(CITY_URL, night_after(1))])
        load(warehouse, third)
        assert reader.execute("SELECT max(version) FROM reports").fetchone() == (1,)
        assert reader.execute("SELECT count(*) FROM captures").fetchone() == (0,)
    assert rows_of(warehouse, "SELECT count(*) FROM captures") == [(1,)]


def test_a_loader_killed_between_keeping_the_old_file_and_naming_the_new_spoils_neither(warehouse, tmp_path):
    before = whole_content(warehouse)
    os.link(warehouse, spare_file(warehouse))

    with next_state(warehouse) as side:
        side.write_bytes(b"half a night")

    assert whole_content(warehouse) == before
    load(warehouse, second_night(tmp_path))
    assert whole_content(warehouse) != before
