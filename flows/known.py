"""What the warehouse knows of portals' pages, told to their next crawls.

The crawl stays ignorant of the warehouse: it gets JSON Lines and asks again only what is due.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from warehouse.querying import naming_damage, open_read_only

_KNOWN = """
WITH pages AS (
    SELECT portal_id, url, capture_id, etag, last_modified, payload_sha256, page_role, outcome, fetched_at,
        list_title, list_date, detail
    FROM captures
    WHERE portal_id IN (SELECT unnest(?)) AND page_role IN ('article', 'attachment')
      AND outcome IN ('new', 'changed', 'unchanged', 'missing')
), asked AS (
    SELECT portal_id, url, max(fetched_at) AS fetched_at, arg_max(outcome, fetched_at) AS outcome
    FROM pages
    GROUP BY portal_id, url
), held AS (
    SELECT * FROM pages
    WHERE outcome IN ('new', 'changed')
    QUALIFY row_number() OVER (PARTITION BY portal_id, url ORDER BY fetched_at DESC, capture_id) = 1
), known AS (
SELECT held.portal_id, held.url, held.etag, held.last_modified, held.payload_sha256, held.capture_id,
       held.page_role, held.list_title, held.list_date, asked.outcome, asked.fetched_at,
       coalesce(held.detail = ? AND asked.fetched_at = held.fetched_at, false) AS unfinished,
       min(rejects.reason) AS rejected
FROM held
JOIN asked USING (portal_id, url)
LEFT JOIN rejects USING (capture_id)
WHERE asked.outcome <> 'missing'
GROUP BY ALL
), ways AS (
    -- Lists may name an address that only sends on. http to https is one page to the crawl, and no way.
    SELECT captures.portal_id, captures.url, max(captures.fetched_at) AS fetched_at,
        any_value(captures.page_role) AS page_role, 'skipped' AS outcome, false AS unfinished
    FROM captures
    JOIN known ON captures.portal_id = known.portal_id AND captures.detail = 'redirects to ' || known.url
    WHERE captures.outcome = 'skipped' AND captures.page_role IN ('article', 'attachment')
      AND split_part(captures.url, '://', 2) <> split_part(known.url, '://', 2)
    GROUP BY captures.portal_id, captures.url
)
SELECT * FROM known UNION ALL BY NAME SELECT * FROM ways
ORDER BY portal_id, url
"""
_ROWS_AT_A_TIME = 10_000
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

ATTACHMENTS_LEFT = "the crawl died before it came to the attachments"
"""What is noted of a page that may name files for which its crawl did not live to ask."""


def known_line(page: Mapping[str, Any], *, unfinished: bool) -> dict[str, Any]:
    """Return a page's line for its crawl; an `unfinished` one is asked for again at once, body and all."""
    line = dict(page)
    if unfinished:
        line |= {"fetched_at": _LONG_AGO, "etag": None, "last_modified": None}
    for name in ("fetched_at", "list_date"):
        line[name] = line[name].isoformat() if line[name] else None
    return line


def write_known(warehouse: Path, portal_ids: Iterable[str], place: Callable[[str], Path]) -> int:
    """Write what `warehouse` holds of the portals' article pages to a file each; return the pages.

    `place` says for a portal's id which file; a portal of which nothing is held gets none. A line has url,
    etag, last_modified, payload_sha256, capture_id, page_role, list_title, list_date, outcome, fetched_at
    (ISO 8601) and rejected (the reader's reason, or null). No warehouse yet: nothing is written.
    """
    if not warehouse.exists():
        return 0
    wanted = list(portal_ids)
    with naming_damage(warehouse), open_read_only(warehouse) as connection:
        cursor = connection.execute(_KNOWN, [wanted, ATTACHMENTS_LEFT])
        names = [column[0] for column in cursor.description or ()]
        rows = iter(lambda: cursor.fetchmany(_ROWS_AT_A_TIME), [])
        pages = (dict(zip(names, row, strict=True)) for part in rows for row in part)
        return sum(
            _write(place(portal_id), of_portal)
            for portal_id, of_portal in groupby(pages, key=itemgetter("portal_id"))
        )


def _write(path: Path, pages: Iterable[dict[str, Any]]) -> int:
    written = 0
    with path.open("w", encoding="utf-8") as lines:
        for page in pages:
            facts = known_line(page, unfinished=page.pop("unfinished"))
            lines.write(json.dumps(facts, ensure_ascii=False) + "\n")
            written += 1
    return written
