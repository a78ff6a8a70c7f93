"""Any capture by URL and time, and all of an archive in order, revisits with the payload they refer to."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive import ArchiveError
from crawlers.archive_index import captures_at, iter_archive, rebuild_index
from crawlers.archive_places import index_of, warc_files
from crawlers.archive_writer import ArchiveWriter, Earlier, Exchange
from tests.crawlers.loopback import Crawl, LoopbackPortal, Reply, known_of

FIRST = datetime(2025, 4, 1, 2, 3, 4, 567890, tzinfo=UTC)
URL = "http://www.mou.gov.cn/fzzf/t20250328_1.html?from=a"


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def exchange(body: bytes, night: int, *, url: str = URL, earlier: int | None = None) -> Exchange:
    """The answer of one night; `earlier` is the night to whose payload a revisit refers."""
    return Exchange(
        url=url,
        fetched_at=FIRST + timedelta(days=night),
        method="GET",
        request_headers=(),
        request_body=b"",
        status=200,
        response_headers=((b"Content-Type", b"text/html"), (b"ETag", b'"v1"')),
        response_body=body,
        ip_address=None,
        notes={"page_role": "article", "outcome": "new", "payload_sha256": digest(body), "detail": "seen"},
        earlier=None if earlier is None else Earlier(FIRST + timedelta(days=earlier), not_modified=False),
    )


def write_nights(archive: Path) -> None:
    """Three nights: a page, the same again, changed; another page beside it. Names run against time."""
    for night, exchanges in enumerate(
        [
            [exchange(b"one", 0), exchange(b"other", 0, url="http://www.mou.gov.cn/fzzf/")],
            [exchange(b"one", 1, earlier=0)],
            [exchange(b"two", 2)],
        ]
    ):
        writer = ArchiveWriter(archive, f"run{9 - night}", "mou", "baogao/0")
        for each in exchanges:
            writer.write(each)
        writer.close()


def test_a_capture_is_found_by_url_and_time(tmp_path: Path) -> None:
    write_nights(tmp_path)
    found = list(captures_at(tmp_path, URL))
    assert [capture.payload for capture in found] == [b"two", b"one", b"one"]
    assert [capture.revisit for capture in found] == [False, True, False]
    on_the_second_day = next(captures_at(tmp_path, URL, FIRST + timedelta(days=1, hours=5)))
    assert (on_the_second_day.payload, on_the_second_day.fetched_at) == (b"one", FIRST + timedelta(days=1))
    assert list(captures_at(tmp_path, URL, FIRST - timedelta(seconds=1))) == []
    assert list(captures_at(tmp_path, "http://www.mou.gov.cn/nowhere")) == []


@pytest.mark.parametrize("harm", ["none", "missing", "short", "torn", "rebuilt"])
def test_an_index_may_be_missing_short_or_torn(tmp_path: Path, harm: str) -> None:
    write_nights(tmp_path)
    for warc in warc_files(tmp_path):
        index = index_of(warc)
        lines = index.read_bytes()
        if harm in {"missing", "rebuilt"}:
            index.unlink()
        elif harm == "short":
            index.write_bytes(b"".join(lines.splitlines(keepends=True)[:-1]))
        elif harm == "torn":
            index.write_bytes(lines[:-30])
    if harm == "rebuilt":
        assert rebuild_index(tmp_path) == 4
    assert [capture.payload for capture in captures_at(tmp_path, URL)] == [b"two", b"one", b"one"]


def test_a_rebuilt_index_is_the_one_written_along_the_way(tmp_path: Path) -> None:
    write_nights(tmp_path)
    indexes = {index_of(warc): index_of(warc).read_text() for warc in warc_files(tmp_path)}
    assert rebuild_index(tmp_path) == 4
    assert {path: path.read_text() for path in indexes} == indexes


def test_all_captures_come_in_order_with_their_payloads(tmp_path: Path) -> None:
    write_nights(tmp_path)
    captures = list(iter_archive(tmp_path))
    assert [capture.payload for capture in captures] == [b"one", b"other", b"one", b"two"]
    assert [capture.fetched_at for capture in captures] == sorted(capture.fetched_at for capture in captures)
    assert {(capture.detail, capture.etag) for capture in captures} == {("seen", '"v1"')}
    places = [(capture.warc_file, capture.warc_offset) for capture in captures]
    assert len(set(places)) == 4
    assert all(str(file).startswith("2025/run") for file, _ in places)
    assert list(iter_archive(tmp_path, roles=frozenset({"list"}))) == []


def test_damage_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    write_nights(tmp_path)
    first, second, third = sorted(warc_files(tmp_path), reverse=True)
    first.write_bytes(first.read_bytes()[:-20])
    (second.parent / "empty.warc.gz").touch()
    told: list[ArchiveError] = []
    payloads = [capture.payload for capture in iter_archive(tmp_path, told.append)]
    assert payloads == [b"one", b"one", b"two"]
    assert [damage.path for damage in told] == [first]
    first.unlink()
    told.clear()
    assert [capture.payload for capture in iter_archive(tmp_path, told.append)] == [b"two"]
    assert "does not hold" in told[0].problem
    with pytest.raises(ArchiveError):
        list(iter_archive(tmp_path))
    assert third.exists()


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.binary(max_size=40)), min_size=1, max_size=12))
def test_every_capture_is_found_again(
    tmp_path_factory: pytest.TempPathFactory, written: list[tuple[str, bytes]]
) -> None:
    archive = tmp_path_factory.mktemp("archive")
    writer = ArchiveWriter(archive, "run", "mou", "baogao/0", max_bytes=2000)
    for night, (name, body) in enumerate(written):
        writer.write(exchange(body, night, url=f"http://www.mou.gov.cn/{name}"))
    for night, (name, body) in enumerate(written):
        found = next(captures_at(archive, f"https://WWW.mou.gov.cn/{name}", FIRST + timedelta(days=night)))
        assert found.payload == body
    assert [capture.payload for capture in iter_archive(archive)] == [body for _, body in written]


def test_two_nights_of_a_crawl_read_back_whole(portal: LoopbackPortal, crawl: Crawl) -> None:
    page = "<h1>某县2024年度法治政府建设报告</h1>"
    portal.pages |= {
        "/fz/": '<title>法治政府建设</title><li><a href="t_1001.html">某县2024年度法治政府建设报告</a></li>',
        "/fz/t_1001.html": lambda asked: (
            Reply("", 304) if "If-None-Match" in asked.headers else Reply(page, headers={"ETag": '"v1"'})
        ),
    }
    first = crawl(["/fz/"])
    second = crawl(["/fz/"], known=known_of(first), settings={"SLOW_CYCLE_DAYS": 0})
    captures = list(iter_archive(second.archive))
    assert [(capture.status, capture.payload.decode()) for capture in captures] == [(200, page), (304, page)]
    logged = [*first.lines("article"), *second.lines("article")]
    assert [capture.capture_id for capture in captures] == [line["capture_id"] for line in logged]
    assert [capture.referrer_url for capture in captures] == [line["referrer_url"] for line in logged]
