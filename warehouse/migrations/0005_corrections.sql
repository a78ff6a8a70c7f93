-- Known errors of sources, put right at load: docs/corrections.md.

CREATE TABLE corrections (
    report VARCHAR NOT NULL,
    indicator VARCHAR,
    field VARCHAR NOT NULL,
    printed VARCHAR,
    right_value VARCHAR,
    reason VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    found VARCHAR,
    report_id VARCHAR,
    indicator_id VARCHAR
);
COMMENT ON TABLE corrections IS 'Known errors of sources: every entry of the files of corrections, with what became of it at the last load.';
COMMENT ON COLUMN corrections.report IS 'Report as the entry names it: an id, or the address of a page that carries it.';
COMMENT ON COLUMN corrections.indicator IS 'Printed words around the number that is corrected; null for a field of the report itself.';
COMMENT ON COLUMN corrections.field IS 'Column of reports or indicators that is corrected.';
COMMENT ON COLUMN corrections.printed IS 'What the source says, as text; lists as JSON.';
COMMENT ON COLUMN corrections.right_value IS 'What is right and stands in the row instead, as text; lists as JSON.';
COMMENT ON COLUMN corrections.reason IS 'Why it is an error.';
COMMENT ON COLUMN corrections.source IS 'Where the right value is from.';
COMMENT ON COLUMN corrections.status IS 'applied, refused (what is printed is not, or no longer, what the entry says) or waiting (the report is not in this warehouse).';
COMMENT ON COLUMN corrections.found IS 'Of a refused entry, what was found instead.';
COMMENT ON COLUMN corrections.report_id IS 'Report of the entry; null while waiting.';
COMMENT ON COLUMN corrections.indicator_id IS 'Indicator that was corrected; null for a field of the report itself.';

ALTER TABLE reports ADD COLUMN corrected VARCHAR;
COMMENT ON COLUMN reports.corrected IS 'Columns of this row whose value was printed otherwise, apart by commas; null for none. The table corrections says what was printed and why that is wrong.';
ALTER TABLE indicators ADD COLUMN corrected VARCHAR;
COMMENT ON COLUMN indicators.corrected IS 'Columns of this row whose value was printed otherwise, apart by commas; null for none. The table corrections says what was printed and why that is wrong; quote and offsets are of the print.';

-- A view keeps the columns that its tables had when it was made.
DROP VIEW report_latest;
CREATE VIEW report_latest AS
SELECT *
FROM reports
WHERE withdrawn_at IS NULL
QUALIFY row_number() OVER (
    PARTITION BY kind, issuer, region_code, coalesce(township_code, township)
    ORDER BY year DESC NULLS LAST, published_on DESC NULLS LAST, report_id
) = 1;
COMMENT ON VIEW report_latest IS 'The latest report of each kind of every issuer: that of the latest year, then the latest published; withdrawn ones left out.';
COMMENT ON COLUMN report_latest.report_id IS 'As in reports.';
COMMENT ON COLUMN report_latest.kind IS 'As in reports.';
COMMENT ON COLUMN report_latest.title IS 'As in reports.';
COMMENT ON COLUMN report_latest.issuer IS 'As in reports.';
COMMENT ON COLUMN report_latest.issuers IS 'As in reports.';
COMMENT ON COLUMN report_latest.department IS 'As in reports.';
COMMENT ON COLUMN report_latest.level IS 'As in reports.';
COMMENT ON COLUMN report_latest.region_code IS 'As in reports.';
COMMENT ON COLUMN report_latest.township_code IS 'As in reports.';
COMMENT ON COLUMN report_latest.province IS 'As in reports.';
COMMENT ON COLUMN report_latest.city IS 'As in reports.';
COMMENT ON COLUMN report_latest.county IS 'As in reports.';
COMMENT ON COLUMN report_latest.township IS 'As in reports.';
COMMENT ON COLUMN report_latest.year IS 'As in reports.';
COMMENT ON COLUMN report_latest.published_on IS 'As in reports.';
COMMENT ON COLUMN report_latest.signed_on IS 'As in reports.';
COMMENT ON COLUMN report_latest.doc_number IS 'As in reports.';
COMMENT ON COLUMN report_latest.source IS 'As in reports.';
COMMENT ON COLUMN report_latest.addressees IS 'As in reports.';
COMMENT ON COLUMN report_latest.url IS 'As in reports.';
COMMENT ON COLUMN report_latest.text IS 'As in reports.';
COMMENT ON COLUMN report_latest.chars IS 'As in reports.';
COMMENT ON COLUMN report_latest.content_sha256 IS 'As in reports.';
COMMENT ON COLUMN report_latest.version IS 'As in reports.';
COMMENT ON COLUMN report_latest.first_seen_at IS 'As in reports.';
COMMENT ON COLUMN report_latest.last_seen_at IS 'As in reports.';
COMMENT ON COLUMN report_latest.withdrawn_at IS 'As in reports.';
COMMENT ON COLUMN report_latest.reader_version IS 'As in reports.';
COMMENT ON COLUMN report_latest.corrected IS 'As in reports.';
