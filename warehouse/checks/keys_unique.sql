-- No key stands twice among the rows of the night.
SELECT 'reports' AS place, report_id AS id, count(*) AS times
FROM reports SEMI JOIN touched USING (report_id) GROUP BY report_id HAVING count(*) > 1
UNION ALL
SELECT 'sections', section_id, count(*)
FROM sections SEMI JOIN touched USING (report_id) GROUP BY section_id HAVING count(*) > 1
UNION ALL
SELECT 'indicators', indicator_id, count(*)
FROM indicators SEMI JOIN touched USING (report_id) GROUP BY indicator_id HAVING count(*) > 1
UNION ALL
SELECT 'tasks', task_id, count(*)
FROM tasks SEMI JOIN touched USING (report_id) GROUP BY task_id HAVING count(*) > 1
UNION ALL
SELECT 'citations', citation_id, count(*)
FROM citations SEMI JOIN touched USING (report_id) GROUP BY citation_id HAVING count(*) > 1
UNION ALL
SELECT 'report_copies', report_id || ' ' || url, count(*)
FROM report_copies SEMI JOIN touched USING (report_id) GROUP BY report_id, url HAVING count(*) > 1
UNION ALL
SELECT 'report_versions', report_id || ' ' || version, count(*)
FROM report_versions SEMI JOIN touched USING (report_id) GROUP BY report_id, version HAVING count(*) > 1
