-- The rows of reports and their parts, from the readings chosen for writing. `again` picks the reports
-- that the warehouse has already (their rows are compared) or the new ones (streamed straight in).

CREATE TEMP MACRO chosen(again) AS TABLE
SELECT w.report_id, d.* EXCLUDE (capture_id, portal_id, fetched_at, filename, file_row_number)
FROM staged_documents AS d
JOIN writing AS w ON w.filename = d.filename AND w.file_row_number = d.file_row_number
WHERE w.existed = again
UNION ALL BY NAME
SELECT * EXCLUDE (existed) FROM promoted WHERE existed = again;

-- A section is known by its place in the outline: parts find theirs by path alone, without a join.
CREATE TEMP MACRO id_of(report_id, path) AS
    CASE WHEN path IS NOT NULL THEN substr(sha256(report_id || chr(31) || path), 1, 20) END;

CREATE TEMP MACRO rows_of_reports(again) AS TABLE
SELECT
    d.report_id, d.kind, d.title, d.issuers[1] AS issuer, d.issuers, d.department, d.level, d.region_code,
    d.township_code, d.province, d.city, d.county, d.township, d.year, d.published_on, d.signed_on,
    d.doc_number, d.source, d.addressees, d.url, d.text, length(d.text)::INTEGER AS chars,
    d.content_sha256, f.version, f.first_seen_at, f.last_seen_at, f.withdrawn_at, d.reader_version,
    NULL::VARCHAR AS corrected
FROM chosen(again) AS d
JOIN report_facts AS f USING (report_id);

CREATE TEMP MACRO rows_of_sections(again) AS TABLE
SELECT
    id_of(report_id, s.path) AS section_id, report_id, id_of(report_id, s.parent_path) AS parent_id, s.path,
    s.depth, s.position, s.label, s.heading, s.role, s.start_char, s.end_char, s.text
FROM (SELECT report_id, unnest(sections) AS s FROM chosen(again));

CREATE TEMP MACRO rows_of_indicators(again) AS TABLE
SELECT
    substr(sha256(concat_ws(chr(31), report_id, i.start_char, i.end_char, i.value)), 1, 20) AS indicator_id,
    report_id, id_of(report_id, i.section_path) AS section_id, i.code, i.name, i.value, i.unit,
    i.qualifier, i.nature, i.year, i.quote, i.start_char, i.end_char, NULL::VARCHAR AS corrected
FROM (SELECT report_id, unnest(indicators) AS i FROM chosen(again));

CREATE TEMP MACRO rows_of_tasks(again) AS TABLE
SELECT
    substr(sha256(concat_ws(chr(31), report_id, t.number, coalesce(t.heading, ''),
        coalesce(t.section_path, ''))), 1, 20) AS task_id,
    report_id, id_of(report_id, t.section_path) AS section_id, t.number, t.heading, t.lead,
    t.responsible, t.due_on
FROM (SELECT report_id, unnest(tasks) AS t FROM chosen(again));

CREATE TEMP MACRO rows_of_citations(again) AS TABLE
SELECT
    substr(sha256(concat_ws(chr(31), report_id, c.start_char, c.title)), 1, 20) AS citation_id,
    report_id, id_of(report_id, c.section_path) AS section_id, c.title, c.doc_number,
    c.start_char, c.end_char
FROM (SELECT report_id, unnest(citations) AS c FROM chosen(again));

CREATE TEMP MACRO rows_of_marks() AS TABLE
SELECT w.report_id, m.mark
FROM writing AS w
JOIN incoming_marks AS m ON m.filename = w.filename AND m.file_row_number = w.file_row_number
UNION ALL
SELECT report_id, unnest(marks_of(text)) FROM promoted;
