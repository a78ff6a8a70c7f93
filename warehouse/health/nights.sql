-- The latest runs, the last one first, with what their crawls brought.
SELECT
    r.run_id, r.command, r.started_at, r.finished_at, r.outcome, r.portals, r.documents, r.rejects, r.detail,
    coalesce(sum(c.new), 0)::INTEGER AS new, coalesce(sum(c.changed), 0)::INTEGER AS changed,
    count(c.portal_id) FILTER (c.finish_reason <> 'finished' OR c.blocked + c.errors + len(c.problems) > 0)
        AS failing
FROM runs AS r
LEFT JOIN crawls AS c USING (run_id)
GROUP BY ALL
ORDER BY r.started_at DESC, r.run_id DESC
LIMIT $limit
