-- Problems that reports admit to, in their own words
SELECT r.year, r.issuer, s.label, s.heading, s.text
FROM sections AS s
JOIN reports AS r USING (report_id)
WHERE s.role = 'problems' AND s.depth > 1 AND r.kind = 'annual_report'
ORDER BY r.year, r.issuer, s.position
