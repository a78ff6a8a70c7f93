-- How the values of the chosen places spread in each year.
SELECT
    year::INTEGER AS year, count(*) AS "count", min(value) AS least, max(value) AS greatest, avg(value) AS mean,
    quantile_cont(value, [0.1, 0.25, 0.5, 0.75, 0.9]) AS quantiles
FROM code_values
WHERE ($level IS NULL OR level = $level) AND ($body IS NULL OR department = ($body = 'department'))
    AND ($region IS NULL OR starts_with(region_code, $region))
GROUP BY year
ORDER BY year
