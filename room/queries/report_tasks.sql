-- The tasks of a work plan, in their order.
SELECT number, heading, coalesce(lead, []) AS lead, coalesce(responsible, []) AS responsible, due_on, section_id
FROM tasks
WHERE report_id = $report
ORDER BY number, task_id
