-- Between which places of the tables the parts of each report lie, for every place of the table reports.
-- Nothing rests on their lying together: a report that was changed has its rows far apart.
SELECT
    s.first AS sections_first, s.last AS sections_last, i.first AS indicators_first, i.last AS indicators_last,
    t.first AS tasks_first, t.last AS tasks_last, c.first AS citations_first, c.last AS citations_last,
    k.first AS report_copies_first, k.last AS report_copies_last
FROM range((SELECT max(rowid) + 1 FROM reports)) AS p(place)
LEFT JOIN reports AS r ON r.rowid = p.place
LEFT JOIN (SELECT report_id, min(rowid) AS "first", max(rowid) AS "last" FROM sections GROUP BY report_id) AS s
    USING (report_id)
LEFT JOIN (SELECT report_id, min(rowid) AS "first", max(rowid) AS "last" FROM indicators GROUP BY report_id) AS i
    USING (report_id)
LEFT JOIN (SELECT report_id, min(rowid) AS "first", max(rowid) AS "last" FROM tasks GROUP BY report_id) AS t
    USING (report_id)
LEFT JOIN (SELECT report_id, min(rowid) AS "first", max(rowid) AS "last" FROM citations GROUP BY report_id) AS c
    USING (report_id)
LEFT JOIN (
    SELECT report_id, min(rowid) AS "first", max(rowid) AS "last" FROM report_copies GROUP BY report_id
) AS k USING (report_id)
ORDER BY p.place
