-- Years, offsets and values are possible ones. (Dates are as portals give them, 1970-01-01 included.)
SELECT 'reports' AS place, report_id AS id, concat_ws(' ', year, chars, version) AS found
FROM touched_reports
WHERE year NOT BETWEEN 1949 AND 2100 OR chars = 0 OR version < 1
    OR first_seen_at > last_seen_at
UNION ALL
SELECT 'indicators', i.indicator_id, concat_ws(' ', i.value, i.year, i.start_char, i.end_char)
FROM touched_indicators AS i
WHERE NOT isfinite(i.value) OR i.year NOT BETWEEN 1900 AND 2100 OR i.start_char < 0 OR i.end_char <= i.start_char
UNION ALL
SELECT 'sections', s.section_id, concat_ws(' ', s.start_char, s.end_char, r.chars)
FROM touched_sections AS s
JOIN touched_reports AS r USING (report_id)
WHERE s.start_char < 0 OR s.end_char < s.start_char OR s.end_char > r.chars OR s.depth < 1
UNION ALL
SELECT 'report_copies', report_id, similarity::VARCHAR
FROM touched_report_copies
WHERE similarity NOT BETWEEN 0 AND 1
