-- The documents that a report names, in the order of the text. {rows} are those of the table among which they lie.
SELECT citation_id, title, doc_number, start_char, end_char
FROM {rows} AS part
WHERE report_id = $report
ORDER BY start_char, citation_id
