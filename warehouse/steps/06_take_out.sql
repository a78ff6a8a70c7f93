-- Takes whole readings out of the tables, as staged rows have them. Run only where `leaving_copies` names any.

INSERT INTO taken_out BY NAME
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
