-- Every portal as it stood at its last crawl, since when it is not well, and what it has brought.
WITH last_well AS (
    SELECT portal_id, max(night) AS well_at FROM crawl_states WHERE state IN ('new', 'quiet') GROUP BY portal_id
), failing AS (
    SELECT j.portal_id, min(j.night) AS failing_since
    FROM crawl_states AS j LEFT JOIN last_well AS w USING (portal_id)
    WHERE j.state IN ('broke', 'problems') AND (w.well_at IS NULL OR j.night > w.well_at)
    GROUP BY j.portal_id
), latest AS (
    SELECT portal_id, state, night, listed, new, changed, missing, documents, rejects, problems, platform
    FROM crawl_states JOIN crawls USING (run_id, portal_id)
    QUALIFY row_number() OVER (PARTITION BY portal_id ORDER BY night DESC NULLS LAST, run_id DESC) = 1
), held AS (
    SELECT portal_id, count(DISTINCT report_id) AS reports, max(published_on) AS newest
    FROM report_copies WHERE portal_id IS NOT NULL GROUP BY portal_id
), refused AS (
    SELECT c.portal_id, count(DISTINCT j.url) AS rejected
    FROM rejects AS j JOIN captures AS c USING (capture_id)
    WHERE c.portal_id IS NOT NULL GROUP BY c.portal_id
), known AS (
    SELECT portal_id FROM portals UNION SELECT portal_id FROM latest UNION SELECT portal_id FROM held
)
SELECT
    k.portal_id, p.name, p.homepage, p.region_code, g.name AS region,
    coalesce(l.platform, p.platform) AS platform, coalesce(l.state, 'unasked') AS state, l.night AS asked_at,
    f.failing_since, coalesce(l.problems, []) AS problems, l.listed, l.new, l.changed, l.missing,
    coalesce(h.reports, 0) AS reports, h.newest, coalesce(x.rejected, 0) AS rejected
FROM known AS k
LEFT JOIN portals AS p USING (portal_id)
LEFT JOIN regions AS g ON g.region_code = p.region_code
LEFT JOIN latest AS l USING (portal_id)
LEFT JOIN failing AS f USING (portal_id)
LEFT JOIN held AS h USING (portal_id)
LEFT JOIN refused AS x USING (portal_id)
ORDER BY p.region_code NULLS LAST, k.portal_id
