-- Takes out of the tables what the writing of reports would lose: readings of copies that change places
-- with the preferred one or go over to a report of another id, and texts that become history.

-- Where the rows stand: by their places a few are fetched without reading the texts of all.
CREATE TEMP TABLE leaving_copies AS
SELECT r.rowid AS place, n.report_id AS new_id, n.preferred
FROM reports AS r
JOIN copies_now AS n ON n.held_as = r.report_id AND n.url = r.url
WHERE n.origin = 'copy' AND (NOT n.preferred OR n.report_id <> r.report_id);

CREATE TEMP TABLE taken_out AS SELECT *, NULL::BOOLEAN AS preferred FROM report_readings LIMIT 0;
