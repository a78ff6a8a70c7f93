-- The chosen reports after or before a place in the order; {key} gives the order, {direction} its way.
WITH chosen AS (
    SELECT report_id, {key} AS place
    FROM reports
    WHERE ($kind IS NULL OR kind = $kind)
        AND ($year IS NULL OR coalesce(year::VARCHAR, 'none') = $year)
        AND ($level IS NULL OR coalesce(level, 'none') = $level)
        AND ($body IS NULL OR coalesce(department, false) = ($body = 'department'))
        AND ($region IS NULL OR starts_with(coalesce(township_code, region_code), $region))
        AND (withdrawn_at IS NULL) = ($standing = 'standing')
        AND CASE WHEN $portal IS NULL THEN true
                 WHEN $portal = 'none' THEN report_id NOT IN (
                     SELECT report_id FROM report_copies WHERE portal_id IS NOT NULL)
                 ELSE report_id IN (SELECT report_id FROM report_copies WHERE portal_id = $portal) END
), found AS (
    SELECT report_id, place FROM chosen
    WHERE $after IS NULL OR (place, report_id) {past} ($after, $after_id)
    ORDER BY place {direction}, report_id {direction}
    LIMIT $limit
)
SELECT
    f.place, r.report_id, r.kind, r.title, r.issuer, r.department, r.level, r.region_code, r.province, r.city,
    r.county, r.township, r.year, r.published_on, r.chars, r.version, r.withdrawn_at
FROM found AS f
JOIN reports AS r USING (report_id)
ORDER BY f.place {direction}, r.report_id {direction}
