-- Every division down to the county: its name, and the one it lies in.
SELECT region_code, name, level, parent_code
FROM regions
WHERE level <> 'township'
ORDER BY region_code
