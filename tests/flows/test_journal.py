"""One harvest at a time, and runs that died told from those that live."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.journal import RunNote, begun, remove_lone_locks, runs_beside, taken_over
from flows.locks import HarvestBusyError, harvest_under_way, only_harvest, refuse_beside_another
from flows.places import RunFolderError, new_run_id
from flows.staging import write_rows
from flows.steady_clock import steady_now
from warehouse.loading import load

MOMENT = datetime(2026, 4, 1, 18, 0, tzinfo=UTC)
HARVEST = """
import sys, time
from pathlib import Path
from datetime import datetime, UTC
from flows.journal import RunNote, begun
from flows.locks import only_harvest
warehouse = Path(sys.argv[1])
note = RunNote.of("night", "harvest", warehouse, datetime(2026, 4, 1, 18, 0, tzinfo=UTC))
with only_harvest(warehouse), begun(warehouse, note) as folder:
    folder.captures("mou").touch()
    print("at work", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


def harvest_in_a_process(warehouse: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HARVEST, str(warehouse)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    return process


def test_a_second_harvest_is_told_since_when_the_first_runs(warehouse: Path) -> None:
    process = harvest_in_a_process(warehouse)
    try:
        for refused in (refuse_beside_another, lambda place: only_harvest(place).__enter__()):
            with pytest.raises(HarvestBusyError, match=rf"running \(pid {process.pid} since 20.* UTC\)"):
                refused(warehouse)
        with only_harvest(warehouse.with_name("other.duckdb")):
            pass
    finally:
        process.kill()
        process.communicate()
    assert harvest_under_way(warehouse) is None
    with only_harvest(warehouse):  # what the dead one left in the lock file is no obstacle
        pass


def test_a_run_that_died_is_told_from_one_that_lives(warehouse: Path) -> None:
    process = harvest_in_a_process(warehouse)
    (run,) = runs_beside(warehouse)
    assert run.alive
    with taken_over(run) as ours:
        assert not ours
    process.kill()
    process.communicate()
    (run,) = runs_beside(warehouse)
    assert not run.alive
    assert run.note == RunNote("night", "harvest", "w.duckdb", MOMENT, process.pid)
    assert [log.name for log in run.logs] == ["mou.captures.jsonl"]
    with taken_over(run) as ours:
        assert ours
    assert runs_beside(warehouse.with_name("other.duckdb")) == []


def test_a_run_that_ends_well_leaves_nothing(warehouse: Path) -> None:
    with begun(warehouse, RunNote.of("night", "ingest", warehouse, MOMENT)) as folder:
        assert folder.path.is_dir()
    assert runs_beside(warehouse) == []
    assert list((warehouse.parent / "staging").glob("*")) == []


def test_a_note_that_cannot_be_read_is_no_obstacle(warehouse: Path) -> None:
    folder = warehouse.parent / "staging" / "torn"
    folder.mkdir(parents=True)
    (folder / "run.json").write_text('{"run_id": "to')
    (run,) = runs_beside(warehouse)
    assert (run.run_id, run.note, run.alive) == ("torn", None, False)


def test_a_full_disk_has_a_name(warehouse: Path) -> None:
    with (
        pytest.raises(RunFolderError, match="No space left on device; make room and harvest again"),
        begun(warehouse, RunNote.of("night", "harvest", warehouse, MOMENT)),
    ):
        Path("/dev/full").write_text("a page")
    assert len(runs_beside(warehouse)) == 1


def test_runs_stay_in_order_when_the_clock_was_set_back(warehouse: Path) -> None:
    assert steady_now(warehouse, MOMENT) == MOMENT
    last = MOMENT + timedelta(days=30)
    run = {"run_id": new_run_id(last), "command": "harvest", "started_at": last, "finished_at": last}
    write_rows(warehouse.parent / "night", "runs", "all", [run])
    load(warehouse, warehouse.parent / "night")
    now = steady_now(warehouse, MOMENT)
    assert now == last + timedelta(microseconds=1)
    assert new_run_id(now) >= run["run_id"][:20]
    assert steady_now(warehouse, last + timedelta(days=1)) == last + timedelta(days=1)


def test_a_lock_left_of_a_run_that_is_gone_is_removed(warehouse: Path) -> None:
    staging = warehouse.parent / "staging"
    staging.mkdir()
    (staging / "20260401T180000.000Z-aa.lock").write_text("pid 7 since 2026-04-01 18:00:00 UTC\n")
    (staging / "beginning.lock").touch()
    process = harvest_in_a_process(warehouse)
    try:
        remove_lone_locks(warehouse)
        assert {path.name for path in staging.glob("*.lock")} == {"beginning.lock", "night.lock"}
    finally:
        process.kill()
        process.communicate()
