-- How the number of disputes mediated changed from one year to the next
SELECT issuer, year, value, value - before AS change, round(100 * (value / nullif(before, 0) - 1), 1) AS percent
FROM (
    SELECT *, lag(value) OVER issuers AS before, lag(year) OVER issuers AS year_before
    FROM indicator_panel
    WHERE code = 'disputes_mediated'
    WINDOW issuers AS (
        PARTITION BY issuer, region_code, coalesce(township_code, township) ORDER BY year
    )
)
WHERE year_before = year - 1
ORDER BY issuer, year
