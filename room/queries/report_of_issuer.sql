-- All standing reports of one issuer, the latest year first.
SELECT rowid AS place, report_id, kind, title, year, published_on
FROM reports
WHERE issuer = $issuer AND region_code IS NOT DISTINCT FROM $region
    AND coalesce(township_code, township) IS NOT DISTINCT FROM $township AND withdrawn_at IS NULL
ORDER BY year DESC NULLS LAST, kind, published_on DESC NULLS LAST, report_id
