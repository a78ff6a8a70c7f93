"""What the warehouse knows of a portal's pages, told to its next crawl.

The crawl stays ignorant of the warehouse: it gets JSON Lines and asks again only what is due.
"""

import json
from pathlib import Path

from warehouse.querying import open_read_only

_KNOWN = """
WITH asked AS (
    SELECT url, max(fetched_at) AS fetched_at, arg_max(outcome, fetched_at) AS outcome
    FROM captures
    WHERE portal_id = ? AND page_role IN ('article', 'attachment')
      AND outcome IN ('new', 'changed', 'unchanged', 'missing')
    GROUP BY url
), held AS (
    SELECT * FROM captures
    WHERE portal_id = ? AND outcome IN ('new', 'changed')
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, capture_id) = 1
)
SELECT held.url, held.etag, held.last_modified, held.payload_sha256, held.capture_id, held.page_role,
       asked.outcome, asked.fetched_at, min(rejects.reason) AS rejected
FROM held
JOIN asked USING (url)
LEFT JOIN rejects USING (capture_id)
WHERE asked.outcome <> 'missing'
GROUP BY ALL
ORDER BY held.url
"""


def write_known(warehouse: Path, portal_id: str, path: Path) -> int:
    """Write what `warehouse` holds of a portal's article pages to `path`; return their number.

    A line has url, etag, last_modified, payload_sha256, capture_id, page_role, outcome, fetched_at
    (ISO 8601) and rejected (the reader's reason, or null). No warehouse yet: nothing is written.
    """
    if not warehouse.exists():
        return 0
    with open_read_only(warehouse) as connection:
        cursor = connection.execute(_KNOWN, [portal_id, portal_id])
        names = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    with path.open("w", encoding="utf-8") as lines:
        for row in rows:
            facts = dict(zip(names, row, strict=True))
            facts["fetched_at"] = facts["fetched_at"].isoformat()
            lines.write(json.dumps(facts, ensure_ascii=False) + "\n")
    return len(rows)
