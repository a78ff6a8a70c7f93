-- What an indicator's or citation's offsets cut out of the text is what it says was printed.
WITH cut AS (
    SELECT 'indicators' AS place, i.indicator_id AS id, i.quote AS within,
        substr(r.text, i.start_char + 1, i.end_char - i.start_char) AS printed
    FROM (FROM indicators SEMI JOIN touched USING (report_id)) AS i
    JOIN reports AS r USING (report_id)
    UNION ALL
    SELECT 'citations', c.citation_id, c.title,
        substr(r.text, c.start_char + 1, c.end_char - c.start_char)
    FROM (FROM citations SEMI JOIN touched USING (report_id)) AS c
    JOIN reports AS r USING (report_id)
)
SELECT *
FROM cut
WHERE printed = '' OR NOT contains(within, printed)
