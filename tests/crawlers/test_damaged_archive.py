"""WARC files with flipped bytes: what stands before and behind the damage is read all the same."""

import gzip
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import ArchiveError, Capture, iter_captures, read_capture
from crawlers.archive_index import iter_archive
from crawlers.archive_repair import repair
from crawlers.archive_writer import ArchiveWriter, Exchange

ROOT = Path(__file__).parents[2]
FIRST = datetime(2025, 4, 1, tzinfo=UTC)
PAGES = 12


def page(number: int) -> bytes:
    return random.Random(number).randbytes(2000) + f"<p>第{number}页".encode()


def exchange_of(number: int) -> Exchange:
    return Exchange(
        url=f"http://www.mou.gov.cn/{number}.html",
        fetched_at=FIRST + timedelta(minutes=number),
        method="GET",
        request_headers=(),
        request_body=b"",
        status=200,
        response_headers=((b"Content-Type", b"text/html"),),
        response_body=page(number),
        ip_address=None,
        notes={"portal_id": "mou", "page_role": "article", "outcome": "new"},
    )


@pytest.fixture
def warc(tmp_path: Path) -> tuple[Path, list[int]]:
    """A file of twelve exchanges, and where each begins."""
    writer = ArchiveWriter(tmp_path, "night1", "mou", "baogao/0")
    starts = []
    for number in range(PAGES):
        name, offset = writer.write(exchange_of(number))
        starts.append(offset)
    writer.close()
    return tmp_path / name, starts


def test_what_a_full_disk_refused_is_not_in_the_file_and_the_next_exchange_is(tmp_path: Path) -> None:
    """In a process of its own, whose files may grow to 10 kB and then, when room is made, further."""
    program = """
import resource, sys
from pathlib import Path
from tests.crawlers.test_damaged_archive import exchange_of, page
from crawlers.archive_writer import ArchiveWriter
writer = ArchiveWriter(Path(sys.argv[1]), "night1", "mou", "baogao/0")
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
written = 0
try:
    while True:
        writer.write(exchange_of(written))
        written += 1
except OSError as error:
    print(error.strerror)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(written, *writer.write(exchange_of(written)))
"""
    told = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    refused, last = told.stdout.splitlines()
    written, name, offset = last.split()
    assert refused == "File too large"
    captures, damage = read_all(tmp_path / name)
    assert damage == []
    assert [capture.payload for capture in captures] == [page(number) for number in range(int(written) + 1)]
    assert read_capture(tmp_path, name, int(offset)).payload == page(int(written))


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0b100
    path.write_bytes(content)


def read_all(path: Path) -> tuple[list[Capture], list[ArchiveError]]:
    damage: list[ArchiveError] = []
    return list(iter_captures(path, damaged=damage.append)), damage


def test_only_the_exchange_with_the_flipped_byte_is_lost(warc: tuple[Path, list[int]]) -> None:
    path, starts = warc
    flip(path, starts[5] + 700)
    captures, (damage,) = read_all(path)
    assert [capture.payload for capture in captures] == [page(n) for n in range(PAGES) if n != 5]
    assert {capture.portal_id for capture in captures} == {"mou"}
    assert (damage.path, damage.offset) == (path, starts[5])


def test_a_capture_without_its_notes_does_not_pass_for_a_page_of_nowhere(
    warc: tuple[Path, list[int]],
) -> None:
    path, starts = warc
    flip(path, starts[6] - 40)  # in the notes of the exchange before
    captures, damage = read_all(path)
    assert len(damage) == 1
    assert [capture.payload for capture in captures] == [page(n) for n in range(PAGES) if n != 5]


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_flipped_at_most_two_exchanges_are_lost(warc: tuple[Path, list[int]], seed: int) -> None:
    path, starts = warc
    flip(path, random.Random(seed).randrange(starts[0], path.stat().st_size))
    captures, _ = read_all(path)
    assert len(captures) >= PAGES - 2
    assert {capture.payload for capture in captures} <= {page(number) for number in range(PAGES)}


def test_plain_files_are_read_on_too(warc: tuple[Path, list[int]]) -> None:
    path, _ = warc
    plain = path.with_name("plain.warc")
    content = gzip.decompress(path.read_bytes())
    plain.write_bytes(content)
    head = content.index(b"WARC/1.1", content.index(page(4)))
    flip(plain, head + 1)
    captures, damage = read_all(plain)
    assert damage
    assert page(11) in [capture.payload for capture in captures]


def test_a_whole_archive_is_read_on_and_the_damage_told(warc: tuple[Path, list[int]], tmp_path: Path) -> None:
    path, starts = warc
    flip(path, starts[2] + 700)
    told: list[ArchiveError] = []
    assert len(list(iter_archive(tmp_path, told.append))) == PAGES - 1
    assert len(told) == 1
    with pytest.raises(ArchiveError):
        list(iter_archive(tmp_path))


def test_repair_cuts_no_more_off_than_the_tail(warc: tuple[Path, list[int]]) -> None:
    path, starts = warc
    flip(path, starts[2] + 700)
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size - 10)
    assert 0 < repair(path) < starts[1]
    assert len(read_all(path)[0]) >= PAGES - 2
