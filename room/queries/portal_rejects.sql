-- The pages of a portal that were refused last, with the reasons.
SELECT j.url, j.stage, j.reason, j.detail, c.fetched_at, c.status
FROM rejects AS j
JOIN captures AS c USING (capture_id)
WHERE c.portal_id = $portal AND ($reason IS NULL OR j.reason = $reason)
QUALIFY row_number() OVER (PARTITION BY j.url, j.reason ORDER BY c.fetched_at DESC) = 1
ORDER BY c.fetched_at DESC, j.url
LIMIT 100
