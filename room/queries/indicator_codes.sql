-- The codebook, with how much there is of each code: standing reports, numbers, first and last year.
WITH held AS (
    SELECT
        i.code, count(*) AS numbers, count(DISTINCT r.rowid) AS reports,
        count(DISTINCT r.rowid) FILTER (r.kind = 'annual_report') AS annual_reports,
        min(coalesce(i.year, r.year)) AS first_year, max(coalesce(i.year, r.year)) AS last_year
    FROM indicators AS i
    JOIN reports AS r USING (report_id)
    WHERE i.code IS NOT NULL AND i.nature = 'actual' AND r.withdrawn_at IS NULL
    GROUP BY i.code
)
SELECT
    c.code, c.area, c.name_zh, c.name_en, c.unit, coalesce(c.units, []) AS units, c.aggregation,
    coalesce(h.numbers, 0) AS numbers, coalesce(h.reports, 0) AS reports,
    coalesce(h.annual_reports, 0) AS annual_reports, h.first_year, h.last_year
FROM indicator_codes AS c
LEFT JOIN held AS h USING (code)
ORDER BY c.area, reports DESC, c.code
