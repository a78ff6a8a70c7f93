-- A capture, if it is one that this report was read from.
SELECT capture_id, url, mime, charset, fetched_at, warc_file, warc_offset
FROM captures
WHERE capture_id = $capture AND warc_file IS NOT NULL AND warc_offset IS NOT NULL
    AND capture_id IN (
        SELECT capture_id FROM report_copies WHERE report_id = $report
        UNION ALL
        SELECT capture_id FROM report_versions WHERE report_id = $report
    )
