-- 台湾, 香港 and 澳门 are not bound by the duty to report: there, nobody is missing.
-- The report of a region's own government on a year, and those of the governments right below it.
SELECT region_code, name, level, status, report_id, title, published_on, days_after_due
FROM coverage
WHERE year = $year AND NOT (status = 'missing' AND left(region_code, 2) IN ('71', '81', '82'))
    AND (region_code = $region OR coalesce(parent_code, '') = $region)
    AND (level = 'province' OR $region <> '')
ORDER BY region_code
