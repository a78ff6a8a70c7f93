-- Where the values of some reports were printed: the numbers each is made of, and the sentence of the first.
SELECT
    v.place, v.year::INTEGER AS year,
    list(i.indicator_id ORDER BY i.start_char, i.end_char) AS numbers,
    first(i.quote ORDER BY i.start_char, i.end_char) AS quote
FROM (
    SELECT place, year, unnest(numbers) AS number
    FROM code_values
    WHERE place IN (SELECT unnest($places::INTEGER[]))
) AS v
JOIN indicators AS i ON i.rowid = v.number
GROUP BY v.place, v.year
