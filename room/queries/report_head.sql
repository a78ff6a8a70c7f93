-- A report without its text. `place` finds the text: taking both at once reads the texts of many.
SELECT rowid AS place, * EXCLUDE (text, issuers, addressees),
    coalesce(issuers, []) AS issuers, coalesce(addressees, []) AS addressees
FROM reports
WHERE report_id = $report
