-- The last crawls of a portal, the latest first.
SELECT
    c.run_id, coalesce(r.started_at, c.started_at) AS night, c.seconds, c.listed, c.fetched, c.new, c.changed,
    c.unchanged, c.missing, c.blocked, c.errors, c.skipped, c.requests, c.documents, c.rejects,
    c.finish_reason, c.complete, c.problems
FROM crawls AS c
LEFT JOIN runs AS r USING (run_id)
WHERE c.portal_id = $portal
ORDER BY night DESC NULLS LAST, c.run_id DESC
LIMIT 30
