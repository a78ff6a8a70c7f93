-- Where the values of some reports were printed: the numbers each is made of, and the sentence of the first.
SELECT
    i.report_id, coalesce(i.year, r.year) AS year,
    list(i.indicator_id ORDER BY i.start_char, i.end_char) AS numbers,
    first(i.quote ORDER BY i.start_char, i.end_char) AS quote
FROM indicators AS i
JOIN reports AS r USING (report_id)
WHERE i.report_id IN (SELECT unnest($reports::VARCHAR[])) AND i.code = $code AND i.nature = 'actual'
GROUP BY i.report_id, coalesce(i.year, r.year)
