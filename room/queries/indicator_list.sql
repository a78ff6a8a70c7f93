-- The chosen values in order, a page of them, with the reports they come from.
WITH chosen AS (
    SELECT *, rank() OVER (ORDER BY value DESC) AS "rank"
    FROM code_values
    WHERE year = $year AND ($level IS NULL OR level = $level)
        AND ($body IS NULL OR department = ($body = 'department'))
        AND ($region IS NULL OR starts_with(region_code, $region))
), bounded AS (
    SELECT *, count(*) OVER () AS "all"
    FROM chosen
    WHERE ($low IS NULL OR value >= $low) AND ($high IS NULL OR value < $high)
    ORDER BY CASE WHEN $order = 'most' THEN -value ELSE value END, place
    LIMIT $size OFFSET $size * ($page - 1)
)
SELECT
    b.place, b."rank", b.value, b.qualifier, b.level, b.department, b.region_code, b.year::INTEGER AS year, b."all",
    r.report_id, r.issuer, r.province, r.city, r.county, r.township
FROM bounded AS b
JOIN reports AS r ON r.rowid = b.place
ORDER BY CASE WHEN $order = 'most' THEN -b.value ELSE b.value END, b.place
