-- The standing reports of one issuer by their places, the latest year first.
SELECT rowid AS place, report_id, kind, title, year, published_on
FROM reports
WHERE rowid IN (SELECT unnest($places::BIGINT[]))
ORDER BY year DESC NULLS LAST, kind, published_on DESC NULLS LAST, report_id
