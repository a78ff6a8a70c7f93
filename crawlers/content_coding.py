"""Content codings undone within bounds: what a server packed may not burst the crawl."""

import zlib

OFFERED = b"gzip, deflate"
"""What requests accept: codings that every reader of WARC files undoes."""


class CodingError(ValueError):
    """A body cannot be unpacked: damaged, of a coding that was not offered, or larger than allowed."""


def unpack(body: bytes, coding: str, limit: int) -> bytes:
    """Return `body` without its content coding (a Content-Encoding value, empty for none).

    Raises CodingError when more than `limit` bytes come out, before they are all in memory.
    """
    for name in reversed([part.strip().lower() for part in coding.split(",")]):
        if name in {"", "identity"}:
            continue
        if name not in {"gzip", "x-gzip", "deflate"}:
            raise CodingError(f"content coding {name}")
        body = _inflated(body, name, limit)
    return body


def _inflated(body: bytes, name: str, limit: int) -> bytes:
    # Servers send deflate both with the zlib header that the standard asks for and without.
    raw_deflate = name == "deflate" and not _has_zlib_header(body)
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS if raw_deflate else zlib.MAX_WBITS | 32)
    try:
        unpacked = unpacking.decompress(body, limit + 1)
    except zlib.error as error:
        raise CodingError(f"damaged {name}: {error}") from error
    if len(unpacked) > limit:
        raise CodingError(f"unpacks to more than {limit} bytes")
    return unpacked


def _has_zlib_header(body: bytes) -> bool:
    return len(body) >= 2 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
