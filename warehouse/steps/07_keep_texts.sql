-- Finds the readings that take the place of the preferred one, and the texts that become history.

CREATE TEMP TABLE promoted AS
SELECT w.report_id, w.existed, d.* EXCLUDE (report_id)
FROM report_readings AS d
JOIN writing AS w ON w.held_as = d.report_id AND w.url = d.url AND w.origin = 'copy'
UNION ALL BY NAME
SELECT w.existed, t.* EXCLUDE (preferred)
FROM taken_out AS t
JOIN writing AS w ON w.report_id = t.report_id AND w.url = t.url
WHERE t.preferred;

CREATE TEMP TABLE held_texts AS
WITH held AS (
    SELECT s.latest.held_as AS report_id, s.url FROM superseded AS s WHERE s.latest.origin = 'copy'
)
SELECT report_id, url, title, text
FROM reports
WHERE rowid IN (SELECT r.rowid FROM reports AS r SEMI JOIN held USING (report_id, url))
UNION ALL
SELECT report_id, url, title, text FROM report_readings SEMI JOIN held USING (report_id, url);

CREATE TEMP TABLE versions_now AS
WITH texts AS (
    SELECT s.report_id, s.url, s.content_sha256, d.title, d.text
    FROM superseded AS s
    JOIN staged_documents AS d
        ON d.filename = s.latest.filename AND d.file_row_number = s.latest.file_row_number
    WHERE s.latest.origin = 'staged'
    UNION ALL
    SELECT s.report_id, s.url, s.content_sha256, r.title, r.text
    FROM superseded AS s
    JOIN held_texts AS r ON r.report_id = s.latest.held_as AND r.url = s.url
    WHERE s.latest.origin = 'copy'
    UNION ALL
    SELECT s.report_id, s.url, s.content_sha256, v.title, v.text
    FROM superseded AS s
    JOIN report_versions AS v
        ON v.report_id = s.latest.held_as AND v.url = s.url AND v.content_sha256 = s.content_sha256
    WHERE s.latest.origin = 'version'
)
SELECT
    s.report_id,
    row_number() OVER (
        PARTITION BY s.report_id ORDER BY s.first_seen_at, s.url, s.content_sha256
    )::INTEGER AS version,
    s.url, s.latest.capture_id AS capture_id, t.title, t.text, s.content_sha256, s.first_seen_at,
    s.last_seen_at, s.latest.reader_version AS reader_version
FROM superseded AS s
JOIN texts AS t USING (report_id, url, content_sha256);
