"""Reading while nights come in: always one whole state, never a written one, never without an end."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from room.database import Database, Reading
from room.refusals import TooBusyError, TooLargeError, TooSlowError
from room.turns import Turns
from tests.warehouse.staged_nights import OWN_URL, document, night_after, write_night
from warehouse.errors import NotAWarehouseError, WarehouseMissingError
from warehouse.loading import load
from warehouse.publishing import publish
from warehouse.search_index import index_file

pytestmark = pytest.mark.xdist_group("room")

ENDLESS = "SELECT count(*) FROM range(100000000000) AS a(i) WHERE hash(i) = 1"


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """A warehouse, with its index, as four nights left it, each with one report more."""
    folder = tmp_path_factory.mktemp("nights")
    for number in range(4):
        fresh = document(
            f"{OWN_URL}?{number}", title=f"{number}", year=2000 + number, fetched_at=night_after(number)
        )
        load(folder / "w.duckdb", write_night(folder / f"staged-{number}", documents=[fresh]))
        (folder / f"night-{number}").mkdir()
        for name in ("w.duckdb", "w.duckdb.search"):
            shutil.copy(folder / name, folder / f"night-{number}" / name)
    return sorted(folder.glob("night-*/w.duckdb"))


@pytest.fixture
def warehouse(nights: Sequence[Path], tmp_path: Path) -> Path:
    """The warehouse after the first night."""
    put_in_place(nights[0], tmp_path / "w.duckdb")
    return tmp_path / "w.duckdb"


def put_in_place(night: Path, warehouse: Path) -> None:
    """Publish a night as the loader does: the warehouse first, its index a moment later."""
    for made, target in ((night, warehouse), (index_file(night), index_file(warehouse))):
        publish(Path(shutil.copy(made, target.with_name(target.name + ".side"))), target)


def reports_in(reading: Reading) -> int:
    count: int = reading.ask("SELECT count(*) AS n FROM reports")[0]["n"]
    return count


def test_a_reading_under_way_keeps_its_state_and_the_next_sees_the_new_one(
    warehouse: Path, nights: Sequence[Path]
) -> None:
    database = Database(warehouse)
    with database.reading() as before:
        assert reports_in(before) == 1
        put_in_place(nights[1], warehouse)
        assert reports_in(before) == 1
        with database.reading() as after:
            assert reports_in(after) == 2
        assert reports_in(before) == 1
    with database.reading() as later:
        assert reports_in(later) == 2


def test_what_was_computed_is_remembered_as_long_as_its_state(
    warehouse: Path, nights: Sequence[Path]
) -> None:
    database = Database(warehouse)
    computed = []
    for _ in range(3):
        with database.reading() as reading:
            reading.remembered(("count",), lambda: computed.append(reports_in(reading)))
    put_in_place(nights[1], warehouse)
    with database.reading() as reading:
        reading.remembered(("count",), lambda: computed.append(reports_in(reading)))
    assert computed == [1, 2]


def test_the_words_index_is_used_only_with_its_own_state(warehouse: Path, nights: Sequence[Path]) -> None:
    database = Database(warehouse)
    with database.reading() as reading, reading.words() as index:
        assert index is not None
        assert index.execute("SELECT count(*) FROM indexed").fetchone() == (1,)
    publish(Path(shutil.copy(nights[1], f"{warehouse}.side")), warehouse)
    with database.reading() as reading, reading.words() as index:
        # A load makes the index right after the warehouse: until then its readers see the night before.
        assert reports_in(reading) == 1
        assert index is not None
    long_ago = warehouse.stat().st_mtime - 3600
    os.utime(warehouse, (long_ago, long_ago))
    with database.reading() as reading, reading.words() as index:
        assert reports_in(reading) == 2
        assert index is None
    publish(Path(shutil.copy(index_file(nights[1]), f"{warehouse}.side")), index_file(warehouse))
    with database.reading() as reading, reading.words() as index:
        assert index is not None
        assert index.execute("SELECT count(*) FROM indexed").fetchone() == (2,)


def wait_until(holds: Callable[[], bool]) -> None:
    give_up = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_a_new_state_is_shown_once_what_readers_want_of_it_is_there(
    warehouse: Path, nights: Sequence[Path]
) -> None:
    warmed: list[tuple[int, list[tuple[object, ...]]]] = []
    let_go_on = threading.Event()

    def warm(reading: Reading, asked_before: Iterable[tuple[object, ...]]) -> None:
        assert let_go_on.wait(30)
        reading.remembered(("count",), lambda: reports_in(reading))
        warmed.append((reports_in(reading), list(asked_before)))

    def seen() -> int:
        with database.reading() as reading:
            return reports_in(reading)

    database = Database(warehouse, warm=warm)
    with database.reading() as reading:
        reading.remembered(("code values", "x"), lambda: 1)
    put_in_place(nights[1], warehouse)
    assert [seen(), seen()] == [1, 1]
    let_go_on.set()
    wait_until(lambda: seen() == 2)
    assert warmed == [(2, [("code values", "x")])]
    with database.reading() as reading:
        assert reading.remembered(("count",), lambda: -1) == 2
    database.close()


def test_a_state_that_cannot_be_warmed_is_shown_all_the_same(warehouse: Path, nights: Sequence[Path]) -> None:
    def warm(_: Reading, __: Iterable[tuple[object, ...]]) -> None:
        raise TooSlowError("too slow")

    def seen() -> int:
        with database.reading() as reading:
            return reports_in(reading)

    database = Database(warehouse, warm=warm)
    assert seen() == 1
    put_in_place(nights[1], warehouse)
    wait_until(lambda: seen() == 2)
    (warehouse.with_name("damaged")).write_text("half written")
    warehouse.with_name("damaged").replace(warehouse)
    long_ago = warehouse.stat().st_mtime - 3600
    os.utime(warehouse, (long_ago, long_ago))

    def refused() -> bool:
        try:
            seen()
        except NotAWarehouseError:
            return True
        return False

    wait_until(refused)
    database.close()


def test_readers_at_once_while_nights_come_in_see_whole_states_only(
    warehouse: Path, nights: Sequence[Path]
) -> None:
    database = Database(warehouse, readers=4)
    stop = threading.Event()

    def read() -> set[tuple[int, int]]:
        seen = set()
        while not stop.is_set():
            with database.reading() as reading:
                seen.add((reports_in(reading), reading.ask("SELECT count(*) AS n FROM sections")[0]["n"]))
        return seen

    with ThreadPoolExecutor(8) as readers:
        tasks = [readers.submit(read) for _ in range(8)]
        try:
            for number in (1, 2, 3):
                put_in_place(nights[number], warehouse)
            with database.reading() as reading:
                assert reports_in(reading) == 4
        finally:
            stop.set()
        seen = set().union(*(task.result() for task in tasks))
    assert seen <= {(reports, 6 * reports) for reports in (1, 2, 3, 4)}


def test_old_states_are_let_go(warehouse: Path, nights: Sequence[Path]) -> None:
    database = Database(warehouse)
    for number in (1, 2, 3):
        with database.reading() as reading:
            reports_in(reading)
        put_in_place(nights[number], warehouse)
    with database.reading() as reading:
        reports_in(reading)
    handles = [handle.readlink() for handle in Path("/proc/self/fd").iterdir() if handle.is_symlink()]
    assert sum(str(path).startswith(str(warehouse)) for path in handles) == 2  # the file and its index
    database.close()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM reports",
        "CREATE TABLE warehouse.more AS SELECT 1",
        "COPY reports TO '/tmp/out.csv'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_nothing_is_written_and_nothing_else_is_read(warehouse: Path, sql: str) -> None:
    with Database(warehouse).reading() as reading, pytest.raises(duckdb.Error):
        reading.ask(sql)


def test_values_are_bound_and_never_part_of_the_statement(warehouse: Path) -> None:
    with Database(warehouse).reading() as reading:
        assert reading.rows("region_names", regions=["' OR 1=1 --"]) == []
        assert reading.row("region_names", regions=["x"]) is None


def test_a_reading_that_takes_too_long_is_ended(warehouse: Path) -> None:
    database = Database(warehouse, time_limit=0.2)
    with pytest.raises(TooSlowError), database.reading() as reading:
        reading.ask(ENDLESS)
    with database.reading() as reading:
        assert reports_in(reading) == 1


def test_a_download_that_takes_too_long_is_ended(warehouse: Path) -> None:
    database = Database(warehouse)

    def take_rows() -> None:
        with database.reading(time_limit=0.2) as reading:
            rows = reading.cursor.execute("FROM range(100000000000)").to_arrow_reader(1000)
            for _ in rows:
                pass

    with pytest.raises(TooSlowError):
        take_rows()


def test_a_question_for_the_words_is_ended_too(warehouse: Path) -> None:
    database = Database(warehouse, time_limit=0.2)

    def ask_the_index() -> None:
        with database.reading() as reading, reading.words() as index:
            assert index is not None
            index.execute(ENDLESS)

    with pytest.raises(TooSlowError):
        ask_the_index()


def test_who_waits_too_long_for_a_place_is_told(warehouse: Path) -> None:
    database = Database(warehouse, readers=1, patience=0.1)
    with database.reading(), pytest.raises(TooBusyError), database.reading():
        pass
    with database.reading() as reading:
        assert reports_in(reading) == 1


def test_those_who_wait_come_in_in_their_order() -> None:
    turns = Turns(1, patience=30)
    order: list[int] = []
    entered = threading.Event()

    def hold() -> None:
        with turns.turn():
            entered.set()
            while turns.waiting < 5:
                pass

    def come(number: int) -> None:
        with turns.turn():
            order.append(number)

    with ThreadPoolExecutor(8) as pool:
        pool.submit(hold)
        entered.wait()
        for number in range(5):
            pool.submit(come, number)
            while turns.waiting <= number and not order:
                pass
    assert order == [0, 1, 2, 3, 4]


def test_a_question_for_more_memory_than_there_is_fails_alone(warehouse: Path) -> None:
    database = Database(warehouse)
    hungry = "SELECT list(hash(i)::VARCHAR || repeat('x', 1000)) AS l FROM range(2000000) AS t(i)"
    with pytest.raises(TooLargeError), database.reading() as reading:
        reading.ask(hungry)
    with database.reading() as reading:
        assert reports_in(reading) == 1


def test_a_warehouse_that_comes_later_is_opened_then(tmp_path: Path, nights: Sequence[Path]) -> None:
    database = Database(tmp_path / "w.duckdb")
    with pytest.raises(WarehouseMissingError), database.reading():
        pass
    (tmp_path / "w.duckdb").write_text("half written")
    with pytest.raises(NotAWarehouseError), database.reading():
        pass
    (tmp_path / "w.duckdb").unlink()
    put_in_place(nights[0], tmp_path / "w.duckdb")
    with database.reading() as reading:
        assert reports_in(reading) == 1


def test_a_reading_goes_on_when_the_file_is_taken_away(warehouse: Path) -> None:
    database = Database(warehouse)
    with database.reading() as reading:
        warehouse.unlink()
        assert reports_in(reading) == 1
    with pytest.raises(WarehouseMissingError), database.reading():
        pass
