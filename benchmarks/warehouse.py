"""Measures the warehouse on synthetic reports grown from the five that ship: load, nights, queries.

    python -m benchmarks.warehouse --reports 100000 --folder /tmp/bench

The five are read as any page is; each synthetic report is one of them with an issuer, place, year and
figures of its own. Prints one line a figure.
"""

import argparse
import resource
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from flows.batches import read_captures
from flows.files import captures_of, find_sources
from flows.reference import write_reference
from flows.rules import load_rules
from flows.staging import write_batch
from warehouse import loading
from warehouse.loading import load
from warehouse.querying import run_query
from warehouse.search import search
from warehouse.search_index import index_file
from warehouse.sqlfiles import sql_files

REPORTS = Path(__file__).parents[1] / "crawlers" / "demo" / "reports"
_PER_FILE = 2000
# Every text is its own: figures are drawn anew by `serial`, all of the same number of digits, so that
# offsets still quote the text.
_GROW = """
COPY (
    WITH sample AS (
        SELECT *, row_number() OVER (ORDER BY url) - 1 AS place
        FROM read_parquet('{sample}/documents-*.parquet')
    ), grown AS (
        SELECT s.*, serial,
            translate(s.text, '0123456789', digits) AS new_text,
            digits
        FROM (
            SELECT i AS serial,
                array_to_string([x.d FOR x IN list_sort([{{k: md5(concat(i // 5, d, '{salt}')), d: d}}
                    FOR d IN string_split('0123456789', '')])], '') AS digits
            FROM range({first}, {last}) AS t(i)
        )
        JOIN sample AS s ON s.place = serial % (SELECT count(*) FROM sample)
    )
    SELECT
        md5(serial::VARCHAR || '{salt}') AS capture_id, portal_id,
        'https://p' || (serial // 40) || '.example.cn/' || serial || '.html' AS url,
        TIMESTAMPTZ '2025-03-01 20:00:00+00' + INTERVAL ({night}) DAY AS fetched_at,
        kind, title, ['第' || serial || '号人民政府'] AS issuers, department, level,
        lpad((110000 + serial // 12)::VARCHAR, 6, '0') AS region_code, NULL::VARCHAR AS township_code,
        province, city, county, township, (2016 + serial % 10)::INTEGER AS year,
        make_date(2017 + (serial % 10)::INTEGER, 1 + (serial % 6)::INTEGER, 1 + (serial % 27)::INTEGER)
            AS published_on,
        signed_on, doc_number, source, addressees, new_text AS text, sha256(new_text) AS content_sha256,
        reader_version,
        [{{path: x.path, parent_path: x.parent_path, depth: x.depth, position: x.position, label: x.label,
            heading: x.heading, role: x.role, start_char: x.start_char, end_char: x.end_char,
            text: translate(x.text, '0123456789', digits)}} FOR x IN sections] AS sections,
        [{{section_path: x.section_path, code: x.code, name: x.name, value: x.value + serial % 97,
            unit: x.unit, qualifier: x.qualifier, nature: x.nature, year: x.year,
            quote: translate(x.quote, '0123456789', digits), start_char: x.start_char,
            end_char: x.end_char}} FOR x IN indicators] AS indicators,
        tasks,
        [{{section_path: x.section_path, title: translate(x.title, '0123456789', digits),
            doc_number: x.doc_number, start_char: x.start_char, end_char: x.end_char}} FOR x IN citations]
            AS citations
    FROM grown
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""


def read_sample(folder: Path) -> None:
    """Stage the five reports, the regions and the codebook in `folder`."""
    captures = [capture for source in find_sources([REPORTS]) for capture in captures_of(source, "benchmark")]
    write_batch(folder, "sample", read_captures(captures, load_rules(), {}))
    write_reference(folder, [])


def grow(sample: Path, folder: Path, serials: range, salt: str, night: int) -> None:
    """Write synthetic documents numbered `serials` into `folder`."""
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        for first in range(serials.start, serials.stop, _PER_FILE):
            last = min(first + _PER_FILE, serials.stop)
            target = folder / f"documents-{first:07}.parquet"
            connection.execute(
                _GROW.format(sample=sample, first=first, last=last, salt=salt, night=night, target=target)
            )


def timed(label: str, action: Callable[[], object]) -> float:
    """Run `action`, print how long it took, and return the seconds."""
    began = time.perf_counter()
    action()
    seconds = time.perf_counter() - began
    print(f"{label:44} {seconds:9.2f} s", flush=True)
    return seconds


def plain_insert(staged: Path, target: Path) -> None:
    """Take the same files with DuckDB alone: the measure that the load is held against."""
    with duckdb.connect(str(target)) as connection:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"CREATE TABLE documents AS FROM read_parquet('{staged}/documents-*.parquet')")
        connection.execute("CHECKPOINT")


def ask(warehouse: Path, sql: str) -> None:
    """Run a query and take all its rows."""
    with run_query(warehouse, sql) as result:
        for _ in result.batches:
            pass


WORDS = (
    "行政复议",
    "执法力量不足",
    "法治督察",
    "矛盾纠纷 调解",
    "一网通办",
    "行政规范性文件",
    "出庭应诉",
    "普法",
)


def load_timed(label: str, warehouse: Path, staged: Path) -> tuple[float, float]:
    """Load a night, print what it took and what of it the words; return the seconds without and with them."""
    indexing: list[float] = []
    index = loading.update_index

    def timed_index(path: Path) -> int:
        began = time.perf_counter()
        reports = index(path)
        indexing.append(time.perf_counter() - began)
        return reports

    loading.update_index = timed_index
    try:
        whole = timed(label, lambda: load(warehouse, staged))
    finally:
        loading.update_index = index
    print(f"{'  of it indexing words':44} {sum(indexing):9.2f} s", flush=True)
    return whole - sum(indexing), whole


def median_search(warehouse: Path) -> float:
    """Return the median of the seconds that searches take."""
    seconds = []
    for words in WORDS:
        began = time.perf_counter()
        search(warehouse, words)
        seconds.append(time.perf_counter() - began)
    return sorted(seconds)[len(seconds) // 2]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    folder: Path = options.folder
    warehouse = folder / "w.duckdb"
    shutil.rmtree(folder, ignore_errors=True)

    sample = folder / "sample"
    timed("read the five reports", lambda: read_sample(sample))
    timed("grow", lambda: grow(sample, folder / "full", range(options.reports), "", 0))
    for table in ("regions", "indicator_codes"):
        (staged,) = sample.glob(f"{table}-all*.parquet")
        shutil.copy(staged, folder / "full")
    changed = max(options.reports // 100, 1)
    # Each page of the night shows the text of another report: same address, title and issuer.
    grow(sample, folder / "night", range(5, 5 + changed), "later", 1)

    plain = timed(
        "INSERT … SELECT by DuckDB alone", lambda: plain_insert(folder / "full", folder / "plain.duckdb")
    )
    full, full_whole = load_timed("full load", warehouse, folder / "full")
    print(f"{'rate against DuckDB alone, without words':44} {100 * plain / full:9.0f} %")
    print(f"{'rate against DuckDB alone':44} {100 * plain / full_whole:9.0f} %")
    print(f"{'peak memory so far':44} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:9.0f} MiB")
    night, night_whole = load_timed("night of 1 % changes", warehouse, folder / "night")
    print(f"{'night against full load, without words':44} {100 * night / full:9.1f} %")
    print(f"{'night against full load':44} {100 * night_whole / full_whole:9.1f} %")
    timed("same night again", lambda: load(warehouse, folder / "night"))
    print(f"{'size of the file':44} {warehouse.stat().st_size / 2**20:9.0f} MiB")
    print(f"{'size of the word index':44} {index_file(warehouse).stat().st_size / 2**20:9.0f} MiB")
    print(f"{'search, median of ' + str(len(WORDS)):44} {median_search(warehouse):9.2f} s")
    for path in sql_files("examples"):
        timed(path.stem, lambda path=path: ask(warehouse, path.read_text("utf-8")))


if __name__ == "__main__":
    main()
