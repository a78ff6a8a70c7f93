-- How many pages of a portal were refused for each reason.
SELECT j.stage, j.reason, count(DISTINCT j.url) AS pages
FROM rejects AS j
JOIN captures AS c USING (capture_id)
WHERE c.portal_id = $portal
GROUP BY ALL
ORDER BY pages DESC, j.stage, j.reason
