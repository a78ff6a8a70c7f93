-- Whose report on a year is late or missing
SELECT year, region_code, name, status, published_on, days_after_due
FROM coverage
WHERE status <> 'on_time'
ORDER BY year, region_code
