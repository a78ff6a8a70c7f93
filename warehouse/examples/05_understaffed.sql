-- Who writes of too few people to do the work (力量不足)
SELECT r.year, r.level, r.issuer, s.heading, s.text
FROM sections AS s
JOIN reports AS r USING (report_id)
WHERE s.role = 'problems' AND regexp_matches(s.heading || s.text, '(力量|人员|队伍).{0,6}(不足|薄弱|短缺)')
ORDER BY r.year, r.issuer, s.position
