-- What each crawl came to, judged in one place for `baogao status`, the reading room and whoever asks.

CREATE VIEW crawl_states AS
WITH told AS (
    SELECT
        c.*, coalesce(r.started_at, c.started_at) AS night,
        CASE
            WHEN c.finish_reason IN ('died', 'failed', 'no room') THEN 'crawl_broke'
            WHEN c.finish_reason = 'blocked' OR c.blocked > 0 THEN 'blocked'
            WHEN c.finish_reason = 'stalled' THEN 'stalled'
            WHEN coalesce(c.fetched, 0) = 0 AND coalesce(c.listed, 0) = 0 AND c.errors > 0 THEN 'unreachable'
            WHEN coalesce(c.listed, 0) = 0 THEN 'lists_nothing'
            WHEN NOT c.complete THEN 'lists_lost'
            WHEN c.errors > 0 THEN 'pages_lost'
            WHEN len(c.problems) > 0 THEN 'problems'
        END AS cause
    FROM crawls AS c
    LEFT JOIN runs AS r USING (run_id)
    WHERE c.finish_reason IS DISTINCT FROM 'cut short'
)
SELECT
    run_id, portal_id, night, cause,
    CASE
        WHEN cause = 'crawl_broke' OR NOT (complete OR coalesce(listed, 0) > 0) THEN 'broke'
        WHEN len(problems) > 0 OR coalesce(errors, 0) + coalesce(blocked, 0) > 0 THEN 'problems'
        WHEN coalesce(new, 0) + coalesce(changed, 0) + coalesce(missing, 0) > 0 THEN 'new'
        ELSE 'quiet'
    END AS state
FROM told;
COMMENT ON VIEW crawl_states IS 'What each crawl came to. One that was cut short with its whole run tells nothing of its portal and is left out.';
COMMENT ON COLUMN crawl_states.run_id IS 'Run of the crawl.';
COMMENT ON COLUMN crawl_states.portal_id IS 'Portal asked.';
COMMENT ON COLUMN crawl_states.night IS 'Start of the run, or of the crawl where the run is not known.';
COMMENT ON COLUMN crawl_states.cause IS 'What went wrong first: crawl_broke, blocked, stalled, unreachable, lists_nothing, lists_lost, pages_lost or problems; null where all is well.';
COMMENT ON COLUMN crawl_states.state IS 'broke: came to nothing; problems: look at it; new: brought, changed or lost pages; quiet: nothing new, and that is all.';
