-- A night does not lose much of what last night had: readings gone wrong are refused, not published.
SELECT b.place, b.rows AS last_night, now.rows AS tonight
FROM rows_before AS b
JOIN (
    SELECT 'reports' AS place, count(*) AS rows FROM reports
    UNION ALL SELECT 'sections', count(*) FROM sections
    UNION ALL SELECT 'indicators', count(*) FROM indicators
    UNION ALL SELECT 'captures', count(*) FROM captures
) AS now USING (place)
WHERE b.rows >= 1000 AND now.rows < 0.8 * b.rows
