-- How many reports each value of each side has, the other sides being as chosen.
WITH marked AS MATERIALIZED (
    SELECT
        report_id, kind, coalesce(year::VARCHAR, 'none') AS year, coalesce(level, 'none') AS level,
        CASE WHEN department THEN 'department' ELSE 'government' END AS body,
        coalesce(township_code, region_code) AS code,
        CASE WHEN withdrawn_at IS NULL THEN 'standing' ELSE 'withdrawn' END AS standing
    FROM reports
), judged AS MATERIALIZED (
    SELECT
        *,
        ($kind IS NULL OR kind = $kind) AS of_kind,
        ($year IS NULL OR year = $year) AS of_year,
        ($level IS NULL OR level = $level) AS of_level,
        ($body IS NULL OR body = $body) AS of_body,
        ($region IS NULL OR starts_with(code, $region)) AS of_region,
        standing = $standing AS of_standing,
        CASE WHEN $portal IS NULL THEN true
             WHEN $portal = 'none' THEN report_id NOT IN (
                 SELECT report_id FROM report_copies WHERE portal_id IS NOT NULL)
             ELSE report_id IN (SELECT report_id FROM report_copies WHERE portal_id = $portal) END AS of_portal
    FROM marked
), carried AS (
    SELECT DISTINCT report_id, coalesce(portal_id, 'none') AS portal_id FROM report_copies
), counted AS (
    SELECT 'kind' AS side, kind AS value, count(*) AS reports FROM judged
    WHERE of_year AND of_level AND of_body AND of_region AND of_portal AND of_standing GROUP BY ALL
    UNION ALL
    SELECT 'year', year, count(*) FROM judged
    WHERE of_kind AND of_level AND of_body AND of_region AND of_portal AND of_standing GROUP BY ALL
    UNION ALL
    SELECT 'level', level, count(*) FROM judged
    WHERE of_kind AND of_year AND of_body AND of_region AND of_portal AND of_standing GROUP BY ALL
    UNION ALL
    SELECT 'body', body, count(*) FROM judged
    WHERE of_kind AND of_year AND of_level AND of_region AND of_portal AND of_standing GROUP BY ALL
    UNION ALL
    SELECT 'standing', standing, count(*) FROM judged
    WHERE of_kind AND of_year AND of_level AND of_body AND of_region AND of_portal GROUP BY ALL
    UNION ALL
    -- Regions only below the chosen one: those beside it are a step up.
    SELECT 'region', code, count(*) FROM judged
    WHERE of_kind AND of_year AND of_level AND of_body AND of_region AND of_portal AND of_standing
        AND code IS NOT NULL
    GROUP BY ALL
    UNION ALL
    SELECT 'portal', c.portal_id, count(*) FROM judged JOIN carried AS c USING (report_id)
    WHERE of_kind AND of_year AND of_level AND of_body AND of_region AND of_standing GROUP BY ALL
    UNION ALL
    SELECT 'all', '', count(*) FROM judged
    WHERE of_kind AND of_year AND of_level AND of_body AND of_region AND of_portal AND of_standing
)
SELECT side, value, reports FROM counted ORDER BY side, reports DESC, value
