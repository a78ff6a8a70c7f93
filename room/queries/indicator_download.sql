-- The chosen values with what is needed to quote them.
WITH chosen AS (
    SELECT *
    FROM code_values
    WHERE ($year IS NULL OR year = $year) AND ($level IS NULL OR level = $level)
        AND ($body IS NULL OR department = ($body = 'department'))
        AND ($region IS NULL OR starts_with(region_code, $region))
        AND ($low IS NULL OR value >= $low) AND ($high IS NULL OR value < $high)
), printed AS (
    SELECT v.place, v.year,
        list(i.indicator_id ORDER BY i.start_char, i.end_char) AS indicator_ids,
        first(i.quote ORDER BY i.start_char, i.end_char) AS quote
    FROM (SELECT place, year, unnest(numbers) AS number FROM chosen) AS v
    JOIN indicators AS i ON i.rowid = v.number
    GROUP BY v.place, v.year
)
SELECT
    $code AS code, c.year::INTEGER AS year, r.issuer, r.level, r.department, r.region_code, r.township_code,
    r.province, r.city, r.county, r.township, c.value, k.unit, c.qualifier, p.quote, p.indicator_ids,
    r.report_id, r.title, r.published_on, r.url
FROM chosen AS c
JOIN reports AS r ON r.rowid = c.place
JOIN indicator_codes AS k ON k.code = $code
JOIN printed AS p ON p.place = c.place AND p.year = c.year
ORDER BY c.year DESC, c.value DESC, r.report_id
LIMIT $most
