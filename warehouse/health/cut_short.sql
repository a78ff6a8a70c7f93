-- Portals whose lists were not read to their ends: pages are held, and the latest crawl was not complete, or
-- none is on record (a warehouse rebuilt from the archive, or made before crawls were recorded).
WITH latest AS (
    SELECT c.portal_id, arg_max(c.complete, (r.started_at, r.run_id)) AS complete
    FROM crawls AS c
    JOIN runs AS r USING (run_id)
    WHERE list_contains($portals, c.portal_id)
    GROUP BY c.portal_id
), held AS (
    SELECT DISTINCT portal_id
    FROM captures
    WHERE list_contains($portals, portal_id) AND outcome IN ('new', 'changed')
)
SELECT portal_id
FROM held
LEFT JOIN latest USING (portal_id)
WHERE NOT coalesce(complete, false)
