"""The archive on object storage: a real server that speaks S3 on loopback, and the real command."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pytest

from crawlers.archive import read_capture
from crawlers.archive_index import captures_at
from crawlers.demo.server import DemoPortals
from crawlers.storage import root_of
from flows.command.serve import payload_reader
from flows.files import captures_of, find_sources
from tests.conftest import Baogao
from tests.object_store import SECRET, object_store

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("object-storage")]

ARCHIVE = "s3://reports/archive"
KEPT = ("reports", "sections", "indicators", "tasks", "citations")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    with object_store(tmp_path_factory.mktemp("spool")) as told:
        yield told


def rows(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_harvest_into_object_storage_and_back(
    store: Mapping[str, str], baogao: Baogao, tmp_path: Path
) -> None:
    """One story, since a harvest takes its time: harvest, payloads by their places, read again."""
    warehouse, again = tmp_path / "first.duckdb", tmp_path / "again.duckdb"
    home = {**store, "PREFECT_HOME": str(tmp_path / "prefect"), "BAOGAO_STAGING": "s3://reports/staging"}
    options = ("--archive", ARCHIVE, "--portals", "portals.yaml")
    with DemoPortals() as demo:
        demo.write_registry(tmp_path / "portals.yaml")
        harvested = baogao("harvest", "lixian", "gaoping", "--warehouse", warehouse, *options, **home)
    assert harvested.returncode == 0, harvested.stderr

    objects = sorted(path.name for path in root_of(ARCHIVE).find())
    assert len(objects) == 2, "one file for both portals, and its index"
    assert objects[1] == f"{objects[0]}.cdxj"
    assert [path for path in Path(store["BAOGAO_SPOOL"]).rglob("*") if path.is_file()] == []
    assert list(root_of("s3://reports/staging").find()) == []
    assert not (tmp_path / "s3:").exists()

    facts = "url, warc_file, warc_offset, payload_sha256, bytes"
    fetched = "outcome = 'new' AND page_role = 'article'"
    payload = payload_reader(Path(ARCHIVE))
    for url, warc_file, offset, digest, size in rows(
        warehouse, f"SELECT {facts} FROM captures WHERE {fetched}"
    ):
        capture = read_capture(Path(ARCHIVE), str(warc_file), int(str(offset)))
        assert (capture.url, capture.payload_sha256, len(capture.payload)) == (url, digest, size)
        assert next(captures_at(ARCHIVE, str(url))).payload == capture.payload
        assert payload(str(warc_file), int(str(offset))) == capture.payload
    (source,) = find_sources([Path(ARCHIVE)])
    assert len(list(captures_of(source, "run"))) == len(rows(warehouse, "FROM captures WHERE bytes > 0"))

    assert baogao("reprocess", "--warehouse", again, *options, **home).returncode == 0
    for table in KEPT:
        sql = f"SELECT * FROM {table} ORDER BY ALL"
        assert rows(again, sql) == rows(warehouse, sql), table

    spoken = harvested.stdout + harvested.stderr
    spoken += "".join(str(rows(warehouse, f"FROM {table}")) for table in ("captures", "runs", "crawls"))
    assert SECRET not in spoken


def test_a_server_that_is_away_is_said_before_any_portal_is_asked(
    store: Mapping[str, str], baogao: Baogao, tmp_path: Path
) -> None:
    away = {**store, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    with DemoPortals() as demo:
        demo.write_registry(tmp_path / "portals.yaml")
        ended = baogao("harvest", "--archive", ARCHIVE, "--portals", "portals.yaml", **away)
        assert demo.requests == []
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "Could not connect" in ended.stderr


@pytest.mark.parametrize(
    ("archive", "said"),
    [
        ("s3://nobodys/archive", "there is no bucket nobodys"),
        ("gs://reports/archive", "only folders and s3://bucket/path"),
        (f"s3://baogao:{SECRET}@reports/archive", "keys go to AWS_* variables"),
        ("s3://reports/../../etc", "has no .."),
        ("nowhere", "nowhere: no such archive"),
    ],
)
def test_what_is_no_archive_is_refused_in_a_line(
    store: Mapping[str, str], baogao: Baogao, archive: str, said: str
) -> None:
    ended = baogao("reprocess", "--archive", archive, **store)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert SECRET not in ended.stderr
