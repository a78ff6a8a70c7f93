-- Which captures are read anew, and which reports the night touches.

-- Captures whose stored reading no longer holds: read anew, or rejected by today's reader.
CREATE TEMP TABLE reread AS
SELECT capture_id FROM incoming
UNION
SELECT capture_id
FROM staged_rejects
WHERE capture_id IS NOT NULL AND capture_id NOT IN (SELECT capture_id FROM staged_readings);

CREATE TEMP TABLE touched AS
SELECT report_id FROM incoming
UNION
SELECT report_id FROM report_versions WHERE capture_id IN (SELECT capture_id FROM reread)
UNION
SELECT report_id
FROM report_copies
WHERE url IN (
    SELECT url FROM incoming
    UNION ALL
    SELECT url FROM report_copies WHERE capture_id IN (SELECT capture_id FROM reread)
)
UNION
SELECT c.report_id
FROM report_copies AS c
WHERE c.url IN (SELECT url FROM staged_captures WHERE outcome = 'missing')
    OR (c.gone_at IS NOT NULL AND c.url IN (SELECT url FROM staged_captures))
UNION
SELECT report_id FROM report_copies WHERE portal_id IN (SELECT portal_id FROM moved_portals)
UNION
SELECT old_id FROM renamed
UNION
SELECT new_id FROM renamed;
