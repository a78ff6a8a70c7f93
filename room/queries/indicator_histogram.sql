-- How many of the chosen values reach how many of the edges.
SELECT len(list_filter($edges::DOUBLE[], lambda edge: edge <= value)) AS reached, count(*) AS "count"
FROM code_values
WHERE year = $year AND ($level IS NULL OR level = $level)
    AND ($body IS NULL OR department = ($body = 'department'))
    AND ($region IS NULL OR starts_with(region_code, $region))
GROUP BY reached
