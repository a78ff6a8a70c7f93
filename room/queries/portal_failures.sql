-- The requests to a portal that brought no usable answer, the latest first.
SELECT url, page_role, outcome, status, detail, fetched_at
FROM captures
WHERE portal_id = $portal AND outcome IN ('error', 'blocked', 'missing')
ORDER BY fetched_at DESC, url
LIMIT 50
