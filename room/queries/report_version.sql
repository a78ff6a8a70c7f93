-- A text that a page of a report had before.
SELECT text FROM report_versions WHERE report_id = $report AND version = $version
