-- The numbers of a report, in the order of the text, with the codebook's names of their codes. {rows} are those of the table among which they lie.
SELECT
    i.indicator_id, i.section_id, i.code, c.name_zh, c.name_en, i.name, i.value, i.unit, i.qualifier, i.nature,
    i.year, i.quote, i.start_char, i.end_char
FROM {rows} AS i
LEFT JOIN indicator_codes AS c USING (code)
WHERE i.report_id = $report
ORDER BY i.start_char, i.end_char, i.indicator_id
