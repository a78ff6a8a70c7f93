-- The text of the report at a place of the table, as report_head gives it.
SELECT text FROM reports WHERE rowid = $place
