-- Readings of copies that are not preferred, and the likeness of each copy to the text of its report.

DELETE FROM report_readings AS d
WHERE d.report_id IN (SELECT report_id FROM touched)
    AND NOT EXISTS (
        FROM copies_now AS n
        WHERE n.held_as = d.report_id AND n.url = d.url AND NOT n.preferred AND n.origin = 'copy'
    );

UPDATE report_readings AS d SET report_id = n.new_id FROM renamed AS n WHERE n.old_id = d.report_id;

INSERT INTO report_readings BY NAME SELECT * EXCLUDE (preferred) FROM taken_out WHERE NOT preferred;

INSERT INTO report_readings BY NAME
SELECT n.report_id, d.* EXCLUDE (capture_id, portal_id, fetched_at, filename, file_row_number)
FROM staged_documents AS d
JOIN copies_now AS n ON n.filename = d.filename AND n.file_row_number = d.file_row_number
WHERE NOT n.preferred;

CREATE TEMP TABLE other_texts AS
SELECT d.report_id, d.url, d.text
FROM report_readings AS d
JOIN (SELECT report_id, content_sha256 FROM reports) AS r USING (report_id)
WHERE d.report_id IN (SELECT report_id FROM touched) AND d.content_sha256 <> r.content_sha256;

CREATE TEMP TABLE likeness AS
WITH preferred_texts AS (
    SELECT report_id, text
    FROM reports
    WHERE rowid IN (SELECT r.rowid FROM reports AS r SEMI JOIN other_texts USING (report_id))
), pairs AS (
    SELECT d.report_id, d.url, string_split(d.text, '') AS marks, string_split(r.text, '') AS preferred_marks
    FROM other_texts AS d
    JOIN preferred_texts AS r USING (report_id)
), runs AS (
    SELECT report_id, url,
        list_distinct([marks[i] || marks[i + 1] || marks[i + 2] || marks[i + 3]
            FOR i IN range(1, len(marks) - 2)]) AS own,
        list_distinct([preferred_marks[i] || preferred_marks[i + 1] || preferred_marks[i + 2]
            || preferred_marks[i + 3] FOR i IN range(1, len(preferred_marks) - 2)]) AS preferred
    FROM pairs
)
SELECT report_id, url,
    len(list_intersect(own, preferred)) / greatest(len(list_distinct(own || preferred)), 1) AS similarity
FROM runs;

CREATE TEMP VIEW rows_of_copies AS
SELECT
    n.report_id, n.capture_id, n.portal_id, n.url, n.published_on,
    CASE WHEN n.content_sha256 = r.content_sha256 THEN 1.0 ELSE l.similarity END AS similarity,
    n.content_sha256, n.first_seen_at, n.last_seen_at, n.gone_at, n.reader_version, n.reading_hash
FROM copies_now AS n
JOIN reports AS r USING (report_id)
LEFT JOIN likeness AS l ON l.report_id = n.report_id AND l.url = n.url;
