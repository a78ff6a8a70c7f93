-- The tasks of a work plan, in their order. {rows} are those of the table among which they lie.
SELECT number, heading, coalesce(lead, []) AS lead, coalesce(responsible, []) AS responsible, due_on, section_id
FROM {rows} AS part
WHERE report_id = $report
ORDER BY number, task_id
