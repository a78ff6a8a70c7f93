-- The outline of a report, in the order of the document.
SELECT section_id, path, depth, position, label, heading, role, start_char, end_char
FROM sections
WHERE report_id = $report
ORDER BY position, path
