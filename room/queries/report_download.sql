-- The numbers of a report with what is needed to quote them.
SELECT
    i.indicator_id, i.code, i.name, i.value, i.unit, i.qualifier, i.nature, i.year, i.quote,
    i.start_char, i.end_char, s.path AS section_path, s.heading AS section_heading, s.role AS section_role,
    r.report_id, r.issuer, r.title, r.published_on, r.version, r.content_sha256, r.url
FROM indicators AS i
JOIN reports AS r USING (report_id)
LEFT JOIN sections AS s ON s.report_id = i.report_id AND s.section_id = i.section_id
WHERE i.report_id = $report
ORDER BY i.start_char, i.end_char, i.indicator_id
LIMIT $most
