-- 台湾, 香港 and 澳门 are not bound by the duty to report: there, nobody is missing.
-- The governments below a region ('' for the country) in a year, counted by the division right below it that
-- they lie in, by level and by whether they published in time.
WITH here AS (
    SELECT region_code, level, status, days_after_due,
        coalesce(parent_code, CASE WHEN level = 'province' THEN '' END) AS parent_code
    FROM coverage
    WHERE year = $year AND NOT (status = 'missing' AND left(region_code, 2) IN ('71', '81', '82'))
        AND starts_with(region_code, $stem) AND region_code <> $region
), up AS (
    SELECT region_code, coalesce(parent_code, '') AS parent_code FROM regions WHERE level <> 'township'
), placed AS (
    SELECT h.level, h.status, h.days_after_due,
        CASE WHEN h.parent_code = $region THEN h.region_code
             WHEN a.parent_code = $region THEN h.parent_code
             WHEN b.parent_code = $region THEN a.parent_code
             WHEN c.parent_code = $region THEN b.parent_code END AS region_code
    FROM here AS h
    LEFT JOIN up AS a ON a.region_code = h.parent_code
    LEFT JOIN up AS b ON b.region_code = a.parent_code
    LEFT JOIN up AS c ON c.region_code = b.parent_code
)
SELECT
    region_code, level, count(*) AS places,
    count(*) FILTER (status <> 'missing') AS published,
    count(*) FILTER (status = 'late') AS late
FROM placed
WHERE region_code IS NOT NULL
GROUP BY region_code, level
ORDER BY region_code
