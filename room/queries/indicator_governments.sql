-- The values of some governments over the years, one for each and year.
SELECT
    v.place, v.region_code, v.year::INTEGER AS year, v.value, v.qualifier, r.report_id,
    CASE v.level WHEN 'township' THEN r.township WHEN 'county' THEN r.county WHEN 'city' THEN r.city
        ELSE r.province END AS name
FROM code_values AS v
JOIN reports AS r ON r.rowid = v.place
WHERE NOT v.department
    AND (v.region_code IN (SELECT unnest($codes::VARCHAR[]))
        OR starts_with(v.region_code, $townships) AND length(v.region_code) = 9)
QUALIFY row_number() OVER (
    PARTITION BY v.region_code, v.year
    ORDER BY r.kind <> 'annual_report', abs(r.year - v.year), r.published_on DESC NULLS LAST, r.report_id
) = 1
ORDER BY v.region_code, v.year
