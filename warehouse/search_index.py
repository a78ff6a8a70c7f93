"""The word index of a warehouse: which reports hold which words, in a file beside it.

It is kept apart so that a night is published before it is indexed. `update_index` takes in what the loads
since the last update changed, by the journal; a reader that finds the index behind the warehouse does
without it. Postings of a report that changed stay until a quarter of all reports are such: only the
numbers in `indexed` count.
"""

from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.errors import IndexFailedError, NotAWarehouseError
from warehouse.publishing import copy_state, publish
from warehouse.querying import is_damage, naming_damage, open_read_only
from warehouse.segmenting import Segmenter, load_segmenter

_SCHEMA = """
CREATE TABLE state (loaded_at TIMESTAMPTZ, segmenter VARCHAR NOT NULL);
CREATE TABLE indexed (
    number INTEGER NOT NULL, report_id VARCHAR NOT NULL, words INTEGER NOT NULL, year INTEGER, kind VARCHAR,
    code VARCHAR
);
CREATE TABLE postings (word VARCHAR NOT NULL, number INTEGER NOT NULL, times INTEGER NOT NULL);
"""
_LATEST = "SELECT max(loaded_at) FROM loads"
_CHANGED = """
SELECT DISTINCT row_key FROM row_changes
WHERE table_name = 'reports' AND ($since IS NULL OR loaded_at > $since)
"""
_TEXTS = """
SELECT report_id, year, kind, coalesce(township_code, region_code) AS code, text
FROM reports
WHERE withdrawn_at IS NULL
"""
# By their places a few texts are fetched without reading those of all reports.
_OF_CHANGED = "AND rowid IN (SELECT rowid FROM reports WHERE report_id IN (SELECT unnest($changed)))"
_FORGET = "DELETE FROM indexed WHERE report_id IN (SELECT unnest($changed))"
_COMPACT = """
DELETE FROM postings WHERE number NOT IN (SELECT number FROM indexed)
"""
_LAST_NUMBER = (
    "SELECT coalesce(max(number), 0) FROM (SELECT number FROM indexed UNION ALL SELECT number FROM postings)"
)
_BATCH = 2000
_MOST_RESTING = 0.25


def index_file(warehouse: Path) -> Path:
    """Return where the index of `warehouse` is."""
    return warehouse.with_name(warehouse.name + ".search")


def open_index(warehouse: Path) -> duckdb.DuckDBPyConnection | None:
    """Open the index of `warehouse` for reading; None where there is none that stands for its last load."""
    path = index_file(warehouse)
    if not path.exists() or _state(path) is None:
        return None
    connection = open_read_only(path, holds="state")
    with open_read_only(warehouse) as held:
        latest = held.execute(_LATEST).fetchone()
    if connection.execute("SELECT loaded_at FROM state").fetchone() == latest:
        return connection
    connection.close()
    return None


def update_index(warehouse: Path) -> int:
    """Bring the index of `warehouse` to its last load and return how many reports were read for it.

    The new state is put in place at once; readers keep the old one. A damaged index is made anew. Raises
    IndexFailedError.
    """
    path = index_file(warehouse)
    try:
        return _update(warehouse, path)
    except IndexFailedError as error:
        if not (path.exists() and error.__cause__ and is_damage(error.__cause__)):
            raise
        path.unlink()
        return _update(warehouse, path)


def _update(warehouse: Path, path: Path) -> int:
    segmenter = load_segmenter()
    state = _state(path) if path.exists() else None
    side = path.with_name(path.name + ".writing")
    side.unlink(missing_ok=True)
    with open_read_only(warehouse) as held:
        latest = held.execute(_LATEST).fetchone()
        if state == (*(latest or ()), segmenter.name):
            return 0
        try:
            if state and state[1] == segmenter.name:
                copy_state(path, side)
            with duckdb.connect(str(side)) as index:
                reports = _take_in(held, index, segmenter)
            publish(side, path)
        except duckdb.Error as error:
            reason = str(error).strip().split("\n", 1)[0]
            raise IndexFailedError(f"the night is loaded, but its words are not indexed: {reason}") from error
        finally:
            side.unlink(missing_ok=True)
            side.with_name(side.name + ".wal").unlink(missing_ok=True)
    return reports


def _state(path: Path) -> tuple[object, str] | None:
    """Return the load that an index stands for and what cut its words; None of a file that is no index."""
    try:
        with naming_damage(path), open_read_only(path, holds="state") as connection:
            row = connection.execute("SELECT loaded_at, segmenter FROM state").fetchone()
    except NotAWarehouseError:
        return None
    return (row[0], row[1]) if row else (None, "")


def _take_in(held: duckdb.DuckDBPyConnection, index: duckdb.DuckDBPyConnection, segmenter: Segmenter) -> int:
    if not index.execute("SHOW TABLES").fetchall():
        index.execute(_SCHEMA)
    since = index.execute("SELECT loaded_at FROM state").fetchone()
    changed = (
        [] if since is None else [row[0] for row in held.execute(_CHANGED, {"since": since[0]}).fetchall()]
    )
    index.begin()
    index.execute(_FORGET, {"changed": changed})
    (number,) = index.execute(_LAST_NUMBER).fetchone() or (0,)
    reports = 0
    if since is None:
        cursor = held.execute(_TEXTS)
    else:
        cursor = held.execute(_TEXTS + _OF_CHANGED, {"changed": changed})
    while rows := cursor.fetchmany(_BATCH):
        _add(index, rows, number + reports + 1, segmenter)
        reports += len(rows)
    if _resting(index) > _MOST_RESTING:
        index.execute(_COMPACT)
    index.execute("DELETE FROM state")
    index.execute(
        "INSERT INTO state VALUES (?, ?)", [*(held.execute(_LATEST).fetchone() or (None,)), segmenter.name]
    )
    index.commit()
    index.execute("CHECKPOINT")
    return reports


def _resting(index: duckdb.DuckDBPyConnection) -> float:
    """Return the share of numbers given out that no longer stand for a report."""
    (share,) = index.execute("SELECT 1 - count(*) / greatest(max(number), 1) FROM indexed").fetchone() or (
        0.0,
    )
    return float(share)


def _add(
    index: duckdb.DuckDBPyConnection,
    rows: list[tuple[str, int, str, str, str]],
    first: int,
    segmenter: Segmenter,
) -> None:
    words: list[str] = []
    numbers: list[int] = []
    times: list[int] = []
    listed = []
    for number, (report_id, year, kind, code, text) in enumerate(rows, first):
        counts = segmenter.counted(text)
        words += counts.keys()
        times += counts.values()
        numbers += [number] * len(counts)
        listed.append((number, report_id, counts.total(), year, kind, code))
    found = pa.table(
        {"word": words, "number": pa.array(numbers, pa.int32()), "times": pa.array(times, pa.int32())}
    )
    names = ("number", "report_id", "words", "year", "kind", "code")
    reports = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in listed])
    index.register("found", found)
    index.register("listed", reports)
    # In the order of words, a word's postings lie together and a search reads little else.
    index.execute("INSERT INTO postings SELECT word, number, times FROM found ORDER BY word, number")
    index.execute("INSERT INTO indexed BY NAME FROM listed")
    index.unregister("found")
    index.unregister("listed")
