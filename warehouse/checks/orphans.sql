-- Every part belongs to a report, every section named exists, every report has the copy it stands for.
SELECT 'sections' AS place, section_id AS id
FROM touched_sections ANTI JOIN touched_reports USING (report_id)
UNION ALL
SELECT 'indicators', indicator_id
FROM touched_indicators ANTI JOIN touched_reports USING (report_id)
UNION ALL
SELECT 'tasks', task_id
FROM touched_tasks ANTI JOIN touched_reports USING (report_id)
UNION ALL
SELECT 'citations', citation_id
FROM touched_citations ANTI JOIN touched_reports USING (report_id)
UNION ALL
SELECT 'report_copies', report_id
FROM touched_report_copies ANTI JOIN touched_reports USING (report_id)
UNION ALL
SELECT 'report_versions', report_id
FROM touched_report_versions ANTI JOIN touched_reports USING (report_id)
UNION ALL
SELECT 'reports.url', report_id
FROM touched_reports ANTI JOIN touched_report_copies USING (report_id, url)
UNION ALL
SELECT 'sections.parent_id', s.section_id
FROM touched_sections AS s
ANTI JOIN touched_sections AS p ON p.section_id = s.parent_id AND p.report_id = s.report_id
WHERE s.parent_id IS NOT NULL
UNION ALL
SELECT 'indicators.code', indicator_id
FROM touched_indicators ANTI JOIN indicator_codes USING (code)
WHERE code IS NOT NULL AND EXISTS (FROM indicator_codes)
