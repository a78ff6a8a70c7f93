-- Annual reports of each portal that were published in the season $season, and what the three before brought.
WITH published AS (
    SELECT c.portal_id, year(c.published_on) AS season, count(DISTINCT c.report_id) AS reports
    FROM report_copies AS c
    JOIN reports AS r USING (report_id)
    WHERE r.kind = 'annual_report' AND c.portal_id IS NOT NULL
        AND year(c.published_on) BETWEEN $season - 3 AND $season
    GROUP BY ALL
)
SELECT
    portal_id,
    coalesce(sum(reports) FILTER (season = $season), 0)::INTEGER AS reports,
    count(*) FILTER (season < $season) AS seasons_before,
    median(reports) FILTER (season < $season) AS usually
FROM published
GROUP BY portal_id
ORDER BY portal_id
