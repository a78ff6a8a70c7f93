-- The largest coded numbers with the characters they were printed as, and the page they stand on
WITH largest AS (
    SELECT * FROM indicators WHERE code IS NOT NULL ORDER BY value DESC, indicator_id LIMIT 100
), their_reports AS (
    -- By their places (rowid) a few reports are fetched without reading the texts of all.
    SELECT * FROM reports
    WHERE rowid IN (SELECT r.rowid FROM reports AS r WHERE r.report_id IN (SELECT report_id FROM largest))
)
SELECT
    r.issuer, i.year, i.code, i.value, i.unit,
    substr(r.text, i.start_char + 1, i.end_char - i.start_char) AS printed,
    i.quote, r.url
FROM largest AS i
JOIN their_reports AS r USING (report_id)
ORDER BY i.value DESC, i.indicator_id
