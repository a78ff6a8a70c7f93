-- Every coded number with the characters it was printed as, and the page it stands on
SELECT
    r.issuer, i.year, i.code, i.value, i.unit,
    substr(r.text, i.start_char + 1, i.end_char - i.start_char) AS printed,
    i.quote, r.url
FROM indicators AS i
JOIN reports AS r USING (report_id)
WHERE i.code IS NOT NULL
ORDER BY r.issuer, i.year, i.start_char
LIMIT 100
