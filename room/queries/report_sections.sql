-- The outline of a report, in the order of the document. {rows} are those of the table among which they lie.
SELECT section_id, path, depth, position, label, heading, role, start_char, end_char
FROM {rows} AS part
WHERE report_id = $report
ORDER BY position, path
