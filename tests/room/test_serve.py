"""`baogao serve` as an operator meets it: a process on a port, what it prints, how it ends."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.command.serve import payload_reader
from tests.conftest import ROOT, Baogao

pytestmark = pytest.mark.xdist_group("room")

COMMAND = [sys.executable, "-c", "from flows.command.main import run; run()", "serve"]


@contextmanager
def serving(*options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run the command and yield its process and the address that it prints."""
    with subprocess.Popen(
        [*COMMAND, *options], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            yield server, server.stdout.readline().split(" at ")[1].split()[0]
        finally:
            server.kill()


def test_the_room_opens_is_read_and_closes(shelf: Path) -> None:
    with serving("--port", "0", "--warehouse", str(shelf)) as (server, address):
        assert address.startswith("http://127.0.0.1:")
        with httpx.Client(base_url=address) as reader:
            page = reader.get("/")
            assert page.status_code == 200
            assert "server" not in page.headers
            assert reader.get("/reports?year=2024").status_code == 200
            assert reader.get("/", headers={"Host": "evil.example"}).status_code == 421
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=60)
    assert (server.returncode, out, err) == (0, "", "")


def test_a_port_in_use_is_said_in_a_line(shelf: Path, baogao: Baogao) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = baogao("serve", "--port", str(port), "--warehouse", shelf)
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"baogao: cannot listen on 127.0.0.1 port {port} (")
    assert refused.stderr.count("\n") == 1


def test_an_address_that_is_not_of_this_machine_is_said_in_a_line(shelf: Path, baogao: Baogao) -> None:
    refused = baogao("serve", "--host", "192.0.2.1", "--port", "0", "--warehouse", shelf)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_without_a_warehouse_the_line_says_what_to_do(baogao: Baogao) -> None:
    refused = baogao("serve", "--port", "0")
    assert refused.returncode == 2
    assert refused.stderr == (
        "baogao: data/baogao.duckdb: no such warehouse; `baogao harvest` or `baogao ingest` makes one\n"
    )


def test_originals_come_from_the_archive_and_from_nowhere_else(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    body = "<h1>报告</h1>".encode()
    with (archive / "a.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                "https://www.example.cn/", "response", payload=BytesIO(body), http_headers=headers
            )
        )
    (tmp_path / "outside.warc.gz").write_bytes((archive / "a.warc.gz").read_bytes())
    payload = payload_reader(archive)
    assert payload("a.warc.gz", 0) == body
    for name, offset in (
        ("a.warc.gz", 7),
        ("none.warc.gz", 0),
        ("../outside.warc.gz", 0),
        (str(tmp_path / "outside.warc.gz"), 0),
    ):
        with pytest.raises(LookupError):
            payload(name, offset)
