-- What an indicator's or citation's offsets cut out of the text is what it says was printed.
-- Cutting from the line the offset falls in, not from the whole text, spares counting through the text
-- once per number: characters of UTF-8 can only be found by counting.
WITH split AS (
    SELECT report_id, string_split(text, chr(10)) AS printed_lines
    FROM reports
    WHERE rowid IN (SELECT place FROM touched_reports)
), measured AS (
    SELECT report_id, printed_lines, [length(line) FOR line IN printed_lines] AS lengths
    FROM split
), lines AS (
    SELECT
        report_id,
        unnest(printed_lines) AS line,
        unnest([coalesce(list_sum(lengths[1:before]), 0) + before FOR before IN range(len(lengths))])::INTEGER
            AS start_char
    FROM measured
), quoted AS (
    SELECT 'indicators' AS place, indicator_id AS id, report_id, quote, start_char, end_char
    FROM touched_indicators
    UNION ALL
    SELECT 'citations', citation_id, report_id, title, start_char, end_char
    FROM touched_citations
)
SELECT
    q.place, q.id, q.quote, q.start_char, q.end_char,
    substr(l.line, q.start_char - l.start_char + 1, q.end_char - q.start_char) AS printed
FROM quoted AS q
ASOF JOIN lines AS l ON l.report_id = q.report_id AND q.start_char >= l.start_char
WHERE printed = '' OR NOT contains(q.quote, printed)
