-- The rows of the reports that the night touched, as the checks see them. Gathered once ($kind is TABLE):
-- each check would look for the same few rows among all. Where most reports are touched, nothing is gained
-- by a copy, and they are looked at where they stand ($kind is VIEW).

CREATE TEMP $kind touched_reports AS
SELECT rowid AS place, report_id, kind, level, year, url, chars, version, first_seen_at, last_seen_at
FROM reports SEMI JOIN touched USING (report_id);

CREATE TEMP $kind touched_sections AS
SELECT section_id, report_id, parent_id, role, depth, start_char, end_char
FROM sections SEMI JOIN touched USING (report_id);

CREATE TEMP $kind touched_indicators AS
SELECT indicator_id, report_id, code, qualifier, nature, value, year, quote, start_char, end_char
FROM indicators SEMI JOIN touched USING (report_id);

CREATE TEMP $kind touched_tasks AS
SELECT task_id, report_id FROM tasks SEMI JOIN touched USING (report_id);

CREATE TEMP $kind touched_citations AS
SELECT citation_id, report_id, title, start_char, end_char FROM citations SEMI JOIN touched USING (report_id);

CREATE TEMP $kind touched_report_copies AS
SELECT report_id, url, similarity FROM report_copies SEMI JOIN touched USING (report_id);

CREATE TEMP $kind touched_report_versions AS
SELECT report_id, version FROM report_versions SEMI JOIN touched USING (report_id);
