-- Every part belongs to a report, every section named exists, every report has the copy it stands for.
SELECT 'sections' AS place, section_id AS id
FROM (FROM sections SEMI JOIN touched USING (report_id)) ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'indicators', indicator_id
FROM (FROM indicators SEMI JOIN touched USING (report_id)) ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'tasks', task_id
FROM (FROM tasks SEMI JOIN touched USING (report_id)) ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'citations', citation_id
FROM (FROM citations SEMI JOIN touched USING (report_id)) ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'report_copies', report_id
FROM (FROM report_copies SEMI JOIN touched USING (report_id)) ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'report_versions', report_id
FROM (FROM report_versions SEMI JOIN touched USING (report_id)) ANTI JOIN reports USING (report_id)
UNION ALL
SELECT 'reports.url', report_id
FROM (FROM reports SEMI JOIN touched USING (report_id)) ANTI JOIN report_copies USING (report_id, url)
UNION ALL
SELECT 'sections.parent_id', s.section_id
FROM (FROM sections SEMI JOIN touched USING (report_id)) AS s
ANTI JOIN sections AS p ON p.section_id = s.parent_id AND p.report_id = s.report_id
WHERE s.parent_id IS NOT NULL
UNION ALL
SELECT 'indicators.code', indicator_id
FROM (FROM indicators SEMI JOIN touched USING (report_id)) ANTI JOIN indicator_codes USING (code)
WHERE code IS NOT NULL AND EXISTS (FROM indicator_codes)
