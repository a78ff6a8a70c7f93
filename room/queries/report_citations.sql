-- The documents that a report names, in the order of the text.
SELECT citation_id, title, doc_number, start_char, end_char
FROM citations
WHERE report_id = $report
ORDER BY start_char, citation_id
