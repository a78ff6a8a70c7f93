-- Which of some captures lie in the archive.
SELECT capture_id
FROM captures
WHERE capture_id IN (SELECT unnest($captures::VARCHAR[])) AND warc_file IS NOT NULL AND warc_offset IS NOT NULL
