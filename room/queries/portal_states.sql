-- Every portal as it stood at its last crawl, since when it is not well, and what it has brought.
WITH judged AS (
    SELECT
        *,
        CASE WHEN finish_reason IN ('died', 'failed', 'no room')
                 OR NOT (complete OR coalesce(listed, 0) > 0) THEN 'broke'
             WHEN len(problems) > 0 OR coalesce(errors, 0) + coalesce(blocked, 0) > 0 THEN 'problems'
             WHEN coalesce(new, 0) + coalesce(changed, 0) + coalesce(missing, 0) > 0 THEN 'new'
             ELSE 'quiet' END AS state
    FROM (SELECT c.*, r.started_at AS night FROM crawls AS c LEFT JOIN runs AS r USING (run_id))
), last_well AS (
    SELECT portal_id, max(night) AS well_at FROM judged WHERE state IN ('new', 'quiet') GROUP BY portal_id
), failing AS (
    SELECT j.portal_id, min(j.night) AS failing_since
    FROM judged AS j LEFT JOIN last_well AS w USING (portal_id)
    WHERE j.state IN ('broke', 'problems') AND (w.well_at IS NULL OR j.night > w.well_at)
    GROUP BY j.portal_id
), latest AS (
    SELECT portal_id, state, night, listed, new, changed, missing, documents, rejects, problems, platform
    FROM judged
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
