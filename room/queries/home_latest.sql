-- The reports published last; a day yet to come is a misprint of its portal.
SELECT report_id, kind, title, issuer, level, province, city, county, township, year, published_on
FROM reports
WHERE withdrawn_at IS NULL AND published_on <= current_date
ORDER BY published_on DESC, report_id
LIMIT 12
