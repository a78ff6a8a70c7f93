-- The report at a place of the table, without its text: taking both at once reads the texts of many.
SELECT rowid AS place, * EXCLUDE (text, issuers, addressees),
    coalesce(issuers, []) AS issuers, coalesce(addressees, []) AS addressees
FROM reports
WHERE rowid = $place
