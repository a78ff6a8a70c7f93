-- What was put right in a report, and in its numbers, after it was read.
SELECT indicator_id, field, printed, right_value, reason, source
FROM corrections
WHERE report_id = $report AND status = 'applied'
ORDER BY indicator_id NULLS FIRST, field
