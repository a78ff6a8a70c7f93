-- Decides, from light facts alone, what each touched report is to be: which reading of each page stands,
-- which texts are history, which pages are gone, which copy is preferred. Nothing here depends on the
-- order in which pages came.

-- Everything ever seen of the touched reports, under the id they are to have; `held_as` is the one that the
-- stored rows are found by. A capture read anew keeps the time of its first sight.
CREATE TEMP TABLE sightings AS
WITH remembered AS (
    SELECT capture_id, min(first_seen_at) AS first_seen_at
    FROM (
        SELECT capture_id, first_seen_at FROM report_copies
        UNION ALL
        SELECT capture_id, first_seen_at FROM report_versions
    )
    WHERE capture_id IN (SELECT capture_id FROM incoming)
    GROUP BY capture_id
)
SELECT
    i.report_id, NULL AS held_as, i.url, i.capture_id, i.portal_id, i.published_on, i.content_sha256, i.reader_version,
    i.reading_hash, least(i.fetched_at, m.first_seen_at) AS first_seen_at, i.fetched_at AS last_seen_at,
    'staged' AS origin, i.filename, i.file_row_number, i.region_code
FROM incoming AS i
LEFT JOIN remembered AS m USING (capture_id)
UNION ALL
SELECT
    coalesce(n.new_id, c.report_id), c.report_id, c.url, c.capture_id, c.portal_id, c.published_on, c.content_sha256, c.reader_version,
    c.reading_hash, c.first_seen_at, c.last_seen_at, 'copy', NULL, NULL, r.region_code
FROM report_copies AS c
JOIN reports AS r USING (report_id)
LEFT JOIN renamed AS n ON n.old_id = c.report_id
WHERE c.report_id IN (SELECT report_id FROM touched)
    AND c.capture_id NOT IN (SELECT capture_id FROM reread)
UNION ALL
SELECT
    coalesce(n.new_id, v.report_id), v.report_id, v.url, v.capture_id, NULL, NULL, v.content_sha256, v.reader_version,
    NULL, v.first_seen_at, v.last_seen_at, 'version', NULL, NULL, NULL
FROM report_versions AS v
LEFT JOIN renamed AS n ON n.old_id = v.report_id
WHERE v.report_id IN (SELECT report_id FROM touched)
    AND v.capture_id NOT IN (SELECT capture_id FROM reread);

-- The reading that stands for each page: that of its latest capture.
CREATE TEMP TABLE standing AS
WITH seen AS (
    SELECT report_id, url, min(first_seen_at) AS page_first_seen_at FROM sightings GROUP BY ALL
)
SELECT s.* EXCLUDE (first_seen_at), seen.page_first_seen_at AS first_seen_at
FROM sightings AS s
JOIN seen USING (report_id, url)
WHERE s.origin <> 'version'
QUALIFY row_number() OVER (
    PARTITION BY s.report_id, s.url ORDER BY s.last_seen_at DESC, s.capture_id DESC, s.origin DESC
) = 1;

-- A page is gone when another report took its address or a later request found nothing there.
CREATE TEMP TABLE gone AS
WITH occupants AS (
    SELECT report_id, url, capture_id, first_seen_at, last_seen_at FROM standing
    UNION ALL
    SELECT report_id, url, capture_id, first_seen_at, last_seen_at
    FROM report_copies
    WHERE url IN (SELECT url FROM standing) AND report_id NOT IN (SELECT report_id FROM touched)
), taken AS (
    SELECT s.report_id, s.url, min(greatest(later.first_seen_at, s.last_seen_at)) AS gone_at
    FROM standing AS s
    JOIN occupants AS later
        ON later.url = s.url AND later.report_id <> s.report_id
        AND (later.last_seen_at, later.capture_id) > (s.last_seen_at, s.capture_id)
    GROUP BY ALL
), asked AS (
    SELECT url, fetched_at, outcome
    FROM captures
    WHERE outcome IN ('new', 'changed', 'unchanged', 'missing') AND url IN (SELECT url FROM standing)
), alive AS (
    SELECT s.report_id, s.url, greatest(s.last_seen_at, max(a.fetched_at)) AS alive_at
    FROM standing AS s
    LEFT JOIN asked AS a ON a.url = s.url AND a.outcome <> 'missing'
    GROUP BY s.report_id, s.url, s.last_seen_at
), missing AS (
    SELECT alive.report_id, alive.url, min(a.fetched_at) AS gone_at
    FROM alive
    JOIN asked AS a ON a.url = alive.url AND a.outcome = 'missing' AND a.fetched_at > alive.alive_at
    GROUP BY ALL
)
SELECT report_id, url, min(gone_at) AS gone_at
FROM (FROM taken UNION ALL FROM missing)
GROUP BY ALL;

CREATE TEMP TABLE copies_now AS
SELECT
    s.*, g.gone_at,
    row_number() OVER (
        PARTITION BY s.report_id
        ORDER BY g.gone_at IS NOT NULL, p.region_code IS NULL OR p.region_code IS DISTINCT FROM s.region_code,
            s.published_on NULLS LAST, s.url
    ) = 1 AS preferred
FROM standing AS s
LEFT JOIN gone AS g ON g.report_id = s.report_id AND g.url = s.url
LEFT JOIN portals AS p USING (portal_id);

-- Old texts, each once per page, without the text that stands on the page now.
CREATE TEMP TABLE superseded AS
SELECT
    s.report_id, s.url, s.content_sha256,
    min(s.first_seen_at) AS first_seen_at,
    max(s.last_seen_at) AS last_seen_at,
    arg_max({capture_id: s.capture_id, held_as: s.held_as, origin: s.origin, filename: s.filename,
        file_row_number: s.file_row_number, reader_version: s.reader_version},
        (s.last_seen_at, s.capture_id, s.origin)) AS latest
FROM sightings AS s
JOIN standing AS n
    ON n.report_id = s.report_id AND n.url = s.url AND n.content_sha256 <> s.content_sha256
GROUP BY ALL;

CREATE TEMP TABLE report_facts AS
WITH history AS (
    SELECT report_id, count(*) AS texts FROM superseded GROUP BY report_id
)
SELECT
    c.report_id,
    (1 + coalesce(any_value(h.texts), 0))::INTEGER AS version,
    min(c.first_seen_at) AS first_seen_at,
    max(c.last_seen_at) AS last_seen_at,
    CASE WHEN bool_and(c.gone_at IS NOT NULL) THEN max(c.gone_at) END AS withdrawn_at
FROM copies_now AS c
LEFT JOIN history AS h USING (report_id)
GROUP BY c.report_id;

-- Reports whose row and parts are to be written: new ones, and those whose preferred reading differs.
CREATE TEMP TABLE writing AS
SELECT n.report_id, n.held_as, n.url, n.origin, n.filename, n.file_row_number, r.report_id IS NOT NULL AS existed
FROM copies_now AS n
LEFT JOIN reports AS r ON r.report_id = n.report_id
LEFT JOIN report_copies AS c ON c.report_id = r.report_id AND c.url = r.url
WHERE n.preferred
    AND (r.report_id IS NULL OR r.url <> n.url OR c.reading_hash IS DISTINCT FROM n.reading_hash);

-- Reports that no capture is read as any longer.
CREATE TEMP TABLE misread AS
SELECT report_id FROM touched WHERE report_id NOT IN (SELECT report_id FROM copies_now);

CREATE TEMP TABLE rewritten AS
SELECT report_id FROM writing WHERE existed
UNION ALL
FROM misread;
