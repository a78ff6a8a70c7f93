-- What came of the requests of a run.
SELECT outcome, count(*) AS captures, count(DISTINCT portal_id) AS portals
FROM captures
WHERE run_id = $run_id AND outcome IS NOT NULL
GROUP BY outcome
ORDER BY list_position(['new', 'changed', 'unchanged', 'missing', 'skipped', 'blocked', 'error'], outcome)
