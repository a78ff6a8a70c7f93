-- All values of one code, by the rules of the view indicator_panel, which would work out all codes to tell of
-- one. `place` finds the report, `numbers` the indicators that a value is made of.
WITH numbers AS (
    SELECT
        r.rowid AS place, coalesce(i.year, r.year) AS year,
        any_value(abs(r.year - coalesce(i.year, r.year))) AS distance,
        sum(i.value) AS total, count(*) AS n, list(i.rowid::INTEGER) AS numbers,
        min(i.qualifier) AS least_qualifier, max(i.qualifier) AS greatest_qualifier
    FROM indicators AS i
    JOIN reports AS r USING (report_id)
    WHERE i.code = $code AND i.nature = 'actual' AND r.year IS NOT NULL
        AND r.withdrawn_at IS NULL AND r.kind <> 'interpretation'
    GROUP BY r.rowid, coalesce(i.year, r.year)
)
SELECT
    n.place::INTEGER AS place, n.year::SMALLINT AS year, n.numbers,
    CASE WHEN (SELECT aggregation FROM indicator_codes WHERE code = $code) = 'mean' THEN n.total / n.n
         ELSE n.total END AS value,
    CASE WHEN n.least_qualifier = n.greatest_qualifier THEN n.least_qualifier ELSE 'approx' END AS qualifier,
    r.level, coalesce(r.department, false) AS department, coalesce(r.township_code, r.region_code) AS region_code
FROM numbers AS n
JOIN reports AS r ON r.rowid = n.place
QUALIFY row_number() OVER (
    PARTITION BY r.issuer, r.region_code, coalesce(r.township_code, r.township), n.year
    ORDER BY r.kind <> 'annual_report', n.distance, r.published_on DESC NULLS LAST, r.report_id
) = 1
