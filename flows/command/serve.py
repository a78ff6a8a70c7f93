"""`baogao serve`: the reading room on a port of this machine."""

import socket
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import uvicorn

from crawlers.archive import ArchiveError, read_capture
from crawlers.archive_index import captures_at
from crawlers.storage import StorageError
from flows.command.status import NOT_RUN, OK, refusing
from room.app import create_app, prepare
from room.guarding import LOCAL_HOSTS, host_in_address
from room.room import Room
from warehouse.errors import WarehouseError

_MOST_CONNECTIONS = 256
_SECONDS_TO_FINISH = 5


def run_serve(host: str, port: int, warehouse: Path, archive: Path, names: tuple[str, ...]) -> int:
    """Serve the reading room until it is interrupted; return the exit status.

    `names` are the hosts, besides this machine's own, by which readers may ask for it.
    """
    hosts = LOCAL_HOSTS | {host_in_address(host), *(name.lower() for name in names)}
    room = Room(warehouse, payload=payload_reader(archive), hosts=hosts)
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        sys.stderr.write(f"baogao: cannot listen on {host} port {port} ({reason}); choose another --port\n")
        return NOT_RUN
    with refusing(WarehouseError):
        prepare(room)
    # asyncio sets this only on sockets that name their protocol; without it every answer waits 40 ms for the
    # reader's acknowledgement of its head (Nagle's algorithm beside delayed acknowledgements).
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        create_app(room),
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    address = f"http://{host_in_address(host)}:{listening.getsockname()[1]}/"
    sys.stdout.write(f"The reading room is open at {address} (Ctrl+C closes it)\n")
    sys.stdout.flush()
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return OK
    finally:
        room.database.close()
    return OK


def payload_reader(archive: Path) -> Callable[[str, int], bytes]:
    """Return what gives the payload of a capture in `archive` by `captures.warc_file` and `warc_offset`.

    It raises LookupError where the archive does not hold it whole.
    """

    def payload(warc_file: str, offset: int) -> bytes:
        named = PurePosixPath(warc_file)
        if named.is_absolute() or ".." in named.parts:
            raise LookupError("no file of the archive")
        try:
            capture = read_capture(archive, warc_file, offset)
            if capture.revisit:
                capture = next(captures_at(archive, capture.url, capture.fetched_at), capture)
        except (ArchiveError, OSError, StorageError) as error:
            raise LookupError("the archive does not hold this record") from error
        return capture.payload

    return payload
