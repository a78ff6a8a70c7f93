-- How the values of a year spread at each level, of governments and of departments.
SELECT
    level, CASE WHEN department THEN 'department' ELSE 'government' END AS body, count(*) AS "count",
    min(value) AS least, max(value) AS greatest, avg(value) AS mean,
    quantile_cont(value, [0.1, 0.25, 0.5, 0.75, 0.9]) AS quantiles
FROM code_values
WHERE year = $year AND ($region IS NULL OR starts_with(region_code, $region))
GROUP BY level, department
ORDER BY
    list_position(['central', 'province', 'city', 'county', 'township'], level) NULLS LAST, department
