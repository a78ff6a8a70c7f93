-- The id of the report at each place of the table, and a number that all reports of one issuer share, as the
-- view indicator_panel tells issuers apart.
SELECT
    rowid AS place, report_id, withdrawn_at IS NULL AS standing,
    CASE WHEN issuer IS NOT NULL THEN
        dense_rank() OVER (ORDER BY issuer, region_code, coalesce(township_code, township))
    END AS issuer
FROM reports
ORDER BY report_id
