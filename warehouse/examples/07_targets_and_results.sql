-- The success rate of mediation that was planned for a year beside the one reported for it
SELECT t.issuer, t.year, t.target, p.value AS reported
FROM (
    SELECT r.issuer, r.region_code, coalesce(i.year, r.year) AS year, max(i.value) AS target
    FROM indicators AS i
    JOIN reports AS r USING (report_id)
    WHERE i.nature = 'target' AND i.code = 'mediation_success_rate'
    GROUP BY ALL
) AS t
LEFT JOIN (FROM indicator_panel WHERE code = 'mediation_success_rate') AS p USING (issuer, region_code, year)
ORDER BY t.issuer, t.year
