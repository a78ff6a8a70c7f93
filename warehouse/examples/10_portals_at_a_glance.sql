-- What came of the pages of each portal
SELECT
    coalesce(c.portal_id, '(files)') AS portal,
    count(DISTINCT c.url) AS pages,
    count(DISTINCT k.report_id) AS reports,
    count(DISTINCT j.url) AS rejected,
    count(DISTINCT c.url) FILTER (c.outcome IN ('error', 'blocked')) AS failed,
    mode(j.reason) AS commonest_reason,
    max(c.fetched_at) AS last_asked
FROM captures AS c
LEFT JOIN report_copies AS k USING (capture_id)
LEFT JOIN rejects AS j USING (capture_id)
GROUP BY ALL
ORDER BY portal
