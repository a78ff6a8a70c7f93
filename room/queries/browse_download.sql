-- The chosen reports without their texts, newest first.
SELECT
    report_id, kind, title, issuer, issuers, department, level, region_code, township_code, province, city,
    county, township, year, published_on, signed_on, doc_number, source, url, chars, version, first_seen_at,
    last_seen_at, withdrawn_at
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
ORDER BY published_on DESC NULLS LAST, report_id DESC
LIMIT $most
