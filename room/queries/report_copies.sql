-- The pages that carry a report: those that stand before those that are gone, the likest first. {rows} are those of the table among which they lie.
SELECT
    c.capture_id, c.portal_id, p.name AS portal, c.url, c.published_on, c.similarity, c.first_seen_at, c.last_seen_at,
    c.gone_at
FROM {rows} AS c
LEFT JOIN portals AS p USING (portal_id)
WHERE c.report_id = $report
ORDER BY c.gone_at IS NOT NULL, c.similarity DESC, c.published_on NULLS LAST, c.url
