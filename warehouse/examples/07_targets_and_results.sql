-- What was planned for a year beside what was reported for it
SELECT t.issuer, t.year, t.code, t.value AS target, p.value AS reported
FROM (
    SELECT r.issuer, r.region_code, coalesce(i.year, r.year) AS year, i.code, max(i.value) AS value
    FROM indicators AS i
    JOIN reports AS r USING (report_id)
    WHERE i.nature = 'target' AND i.code IS NOT NULL
    GROUP BY ALL
) AS t
LEFT JOIN indicator_panel AS p USING (issuer, region_code, year, code)
ORDER BY t.issuer, t.year, t.code
