-- Words of a closed list are of that list.
SELECT 'reports.kind' AS place, report_id AS id, kind AS word
FROM touched_reports
WHERE kind NOT IN ('annual_report', 'work_plan', 'interpretation', 'disclosure_report', 'work_report', 'other')
UNION ALL
SELECT 'reports.level', report_id, level
FROM touched_reports
WHERE level NOT IN ('central', 'province', 'city', 'county', 'township')
UNION ALL
SELECT 'sections.role', section_id, role
FROM touched_sections
WHERE role NOT IN ('overview', 'leadership', 'achievements', 'problems', 'plans', 'other')
UNION ALL
SELECT 'indicators.qualifier', indicator_id, qualifier
FROM touched_indicators
WHERE qualifier NOT IN ('exact', 'approx', 'at_least', 'at_most')
UNION ALL
SELECT 'indicators.nature', indicator_id, nature
FROM touched_indicators
WHERE nature NOT IN ('actual', 'target')
UNION ALL
SELECT 'captures.outcome', capture_id, outcome
FROM captures
WHERE capture_id IN (SELECT capture_id FROM staged_captures)
    AND outcome NOT IN ('new', 'changed', 'unchanged', 'blocked', 'missing', 'error', 'skipped')
UNION ALL
SELECT 'indicator_codes.aggregation', code, aggregation
FROM indicator_codes
WHERE aggregation NOT IN ('sum', 'mean')
