"""Exchanges into WARC files and captures out again."""

import gzip
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive import ArchiveError, capture_id_of, iter_captures, read_capture
from crawlers.archive_repair import repair
from crawlers.archive_writer import ArchiveWriter, Earlier, Exchange

URL = "http://www.mou.gov.cn/fzzf/t20250328_1.html?from=a"
MOMENT = datetime(2025, 4, 1, 2, 3, 4, 567890, tzinfo=UTC)
BODY = "<h1>某县2024年度法治政府建设报告</h1>".encode("gb18030")
NOTES = {
    "portal_id": "mou",
    "run_id": "night1",
    "page_role": "article",
    "list_title": "某县 2024年度\n法治政府建设报告",
    "list_date": "2025-03-28",
    "outcome": "new",
}


def exchange(
    body: bytes = BODY, *, packed: bool = False, earlier: Earlier | None = None, status: int = 200
) -> Exchange:
    headers = [(b"Content-Type", b"text/html; charset=GBK")]
    if packed:
        headers.append((b"Content-Encoding", b"gzip"))
    return Exchange(
        url=URL,
        fetched_at=MOMENT,
        method="GET",
        request_headers=((b"User-Agent", b"baogao"),),
        request_body=b"",
        status=status,
        response_headers=tuple(headers),
        response_body=gzip.compress(body) if packed else body,
        ip_address="192.0.2.7",
        notes=NOTES,
        earlier=earlier,
    )


def writer(folder: Path, max_bytes: int = 1 << 20) -> ArchiveWriter:
    return ArchiveWriter(folder, "night1", "mou", "baogao/0", max_bytes)


@pytest.mark.parametrize("packed", [False, True])
def test_a_capture_comes_back_as_it_was_published(tmp_path: Path, packed: bool) -> None:
    warc_file, offset = writer(tmp_path).write(exchange(packed=packed))
    capture = read_capture(tmp_path, warc_file, offset)
    assert capture.payload == BODY
    assert (capture.url, capture.fetched_at, capture.status) == (URL, MOMENT, 200)
    assert (capture.mime, capture.charset) == ("text/html", "gbk")
    assert (capture.portal_id, capture.run_id, capture.page_role) == ("mou", "night1", "article")
    assert (capture.list_title, capture.list_date) == ("某县 2024年度 法治政府建设报告", date(2025, 3, 28))
    assert capture.capture_id == capture_id_of(URL, MOMENT, capture.payload_sha256)
    assert warc_file == "2025/night1-mou-0000.warc.gz"


def test_each_capture_can_be_read_at_once_while_the_file_is_open(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    for number in range(5):
        warc_file, offset = archive.write(exchange(f"page {number}".encode()))
        assert read_capture(tmp_path, warc_file, offset).payload == f"page {number}".encode()


def test_files_rotate_by_size_and_are_never_appended_to(tmp_path: Path) -> None:
    archive = writer(tmp_path, max_bytes=1)
    assert [archive.write(exchange())[0][-12:-8] for _ in range(3)] == ["0000", "0001", "0002"]
    assert writer(tmp_path).write(exchange())[0].endswith("-0003.warc.gz")


@pytest.mark.parametrize("not_modified", [False, True])
def test_an_unchanged_page_becomes_a_revisit_without_a_body(tmp_path: Path, not_modified: bool) -> None:
    again = exchange(earlier=Earlier(MOMENT, not_modified), status=304 if not_modified else 200)
    warc_file, _ = writer(tmp_path).write(again)
    with (tmp_path / warc_file).open("rb") as stream:
        (record,) = ArchiveIterator(stream, record_types=WarcRecordType.revisit)
        profile = record.headers.get("WARC-Profile") or ""
        assert profile.rpartition("/")[2] == (
            "server-not-modified" if not_modified else "identical-payload-digest"
        )
        assert record.headers.get("WARC-Refers-To-Date") == "2025-04-01T02:03:04.567890Z"
    (capture,) = iter_captures(tmp_path / warc_file)
    assert capture.payload == b""


def test_warcio_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    archive = writer(tmp_path)
    archive.write(exchange(packed=True))
    archive.write(exchange(earlier=Earlier(MOMENT, not_modified=False)))
    warc_file, _ = archive.write(exchange(b"", status=521))
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(tmp_path / warc_file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("name", ["torn.warc.gz", "torn.warc"])
@pytest.mark.parametrize("cut", [1, 40, 300, 900])
def test_a_torn_tail_is_named_after_all_before_it(tmp_path: Path, name: str, cut: int) -> None:
    archive = writer(tmp_path)
    written = [archive.write(exchange(f"page {number}".encode())) for number in range(3)]
    whole = (tmp_path / written[0][0]).read_bytes()
    data = whole if name.endswith("gz") else gzip.decompress(whole)
    torn = tmp_path / name
    torn.write_bytes(data[: -cut - (4 if name == "torn.warc" else 0)])
    found: list[bytes] = []
    with pytest.raises(ArchiveError, match=r"torn|no WARC record") as raised:
        found.extend(capture.payload for capture in iter_captures(torn))
    assert found[:2] == [b"page 0", b"page 1"]
    assert raised.value.path == torn
    assert 0 < raised.value.offset < torn.stat().st_size
    assert str(torn) in str(raised.value)


def test_no_capture_starts_in_the_middle_of_nowhere(tmp_path: Path) -> None:
    warc_file, offset = writer(tmp_path).write(exchange())
    for wrong in (offset + 1, 0):
        with pytest.raises(ArchiveError):
            read_capture(tmp_path, warc_file, wrong)


def test_a_foreign_file_is_read_too(tmp_path: Path) -> None:
    http = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
        b"\r\n5\r\n<p>ab\r\n0\r\n\r\n"
    )
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>"
        f"\r\nWARC-Date: 2020-01-02T03:04:05Z\r\nWARC-Target-URI: {URL}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    record = head.encode() + http + b"\r\n\r\n"
    for name, data in {
        "a.warc": record * 2,
        "b.warc.gz": gzip.compress(record) * 2,
        "c.warc.gz": gzip.compress(record * 2),
    }.items():
        (tmp_path / name).write_bytes(data)
        captures = list(iter_captures(tmp_path / name))
        assert [capture.payload for capture in captures] == [b"<p>ab", b"<p>ab"]
        assert (captures[0].page_role, captures[0].portal_id) == ("file", None)
        assert captures[0].fetched_at == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


@settings(deadline=None)
@given(st.binary(max_size=3000), st.booleans())
def test_any_body_survives(tmp_path_factory: pytest.TempPathFactory, body: bytes, packed: bool) -> None:
    folder = tmp_path_factory.mktemp("archive")
    warc_file, offset = writer(folder).write(exchange(body, packed=packed))
    assert read_capture(folder, warc_file, offset).payload == body


def test_the_id_of_a_capture_is_the_same_in_every_time_zone() -> None:
    beijing = datetime.fromisoformat("2025-04-01T10:03:04.567890+08:00")
    assert capture_id_of(URL, beijing, "00") == capture_id_of(URL, MOMENT, "00")
    assert capture_id_of(URL, MOMENT, "00") != capture_id_of(URL, MOMENT, "01")


@pytest.mark.parametrize("packed", [True, False])
def test_repair_cuts_a_torn_tail_off_and_keeps_it(tmp_path: Path, packed: bool) -> None:
    archive = writer(tmp_path)
    written = [archive.write(exchange(f"page {number}".encode())) for number in range(3)]
    whole = (tmp_path / written[0][0]).read_bytes()
    torn = tmp_path / ("torn.warc.gz" if packed else "torn.warc")
    torn.write_bytes((whole if packed else gzip.decompress(whole))[:-300])
    cut = repair(torn)
    assert cut > 0
    assert (tmp_path / f"{torn.name}.torn").stat().st_size == cut
    assert [capture.payload for capture in iter_captures(torn)][:2] == [b"page 0", b"page 1"]
    assert repair(torn) == 0


def test_repair_leaves_alone_what_is_no_archive(tmp_path: Path) -> None:
    note = tmp_path / "note.warc.gz"
    note.write_bytes(b"hello")
    with pytest.raises(ArchiveError):
        repair(note)
    assert note.read_bytes() == b"hello"
