-- What tells that a page read under another name carries a report that the warehouse has.

CREATE TABLE report_identities (identity VARCHAR NOT NULL, report_id VARCHAR NOT NULL);
COMMENT ON TABLE report_identities IS 'Names under which copies of a report were read, where they differ from the one that made its id.';
COMMENT ON COLUMN report_identities.identity IS 'Hash of kind, year, issuers, place and bare title as read from a copy.';
COMMENT ON COLUMN report_identities.report_id IS 'Report that the copy carries.';

CREATE TABLE report_marks (report_id VARCHAR NOT NULL, mark UBIGINT NOT NULL);
COMMENT ON TABLE report_marks IS 'A sketch of each report''s text, by which copies find it: the least hashes of its sentences, those with figures before all.';
COMMENT ON COLUMN report_marks.report_id IS 'Report of the text.';
COMMENT ON COLUMN report_marks.mark IS 'Hash of a sentence.';
