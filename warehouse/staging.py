"""The shape of staged rows: what readers write as Parquet and the loader merges.

A staged night is a folder. Each of its files is named `<table>-<anything>.parquet`, with the columns
declared here for that table; any number of files a table, none needed. A name that ends with a checksum
(`sealed_name`) lets the loader refuse a file that was damaged since, of which Parquet itself would give
other values.

`documents` holds one row per page read as a report, its sections, indicators, tasks and citations nested,
all in the terms of the page alone: ids are given at load.
"""

import re
import zlib
from pathlib import Path
from typing import Any

import pyarrow as pa

_SEAL = re.compile(r"\.([0-9a-f]{8})\.parquet$")
_CHUNK = 1 << 20

TIMESTAMP = pa.timestamp("us", tz="UTC")
TEXTS = pa.list_(pa.string())


def _fields(*fields: tuple[str, pa.DataType]) -> "list[pa.Field[Any]]":
    return [pa.field(name, kind) for name, kind in fields]


def _nested(*fields: tuple[str, pa.DataType]) -> pa.DataType:
    return pa.list_(pa.struct(_fields(*fields)))


SECTIONS = _nested(
    ("path", pa.string()),
    ("parent_path", pa.string()),
    ("depth", pa.int32()),
    ("position", pa.int32()),
    ("label", pa.string()),
    ("heading", pa.string()),
    ("role", pa.string()),
    ("start_char", pa.int32()),
    ("end_char", pa.int32()),
    ("text", pa.string()),
)
INDICATORS = _nested(
    ("section_path", pa.string()),
    ("code", pa.string()),
    ("name", pa.string()),
    ("value", pa.float64()),
    ("unit", pa.string()),
    ("qualifier", pa.string()),
    ("nature", pa.string()),
    ("year", pa.int32()),
    ("quote", pa.string()),
    ("start_char", pa.int32()),
    ("end_char", pa.int32()),
)
TASKS = _nested(
    ("section_path", pa.string()),
    ("number", pa.int32()),
    ("heading", pa.string()),
    ("lead", TEXTS),
    ("responsible", TEXTS),
    ("due_on", pa.date32()),
)
CITATIONS = _nested(
    ("section_path", pa.string()),
    ("title", pa.string()),
    ("doc_number", pa.string()),
    ("start_char", pa.int32()),
    ("end_char", pa.int32()),
)

STAGED: dict[str, pa.Schema] = {
    "documents": pa.schema(
        _fields(
            ("capture_id", pa.string()),
            ("portal_id", pa.string()),  # null: read from a file
            ("url", pa.string()),
            ("fetched_at", TIMESTAMP),
            ("kind", pa.string()),
            ("title", pa.string()),
            ("issuers", TEXTS),
            ("department", pa.bool_()),
            ("level", pa.string()),
            ("region_code", pa.string()),
            ("township_code", pa.string()),
            ("province", pa.string()),
            ("city", pa.string()),
            ("county", pa.string()),
            ("township", pa.string()),
            ("year", pa.int32()),
            ("published_on", pa.date32()),
            ("signed_on", pa.date32()),
            ("doc_number", pa.string()),
            ("source", pa.string()),
            ("addressees", TEXTS),
            ("text", pa.string()),
            ("content_sha256", pa.string()),
            ("reader_version", pa.string()),
            ("sections", SECTIONS),
            ("indicators", INDICATORS),
            ("tasks", TASKS),
            ("citations", CITATIONS),
        )
    ),
    "captures": pa.schema(
        _fields(
            ("capture_id", pa.string()),
            ("run_id", pa.string()),
            ("portal_id", pa.string()),
            ("url", pa.string()),
            ("page_role", pa.string()),  # home, robots, list, article, attachment, file
            ("fetched_at", TIMESTAMP),
            ("status", pa.int32()),
            ("mime", pa.string()),
            ("charset", pa.string()),
            ("etag", pa.string()),
            ("last_modified", pa.string()),
            ("payload_sha256", pa.string()),
            ("bytes", pa.int64()),
            ("warc_file", pa.string()),
            ("warc_offset", pa.int64()),
            ("outcome", pa.string()),
            ("detail", pa.string()),
            ("list_title", pa.string()),
            ("list_date", pa.date32()),
        )
    ),
    "rejects": pa.schema(
        _fields(
            ("capture_id", pa.string()),
            ("url", pa.string()),
            ("stage", pa.string()),
            ("reason", pa.string()),
            ("detail", pa.string()),
        )
    ),
    "runs": pa.schema(
        _fields(
            ("run_id", pa.string()),
            ("command", pa.string()),  # harvest, ingest, reprocess, demo
            ("started_at", TIMESTAMP),
            ("finished_at", TIMESTAMP),
            ("outcome", pa.string()),  # ok, partial, failed
            ("portals", pa.int32()),
            ("captures", pa.int32()),
            ("documents", pa.int32()),
            ("rejects", pa.int32()),
            ("detail", pa.string()),
        )
    ),
    "crawls": pa.schema(
        _fields(
            ("run_id", pa.string()),
            ("portal_id", pa.string()),
            ("started_at", TIMESTAMP),
            ("seconds", pa.float64()),
            ("platform", pa.string()),
            ("listed", pa.int32()),
            ("fetched", pa.int32()),
            ("new", pa.int32()),
            ("changed", pa.int32()),
            ("unchanged", pa.int32()),
            ("missing", pa.int32()),
            ("blocked", pa.int32()),
            ("errors", pa.int32()),
            ("skipped", pa.int32()),
            ("requests", pa.int32()),
            ("documents", pa.int32()),
            ("rejects", pa.int32()),
            ("whole", pa.bool_()),
            ("complete", pa.bool_()),
            ("finish_reason", pa.string()),
            ("problems", TEXTS),
        )
    ),
    "portals": pa.schema(
        _fields(
            ("portal_id", pa.string()),
            ("name", pa.string()),
            ("region_code", pa.string()),
            ("homepage", pa.string()),
            ("platform", pa.string()),
            ("columns", TEXTS),
        )
    ),
    "regions": pa.schema(
        _fields(
            ("region_code", pa.string()),
            ("name", pa.string()),
            ("level", pa.string()),
            ("parent_code", pa.string()),
        )
    ),
    "indicator_codes": pa.schema(
        _fields(
            ("code", pa.string()),
            ("area", pa.string()),
            ("name_zh", pa.string()),
            ("name_en", pa.string()),
            ("unit", pa.string()),
            ("units", TEXTS),
            ("aggregation", pa.string()),  # sum (counts) or mean (rates)
        )
    ),
}


def sealed_name(name: str, content: bytes) -> str:
    """Return what a staged file of that content is called: `name`, the CRC-32 of the content, `.parquet`."""
    return f"{name}.{zlib.crc32(content):08x}.parquet"


def is_whole(file: Path) -> bool:
    """Whether a staged file is as it was written; of one without a seal that cannot be told."""
    seal = _SEAL.search(file.name)
    if seal is None:
        return True
    found = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found = zlib.crc32(chunk, found)
    return f"{found:08x}" == seal[1]
