-- Names of divisions by code; of townships that the list of divisions lacks, as their reports have them.
SELECT region_code, name
FROM regions
WHERE region_code IN (SELECT unnest($regions))
UNION ALL
SELECT township_code, any_value(township)
FROM reports
WHERE township_code IN (SELECT unnest($regions)) AND township_code NOT IN (SELECT region_code FROM regions)
GROUP BY township_code
