-- Tasks of work plans by the body that leads them
SELECT body, count(*) AS tasks, list(heading ORDER BY year, number) AS headings
FROM (
    SELECT unnest(t.lead) AS body, r.year, t.number, t.heading
    FROM tasks AS t
    JOIN reports AS r USING (report_id)
)
GROUP BY body
ORDER BY tasks DESC, body
