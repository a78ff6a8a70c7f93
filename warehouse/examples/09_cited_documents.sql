-- Laws and plans that most reports cite
SELECT c.title, count(DISTINCT c.report_id) AS reports, min(r.year) AS first_year, max(r.year) AS last_year
FROM citations AS c
JOIN reports AS r USING (report_id)
GROUP BY c.title
ORDER BY reports DESC, c.title
