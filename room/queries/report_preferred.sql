-- The capture of the copy that a report is shown by.
SELECT c.capture_id
FROM report_copies AS c
JOIN reports AS r USING (report_id)
WHERE c.report_id = $report AND c.url = r.url
