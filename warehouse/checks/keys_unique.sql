-- No key stands twice among the rows of the night.
SELECT 'reports' AS place, report_id AS id, count(*) AS times
FROM touched_reports GROUP BY report_id HAVING count(*) > 1
UNION ALL
SELECT 'sections', section_id, count(*)
FROM touched_sections GROUP BY section_id HAVING count(*) > 1
UNION ALL
SELECT 'indicators', indicator_id, count(*)
FROM touched_indicators GROUP BY indicator_id HAVING count(*) > 1
UNION ALL
SELECT 'tasks', task_id, count(*)
FROM touched_tasks GROUP BY task_id HAVING count(*) > 1
UNION ALL
SELECT 'citations', citation_id, count(*)
FROM touched_citations GROUP BY citation_id HAVING count(*) > 1
UNION ALL
SELECT 'report_copies', report_id || ' ' || url, count(*)
FROM touched_report_copies GROUP BY report_id, url HAVING count(*) > 1
UNION ALL
SELECT 'report_versions', report_id || ' ' || version, count(*)
FROM touched_report_versions GROUP BY report_id, version HAVING count(*) > 1
