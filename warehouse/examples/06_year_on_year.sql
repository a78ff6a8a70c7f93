-- Change of each issuer's numbers from one year to the next
SELECT issuer, code, year, value, value - before AS change, round(100 * (value / nullif(before, 0) - 1), 1) AS percent
FROM (
    SELECT *, lag(value) OVER w AS before, lag(year) OVER w AS year_before
    FROM indicator_panel
    WINDOW w AS (PARTITION BY issuer, region_code, coalesce(township_code, township), code ORDER BY year)
)
WHERE year_before = year - 1
ORDER BY issuer, code, year
