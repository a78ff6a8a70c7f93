-- Takes out of the tables what the writing of reports would lose: readings of copies that change places
-- with the preferred one or go over to a report of another id, and texts that become history.

-- Where the rows stand: by their places a few are fetched without reading the texts of all.
CREATE TEMP TABLE leaving_copies AS
SELECT r.rowid AS place, n.report_id AS new_id, n.preferred
FROM reports AS r
JOIN copies_now AS n ON n.held_as = r.report_id AND n.url = r.url
WHERE n.origin = 'copy' AND (NOT n.preferred OR n.report_id <> r.report_id);

CREATE TEMP TABLE taken_out AS
WITH leaving AS (
    SELECT r.*, n.new_id, n.preferred
    FROM reports AS r
    JOIN leaving_copies AS n ON n.place = r.rowid
    WHERE r.rowid IN (SELECT place FROM leaving_copies)
), outline AS (
    SELECT s.report_id, list({path: s.path, parent_path: p.path, depth: s.depth, position: s.position,
        label: s.label, heading: s.heading, role: s.role, start_char: s.start_char, end_char: s.end_char,
        text: s.text} ORDER BY s.position) AS sections
    FROM sections AS s
    LEFT JOIN sections AS p ON p.section_id = s.parent_id AND p.report_id = s.report_id
    WHERE s.report_id IN (SELECT report_id FROM leaving)
    GROUP BY s.report_id
), numbers AS (
    SELECT i.report_id, list({section_path: s.path, code: i.code, name: i.name, value: i.value, unit: i.unit,
        qualifier: i.qualifier, nature: i.nature, year: i.year, quote: i.quote, start_char: i.start_char,
        end_char: i.end_char} ORDER BY i.start_char, i.end_char, i.value) AS indicators
    FROM indicators AS i
    LEFT JOIN sections AS s ON s.section_id = i.section_id AND s.report_id = i.report_id
    WHERE i.report_id IN (SELECT report_id FROM leaving)
    GROUP BY i.report_id
), duties AS (
    SELECT t.report_id, list({section_path: s.path, number: t.number, heading: t.heading, lead: t.lead,
        responsible: t.responsible, due_on: t.due_on} ORDER BY t.number, t.task_id) AS tasks
    FROM tasks AS t
    LEFT JOIN sections AS s ON s.section_id = t.section_id AND s.report_id = t.report_id
    WHERE t.report_id IN (SELECT report_id FROM leaving)
    GROUP BY t.report_id
), named AS (
    SELECT c.report_id, list({section_path: s.path, title: c.title, doc_number: c.doc_number,
        start_char: c.start_char, end_char: c.end_char} ORDER BY c.start_char) AS citations
    FROM citations AS c
    LEFT JOIN sections AS s ON s.section_id = c.section_id AND s.report_id = c.report_id
    WHERE c.report_id IN (SELECT report_id FROM leaving)
    GROUP BY c.report_id
)
SELECT
    l.new_id AS report_id, l.preferred, l.url, l.kind, l.title, l.issuers, l.department, l.level, l.region_code, l.township_code,
    l.province, l.city, l.county, l.township, l.year, l.published_on, l.signed_on, l.doc_number, l.source,
    l.addressees, l.text, l.content_sha256, l.reader_version,
    coalesce(outline.sections, []) AS sections, coalesce(numbers.indicators, []) AS indicators,
    coalesce(duties.tasks, []) AS tasks, coalesce(named.citations, []) AS citations
FROM leaving AS l
LEFT JOIN outline USING (report_id)
LEFT JOIN numbers USING (report_id)
LEFT JOIN duties USING (report_id)
LEFT JOIN named USING (report_id);

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
