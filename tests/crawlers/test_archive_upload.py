"""Segments on their way to object storage, a real server on loopback: whole, in time, and never lost."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.archive import read_capture
from crawlers.archive_index import captures_at, iter_archive, rebuild_index
from crawlers.archive_upload import RunArchive, mended_files, prepare
from crawlers.archive_writer import ArchiveWriter
from crawlers.storage import ObjectPath, StorageError, root_of
from tests.crawlers.test_archive_index import URL, exchange
from tests.object_store import environment, object_store

pytestmark = pytest.mark.xdist_group("object-storage")

AWAY = {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
LARGE = 1 << 30


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with object_store(tmp_path_factory.mktemp("spool")):
        yield


@pytest.fixture
def archive(store: None, tmp_path: Path) -> ObjectPath:
    """A place of the test's own in the bucket."""
    root = root_of(f"s3://reports/{tmp_path.name}/archive")
    assert isinstance(root, ObjectPath)
    return root


def opened(archive: ObjectPath, most: int = LARGE) -> RunArchive:
    return RunArchive(str(archive), "night", "mou", "baogao/0", most)


def waiting(archive: ObjectPath) -> list[str]:
    return sorted(path.name for path in archive.spooled.rglob("*") if path.is_file())


def test_a_crawl_is_settled_when_its_segment_has_arrived(archive: ObjectPath) -> None:
    written = opened(archive)
    with written.crawl_under_way() as writer:
        name, offset = writer.write(exchange(b"one", 0))
        assert read_capture(str(archive), name, offset).payload == b"one", "read in the spool meanwhile"
    assert list(archive.find()) == []
    assert asyncio.run(written.settled()) is None
    assert [path.name for path in archive.find()] == [name[5:], f"{name[5:]}.cdxj"]
    assert read_capture(str(archive), name, offset).payload == b"one"
    written.close()
    assert waiting(archive) == []


def test_segments_are_cut_by_size_and_never_share_a_name(archive: ObjectPath) -> None:
    written = opened(archive, most=1)
    names = []
    for number in range(3):
        with written.crawl_under_way() as writer:
            names.append(writer.write(exchange(b"page %d" % number, number))[0])
        assert asyncio.run(written.settled()) is None
    written.close()
    assert len(set(names)) == 3, "though those before it were sent and are gone from the spool"
    assert [capture.payload for capture in iter_archive(str(archive))] == [b"page 0", b"page 1", b"page 2"]


def test_what_cannot_be_sent_waits_and_the_next_run_sends_it(archive: ObjectPath) -> None:
    written = opened(archive)
    with environment(AWAY), written.crawl_under_way() as writer:
        name, offset = writer.write(exchange(b"one", 0))
    with environment(AWAY):
        problem = asyncio.run(written.settled())
        written.close()
        assert "Could not connect" in str(problem)
        assert str(archive.spooled) in str(problem)
        assert read_capture(str(archive), name, offset).payload == b"one", "it can be read all the same"
        with pytest.raises(StorageError, match="Could not connect"):
            prepare(str(archive))
    assert prepare(str(archive)) == 1
    assert waiting(archive) == []
    assert prepare(str(archive)) == 0
    assert next(captures_at(str(archive), URL)).payload == b"one"


@pytest.mark.parametrize("cut", [1, 40, 300, 600])
def test_of_a_torn_segment_the_whole_records_are_sent(archive: ObjectPath, cut: int) -> None:
    writer = ArchiveWriter(archive.spooled, "night", "mou-1", "baogao/0")
    for number in range(3):
        name, _ = writer.write(exchange(b"page %d" % number, number))
    writer.close()
    segment = archive.spooled / name
    segment.write_bytes(segment.read_bytes()[:-cut])
    assert prepare(str(archive)) == 1
    assert waiting(archive) == [f"{segment.name}.torn"]
    payloads = [capture.payload for capture in iter_archive(str(archive))]
    assert payloads[:2] == [b"page 0", b"page 1"]
    assert [path.name for path in mended_files(str(archive), "night")] == [segment.name]
    assert mended_files(str(archive), "another") == []


def test_a_segment_without_one_whole_record_is_set_aside(archive: ObjectPath) -> None:
    begun = archive.spooled / "2025" / "night-mou-1-0000.warc.gz"
    begun.parent.mkdir(parents=True)
    begun.write_bytes(b"\x1f\x8b\x08")
    assert prepare(str(archive)) == 0
    assert waiting(archive) == [f"{begun.name}.torn"]
    assert list(archive.find()) == []


def test_segments_of_a_process_that_lives_are_let_alone(archive: ObjectPath) -> None:
    written = opened(archive)
    with written.crawl_under_way() as writer:
        writer.write(exchange(b"one", 0))
        assert prepare(str(archive)) == 0
        assert len(waiting(archive)) == 3, "segment, index and the lock"
    written.close()
    assert waiting(archive) == []


def test_an_index_that_is_lost_is_made_again(archive: ObjectPath) -> None:
    written = opened(archive)
    with written.crawl_under_way() as writer:
        for night, body in enumerate((b"one", b"two")):
            writer.write(exchange(body, night))
    written.close()
    segment, index = archive.find()
    assert index.name.endswith(".cdxj")
    index.remove()
    assert [capture.payload for capture in captures_at(str(archive), URL)] == [b"two", b"one"]
    assert rebuild_index(str(archive)) == 2
    assert [path.key for path in archive.find()] == [segment.key, index.key]


def test_other_archives_in_the_bucket_are_not_seen(archive: ObjectPath, tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_bytes(b"x")
    (root_of(f"{archive}-of-others") / "2025/x.warc.gz").put(page)
    assert list(archive.find()) == []
