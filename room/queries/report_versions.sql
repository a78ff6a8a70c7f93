-- The texts that pages of a report had before, without the texts.
SELECT version, capture_id, url, title, first_seen_at, last_seen_at
FROM report_versions
WHERE report_id = $report
ORDER BY version
