-- How each portal fares: what its latest crawl came to, since when without a break, and what it used to list.
--
-- `cause` is null where all is well.
WITH told AS (
    FROM crawl_states JOIN crawls USING (run_id, portal_id)
), latest AS (
    SELECT *
    FROM told
    QUALIFY row_number() OVER (PARTITION BY portal_id ORDER BY night DESC, run_id DESC) = 1
), well AS (
    SELECT portal_id, max(night) AS last_well FROM crawl_states WHERE cause IS NULL GROUP BY portal_id
), series AS (
    SELECT t.portal_id, min(t.night) AS since, count(*) AS nights
    FROM crawl_states AS t
    LEFT JOIN well AS w USING (portal_id)
    WHERE t.cause IS NOT NULL AND (w.last_well IS NULL OR t.night > w.last_well)
    GROUP BY t.portal_id
), earlier AS (
    -- Whole readings and readings of what is new list different numbers: like is compared with like.
    SELECT t.portal_id, median(t.listed) AS usually, count(*) AS times
    FROM told AS t
    JOIN latest AS l ON l.portal_id = t.portal_id AND l.whole = t.whole AND l.run_id <> t.run_id
    WHERE t.complete AND t.listed > 0
    GROUP BY t.portal_id
)
SELECT
    l.portal_id, p.name, l.night, l.cause, s.since, s.nights, w.last_well, l.problems, l.listed,
    l.new + l.changed + l.missing AS news, e.usually,
    l.complete AND e.times >= 3 AND e.usually >= 4 AND l.listed < e.usually / 2 AS lists_fewer
FROM latest AS l
LEFT JOIN portals AS p USING (portal_id)
LEFT JOIN well AS w USING (portal_id)
LEFT JOIN series AS s USING (portal_id)
LEFT JOIN earlier AS e USING (portal_id)
ORDER BY l.portal_id
