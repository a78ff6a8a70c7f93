"""The static files that ship with the room, held in memory and named by their contents."""

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_TYPES: Mapping[str, str] = MappingProxyType(
    {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json"}
    | {".svg": "image/svg+xml", ".geojson": "application/geo+json", ".txt": "text/plain; charset=utf-8"}
)
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent: plain and packed, with the mark of its contents."""

    body: bytes
    packed: bytes
    mark: str
    media_type: str


@lru_cache(maxsize=1)
def static_files() -> Mapping[str, StaticFile]:
    """Return all static files by their path below `room/static`."""
    return MappingProxyType(dict(_walk(files("room") / "static", "")))


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, StaticFile]]:
    found: list[tuple[str, StaticFile]] = []
    for entry in folder.iterdir():
        name = prefix + entry.name
        if entry.is_dir():
            found += _walk(entry, name + "/")
        else:
            found.append((name, _held(name, entry.read_bytes())))
    return found


def _held(name: str, body: bytes) -> StaticFile:
    ending = name[name.rfind(".") :] if "." in name else ".txt"
    media_type = _TYPES.get(ending) or mimetypes.guess_type(name)[0] or "text/plain; charset=utf-8"
    # No time of packing, so that the same file is the same bytes everywhere.
    packed = gzip.compress(body, 6, mtime=0)
    return StaticFile(body, packed, hashlib.sha256(body).hexdigest()[:16], media_type)


def address_of(name: str) -> str:
    """Return the address of a static file; it changes with the contents. Raises KeyError."""
    return f"/static/{name}?v={static_files()[name].mark}"


async def send_static(request: Request) -> Response:
    """Send a static file, packed where the reader takes that, or 304 where the reader has it."""
    held = static_files().get(request.path_params["name"])
    if held is None:
        raise HTTPException(404)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    etag = f'"{held.mark}{"-gzip" if packed else ""}"'
    headers = {"ETag": etag, "Vary": "Accept-Encoding"}
    headers["Cache-Control"] = _FOREVER if request.query_params.get("v") == held.mark else _ASK_AGAIN
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(held.packed if packed else held.body, headers=headers, media_type=held.media_type)


routes = [Route("/static/{name:path}", send_static)]
