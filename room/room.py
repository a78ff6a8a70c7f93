"""What the pages need to know of the world, handed in by whoever starts the room."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request

from room.database import Database
from room.guarding import LOCAL_HOSTS
from room.turns import Turns
from room.warming import warm

_HEAVY_AT_ONCE = 2
_PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Room:
    """A reading room on the warehouse at `warehouse`.

    `payload` gives the bytes of an archived page by `captures.warc_file` and `captures.warc_offset` (None: no
    archive at hand; it raises LookupError when the record is not there). `hosts` are the names, without
    port, by which the room may be asked. Pages whose questions read much take a turn of `heavy` before
    their reading, so that the others need not wait for them.
    """

    warehouse: Path
    payload: Callable[[str, int], bytes] | None = None
    hosts: frozenset[str] = LOCAL_HOSTS
    database: Database = field(init=False)
    heavy: Turns = field(default_factory=lambda: Turns(_HEAVY_AT_ONCE, _PATIENCE))

    def __post_init__(self) -> None:
        object.__setattr__(self, "database", Database(self.warehouse, warm=warm))


def room_of(request: Request) -> Room:
    """Return the room that a request is made to."""
    room: Room = request.app.state.room
    return room
