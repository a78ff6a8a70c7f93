-- Years with annual reports of governments, and how many.
SELECT year, count(*) AS reports
FROM reports
WHERE kind = 'annual_report' AND NOT coalesce(department, false) AND withdrawn_at IS NULL
    AND region_code IS NOT NULL AND year IS NOT NULL
GROUP BY year
ORDER BY year DESC
