-- The latest moment that the warehouse tells of: what happens next comes after it, whatever the clock says.
SELECT greatest((SELECT max(fetched_at) FROM captures), (SELECT max(finished_at) FROM runs))
