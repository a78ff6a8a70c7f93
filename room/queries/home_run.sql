-- The last run that asked portals; where none did, the last of all.
SELECT * FROM runs ORDER BY command IN ('harvest', 'demo') DESC, started_at DESC, run_id LIMIT 1
