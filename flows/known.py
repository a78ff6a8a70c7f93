"""What the warehouse knows of portals' pages, told to their next crawls.

The crawl stays ignorant of the warehouse: it gets JSON Lines and asks again only what is due.
"""

import json
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from warehouse.querying import naming_damage, open_read_only

_KNOWN = """
WITH pages AS (
    SELECT portal_id, url, capture_id, etag, last_modified, payload_sha256, page_role, outcome, fetched_at
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
)
SELECT held.portal_id, held.url, held.etag, held.last_modified, held.payload_sha256, held.capture_id,
       held.page_role, asked.outcome, asked.fetched_at, min(rejects.reason) AS rejected
FROM held
JOIN asked USING (portal_id, url)
LEFT JOIN rejects USING (capture_id)
WHERE asked.outcome <> 'missing'
GROUP BY ALL
ORDER BY held.portal_id, held.url
"""
_ROWS_AT_A_TIME = 10_000


def write_known(warehouse: Path, portal_ids: Iterable[str], place: Callable[[str], Path]) -> int:
    """Write what `warehouse` holds of the portals' article pages to a file each; return the pages.

    `place` says for a portal's id which file; a portal of which nothing is held gets none. A line has url,
    etag, last_modified, payload_sha256, capture_id, page_role, outcome, fetched_at (ISO 8601) and rejected
    (the reader's reason, or null). No warehouse yet: nothing is written.
    """
    if not warehouse.exists():
        return 0
    wanted = list(portal_ids)
    with naming_damage(warehouse), open_read_only(warehouse) as connection:
        cursor = connection.execute(_KNOWN, [wanted])
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
            facts = page | {"fetched_at": page["fetched_at"].isoformat()}
            lines.write(json.dumps(facts, ensure_ascii=False) + "\n")
            written += 1
    return written
