-- How many standing annual reports there are: what the coverage of a code is measured by.
SELECT count(*) AS annual_reports FROM reports WHERE kind = 'annual_report' AND withdrawn_at IS NULL
