-- Tables of the contract, and the two that consolidation needs: report_readings and schema_migrations
-- (which the runner makes). No primary keys: an index would cost more than the load itself, and the
-- checks refuse a night in which a key stands twice.

CREATE TABLE reports (
    report_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    title VARCHAR,
    issuer VARCHAR,
    issuers VARCHAR[],
    department BOOLEAN,
    level VARCHAR,
    region_code VARCHAR,
    township_code VARCHAR,
    province VARCHAR,
    city VARCHAR,
    county VARCHAR,
    township VARCHAR,
    year INTEGER,
    published_on DATE,
    signed_on DATE,
    doc_number VARCHAR,
    source VARCHAR,
    addressees VARCHAR[],
    url VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    chars INTEGER NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    reader_version VARCHAR
);
COMMENT ON TABLE reports IS 'One row per report as published; copies on several portals are one report.';
COMMENT ON COLUMN reports.report_id IS 'Key: hash of what makes a report itself (kind, year, issuers, place, bare title); the same on every run and machine.';
COMMENT ON COLUMN reports.kind IS 'annual_report (法治政府建设年度报告), work_plan (工作要点、计划), interpretation (解读), disclosure_report (政府信息公开年度报告), work_report (政府工作报告) or other.';
COMMENT ON COLUMN reports.title IS 'Title as printed over the text.';
COMMENT ON COLUMN reports.issuer IS 'The first of issuers.';
COMMENT ON COLUMN reports.issuers IS 'Bodies that issued the report, in the order printed.';
COMMENT ON COLUMN reports.department IS 'True for a department, false for a government or party committee.';
COMMENT ON COLUMN reports.level IS 'Level of the issuer or of its government: central, province, city, county or township.';
COMMENT ON COLUMN reports.region_code IS 'Adcode (6 digits) of the county or higher unit; null where the text leaves it open.';
COMMENT ON COLUMN reports.township_code IS 'Code of the township (9 digits); null above townships.';
COMMENT ON COLUMN reports.province IS 'Full official name of the province.';
COMMENT ON COLUMN reports.city IS 'Full official name of the prefecture-level city; null in municipalities.';
COMMENT ON COLUMN reports.county IS 'Full official name of the county or district.';
COMMENT ON COLUMN reports.township IS 'Full official name of the township or subdistrict.';
COMMENT ON COLUMN reports.year IS 'Year reported on (for a plan, the year planned), not the year of publication.';
COMMENT ON COLUMN reports.published_on IS 'Day the preferred copy was put on its portal.';
COMMENT ON COLUMN reports.signed_on IS 'Day in the signature block.';
COMMENT ON COLUMN reports.doc_number IS 'Document number (文号) as printed.';
COMMENT ON COLUMN reports.source IS 'Source (来源) as the page names it.';
COMMENT ON COLUMN reports.addressees IS 'Bodies the report is addressed to.';
COMMENT ON COLUMN reports.url IS 'Address of the preferred copy: a live one before a withdrawn one, then the issuer''s own portal, then the earliest published, then the first by address.';
COMMENT ON COLUMN reports.text IS 'Clean body as printed, paragraphs separated by line feeds; all offsets count its characters.';
COMMENT ON COLUMN reports.chars IS 'Characters of text.';
COMMENT ON COLUMN reports.content_sha256 IS 'SHA-256 of text in UTF-8, hexadecimal.';
COMMENT ON COLUMN reports.version IS 'Counts from 1; one more for every text in report_versions.';
COMMENT ON COLUMN reports.first_seen_at IS 'When a page with this report was first fetched.';
COMMENT ON COLUMN reports.last_seen_at IS 'When a page with this report was last fetched with a body.';
COMMENT ON COLUMN reports.withdrawn_at IS 'When the last of its pages was found gone; null while one stands.';
COMMENT ON COLUMN reports.reader_version IS 'Version of the reader that made this row and its parts.';

CREATE TABLE sections (
    section_id VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    parent_id VARCHAR,
    path VARCHAR NOT NULL,
    depth INTEGER NOT NULL,
    position INTEGER NOT NULL,
    label VARCHAR,
    heading VARCHAR,
    role VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL,
    text VARCHAR
);
COMMENT ON TABLE sections IS 'The outline of each report: every heading that structures the body, with the text under it.';
COMMENT ON COLUMN sections.section_id IS 'Key: hash of report_id and path.';
COMMENT ON COLUMN sections.report_id IS 'Report the section belongs to.';
COMMENT ON COLUMN sections.parent_id IS 'Section above; null at the top.';
COMMENT ON COLUMN sections.path IS 'Place in the outline by position: 1, 1.2, 1.2.1.';
COMMENT ON COLUMN sections.depth IS 'Depth in the outline, 1 at the top.';
COMMENT ON COLUMN sections.position IS 'Order in the document.';
COMMENT ON COLUMN sections.label IS 'Enumerator as printed: 一、 (一) 1. 一是.';
COMMENT ON COLUMN sections.heading IS 'Words of the heading without enumerator and closing punctuation.';
COMMENT ON COLUMN sections.role IS 'overview, leadership, achievements, problems, plans or other; a child has its parent''s.';
COMMENT ON COLUMN sections.start_char IS 'Where the whole section begins in reports.text (0-based).';
COMMENT ON COLUMN sections.end_char IS 'Where the whole section ends in reports.text (exclusive).';
COMMENT ON COLUMN sections.text IS 'Own words of the section, without those of its children.';

CREATE TABLE indicators (
    indicator_id VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    section_id VARCHAR,
    code VARCHAR,
    name VARCHAR,
    value DOUBLE NOT NULL,
    unit VARCHAR,
    qualifier VARCHAR NOT NULL,
    nature VARCHAR NOT NULL,
    year INTEGER,
    quote VARCHAR NOT NULL,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL
);
COMMENT ON TABLE indicators IS 'Every number in a report that counts or measures what was done, reached or set as a target.';
COMMENT ON COLUMN indicators.indicator_id IS 'Key: hash of report_id, start_char, end_char and value.';
COMMENT ON COLUMN indicators.report_id IS 'Report the number stands in.';
COMMENT ON COLUMN indicators.section_id IS 'Innermost section the number stands in; null outside all sections.';
COMMENT ON COLUMN indicators.code IS 'Code of indicator_codes; null where none fits the number as it stands.';
COMMENT ON COLUMN indicators.name IS 'The thing counted, in the words of the document.';
COMMENT ON COLUMN indicators.value IS 'The number in full: 7万 is 70000, rates 0 to 100, money in yuan.';
COMMENT ON COLUMN indicators.unit IS 'Unit as printed; 元 for 万元 and 亿元.';
COMMENT ON COLUMN indicators.qualifier IS 'exact, approx (余、多、近、约), at_least (超过、以上) or at_most (不超过、以内).';
COMMENT ON COLUMN indicators.nature IS 'actual, or target for what is planned or required.';
COMMENT ON COLUMN indicators.year IS 'Year the number is about.';
COMMENT ON COLUMN indicators.quote IS 'Clause or sentence the number stands in, as printed.';
COMMENT ON COLUMN indicators.start_char IS 'Where the number with its unit begins in reports.text (0-based).';
COMMENT ON COLUMN indicators.end_char IS 'Where it ends (exclusive): substr(text, start_char + 1, end_char - start_char) is what was printed.';

CREATE TABLE tasks (
    task_id VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    section_id VARCHAR,
    number INTEGER NOT NULL,
    heading VARCHAR,
    lead VARCHAR[],
    responsible VARCHAR[],
    due_on DATE
);
COMMENT ON TABLE tasks IS 'Numbered tasks of work plans and the bodies that answer for them.';
COMMENT ON COLUMN tasks.task_id IS 'Key: hash of report_id, number, heading and section path.';
COMMENT ON COLUMN tasks.report_id IS 'Work plan the task stands in.';
COMMENT ON COLUMN tasks.section_id IS 'Section the task stands in.';
COMMENT ON COLUMN tasks.number IS 'Number of the task in the plan.';
COMMENT ON COLUMN tasks.heading IS 'What is to be done.';
COMMENT ON COLUMN tasks.lead IS 'Lead bodies (牵头单位).';
COMMENT ON COLUMN tasks.responsible IS 'Responsible bodies (责任单位).';
COMMENT ON COLUMN tasks.due_on IS 'Day by which it is due, where the plan says so.';

CREATE TABLE citations (
    citation_id VARCHAR NOT NULL,
    report_id VARCHAR NOT NULL,
    section_id VARCHAR,
    title VARCHAR NOT NULL,
    doc_number VARCHAR,
    start_char INTEGER NOT NULL,
    end_char INTEGER NOT NULL
);
COMMENT ON TABLE citations IS 'Titles in 《》 of laws, plans and documents that a report names, each once, at its first occurrence.';
COMMENT ON COLUMN citations.citation_id IS 'Key: hash of report_id, start_char and title.';
COMMENT ON COLUMN citations.report_id IS 'Report that names the document.';
COMMENT ON COLUMN citations.section_id IS 'Section in which it does.';
COMMENT ON COLUMN citations.title IS 'Title between the marks, as printed.';
COMMENT ON COLUMN citations.doc_number IS 'Document number (文号) printed with it.';
COMMENT ON COLUMN citations.start_char IS 'Where the title begins in reports.text (0-based).';
COMMENT ON COLUMN citations.end_char IS 'Where it ends (exclusive).';

CREATE TABLE report_versions (
    report_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    url VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    title VARCHAR,
    text VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    reader_version VARCHAR
);
COMMENT ON TABLE report_versions IS 'Texts that a page of a report had before the one it has now, each different text of a page once.';
COMMENT ON COLUMN report_versions.report_id IS 'Report the text belonged to.';
COMMENT ON COLUMN report_versions.version IS 'Order of first sight among the old texts of the report, from 1.';
COMMENT ON COLUMN report_versions.url IS 'Page that had the text.';
COMMENT ON COLUMN report_versions.capture_id IS 'Capture the text was read from.';
COMMENT ON COLUMN report_versions.title IS 'Title as printed at the time.';
COMMENT ON COLUMN report_versions.text IS 'The old text.';
COMMENT ON COLUMN report_versions.content_sha256 IS 'SHA-256 of text in UTF-8, hexadecimal.';
COMMENT ON COLUMN report_versions.first_seen_at IS 'When the page was first fetched with this text.';
COMMENT ON COLUMN report_versions.last_seen_at IS 'When it was last fetched with this text.';
COMMENT ON COLUMN report_versions.reader_version IS 'Version of the reader that made the text.';

CREATE TABLE report_copies (
    report_id VARCHAR NOT NULL,
    capture_id VARCHAR NOT NULL,
    portal_id VARCHAR,
    url VARCHAR NOT NULL,
    published_on DATE,
    similarity DOUBLE NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    last_seen_at TIMESTAMPTZ NOT NULL,
    gone_at TIMESTAMPTZ,
    reader_version VARCHAR,
    reading_hash UBIGINT NOT NULL
);
COMMENT ON TABLE report_copies IS 'Every page that carries or carried a report, with its latest capture.';
COMMENT ON COLUMN report_copies.report_id IS 'Report on the page.';
COMMENT ON COLUMN report_copies.capture_id IS 'Latest capture of the page with the report.';
COMMENT ON COLUMN report_copies.portal_id IS 'Portal of the page; null for files.';
COMMENT ON COLUMN report_copies.url IS 'Address of the page, or name of the file.';
COMMENT ON COLUMN report_copies.published_on IS 'Day this copy was published.';
COMMENT ON COLUMN report_copies.similarity IS 'Likeness to reports.text: 1 for the same text, else the share of common runs of four characters (Jaccard).';
COMMENT ON COLUMN report_copies.content_sha256 IS 'SHA-256 of the text of this copy.';
COMMENT ON COLUMN report_copies.first_seen_at IS 'When the page was first fetched with the report.';
COMMENT ON COLUMN report_copies.last_seen_at IS 'When it was last fetched with the report.';
COMMENT ON COLUMN report_copies.gone_at IS 'When the page was found missing or taken by another report; null while it stands.';
COMMENT ON COLUMN report_copies.reader_version IS 'Version of the reader that read the capture.';
COMMENT ON COLUMN report_copies.reading_hash IS 'Hash over everything read from the capture: tells whether a second reading differs.';

CREATE TABLE captures (
    capture_id VARCHAR NOT NULL,
    run_id VARCHAR,
    portal_id VARCHAR,
    url VARCHAR,
    page_role VARCHAR,
    fetched_at TIMESTAMPTZ,
    status INTEGER,
    mime VARCHAR,
    charset VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    payload_sha256 VARCHAR,
    bytes BIGINT,
    warc_file VARCHAR,
    warc_offset BIGINT,
    outcome VARCHAR,
    detail VARCHAR
);
COMMENT ON TABLE captures IS 'Every request of the crawlers and every file read, with what came of it.';
COMMENT ON COLUMN captures.capture_id IS 'Key.';
COMMENT ON COLUMN captures.run_id IS 'Run that made the capture.';
COMMENT ON COLUMN captures.portal_id IS 'Portal asked; null for files.';
COMMENT ON COLUMN captures.url IS 'Address asked, or name of the file.';
COMMENT ON COLUMN captures.page_role IS 'home, robots, list, article, attachment or file.';
COMMENT ON COLUMN captures.fetched_at IS 'When the answer came.';
COMMENT ON COLUMN captures.status IS 'HTTP status; null when no answer came.';
COMMENT ON COLUMN captures.mime IS 'Media type the answer declared.';
COMMENT ON COLUMN captures.charset IS 'Character set the answer declared.';
COMMENT ON COLUMN captures.etag IS 'Entity tag of the answer.';
COMMENT ON COLUMN captures.last_modified IS 'Last-Modified of the answer, as sent.';
COMMENT ON COLUMN captures.payload_sha256 IS 'SHA-256 of the body, hexadecimal.';
COMMENT ON COLUMN captures.bytes IS 'Bytes of the body.';
COMMENT ON COLUMN captures.warc_file IS 'Archive file that holds the record.';
COMMENT ON COLUMN captures.warc_offset IS 'Where the record begins in it.';
COMMENT ON COLUMN captures.outcome IS 'new, changed, unchanged, blocked, missing, error or skipped.';
COMMENT ON COLUMN captures.detail IS 'What went wrong, where something did.';

CREATE TABLE rejects (
    capture_id VARCHAR,
    url VARCHAR,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR
);
COMMENT ON TABLE rejects IS 'Every page that was fetched and is not a report says why.';
COMMENT ON COLUMN rejects.capture_id IS 'Capture that was rejected.';
COMMENT ON COLUMN rejects.url IS 'Its address.';
COMMENT ON COLUMN rejects.stage IS 'Step of reading that rejected it.';
COMMENT ON COLUMN rejects.reason IS 'Reason, from a closed list.';
COMMENT ON COLUMN rejects.detail IS 'Words or figures the reason rests on.';

CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    command VARCHAR,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    outcome VARCHAR,
    portals INTEGER,
    captures INTEGER,
    documents INTEGER,
    rejects INTEGER,
    detail VARCHAR
);
COMMENT ON TABLE runs IS 'Every run that fetched or read pages.';
COMMENT ON COLUMN runs.run_id IS 'Key.';
COMMENT ON COLUMN runs.command IS 'harvest, ingest, reprocess or demo.';
COMMENT ON COLUMN runs.started_at IS 'When it started.';
COMMENT ON COLUMN runs.finished_at IS 'When its pages were read.';
COMMENT ON COLUMN runs.outcome IS 'ok, partial or failed.';
COMMENT ON COLUMN runs.portals IS 'Portals asked.';
COMMENT ON COLUMN runs.captures IS 'Captures made.';
COMMENT ON COLUMN runs.documents IS 'Pages read as reports.';
COMMENT ON COLUMN runs.rejects IS 'Pages rejected.';
COMMENT ON COLUMN runs.detail IS 'What went wrong, where something did.';

CREATE TABLE portals (
    portal_id VARCHAR NOT NULL,
    name VARCHAR,
    region_code VARCHAR,
    homepage VARCHAR,
    platform VARCHAR,
    "columns" VARCHAR[]
);
COMMENT ON TABLE portals IS 'Government portals that were asked, as the registry describes them.';
COMMENT ON COLUMN portals.portal_id IS 'Key: the name in the registry.';
COMMENT ON COLUMN portals.name IS 'Name of the portal.';
COMMENT ON COLUMN portals.region_code IS 'Adcode (6 digits) of the government whose portal it is.';
COMMENT ON COLUMN portals.homepage IS 'Address of its first page.';
COMMENT ON COLUMN portals.platform IS 'Family of content-management systems it runs on.';
COMMENT ON COLUMN portals."columns" IS 'Addresses of the lists that hold reports.';

CREATE TABLE regions (
    region_code VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    level VARCHAR,
    parent_code VARCHAR
);
COMMENT ON TABLE regions IS 'Administrative divisions of China.';
COMMENT ON COLUMN regions.region_code IS 'Key: adcode (6 digits), for townships 9 digits.';
COMMENT ON COLUMN regions.name IS 'Full official name.';
COMMENT ON COLUMN regions.level IS 'province, city, county or township.';
COMMENT ON COLUMN regions.parent_code IS 'Code of the division above; null for provinces.';

CREATE TABLE indicator_codes (
    code VARCHAR NOT NULL,
    area VARCHAR,
    name_zh VARCHAR,
    name_en VARCHAR,
    unit VARCHAR,
    units VARCHAR[],
    aggregation VARCHAR NOT NULL
);
COMMENT ON TABLE indicator_codes IS 'The codebook: what each coded indicator means.';
COMMENT ON COLUMN indicator_codes.code IS 'Key, as in indicators.code.';
COMMENT ON COLUMN indicator_codes.area IS 'Area of work the indicator belongs to.';
COMMENT ON COLUMN indicator_codes.name_zh IS 'Definition in Chinese.';
COMMENT ON COLUMN indicator_codes.name_en IS 'Definition in English.';
COMMENT ON COLUMN indicator_codes.unit IS 'Canonical unit.';
COMMENT ON COLUMN indicator_codes.units IS 'Printed units that mean the same.';
COMMENT ON COLUMN indicator_codes.aggregation IS 'How parallel numbers of one report become one value: sum (counts) or mean (rates).';

CREATE TABLE report_readings (
    report_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    kind VARCHAR,
    title VARCHAR,
    issuers VARCHAR[],
    department BOOLEAN,
    level VARCHAR,
    region_code VARCHAR,
    township_code VARCHAR,
    province VARCHAR,
    city VARCHAR,
    county VARCHAR,
    township VARCHAR,
    year INTEGER,
    published_on DATE,
    signed_on DATE,
    doc_number VARCHAR,
    source VARCHAR,
    addressees VARCHAR[],
    text VARCHAR NOT NULL,
    content_sha256 VARCHAR NOT NULL,
    reader_version VARCHAR,
    sections STRUCT(path VARCHAR, parent_path VARCHAR, depth INTEGER, position INTEGER, label VARCHAR,
        heading VARCHAR, role VARCHAR, start_char INTEGER, end_char INTEGER, text VARCHAR)[],
    indicators STRUCT(section_path VARCHAR, code VARCHAR, name VARCHAR, value DOUBLE, unit VARCHAR,
        qualifier VARCHAR, nature VARCHAR, year INTEGER, quote VARCHAR, start_char INTEGER,
        end_char INTEGER)[],
    tasks STRUCT(section_path VARCHAR, number INTEGER, heading VARCHAR, lead VARCHAR[],
        responsible VARCHAR[], due_on DATE)[],
    citations STRUCT(section_path VARCHAR, title VARCHAR, doc_number VARCHAR, start_char INTEGER,
        end_char INTEGER)[]
);
COMMENT ON TABLE report_readings IS 'Readings of the copies that are not preferred, kept whole so that any of them can take the place of the preferred one.';
COMMENT ON COLUMN report_readings.report_id IS 'Report on the page.';
COMMENT ON COLUMN report_readings.url IS 'Address of the copy.';
COMMENT ON COLUMN report_readings.kind IS 'As in reports.';
COMMENT ON COLUMN report_readings.title IS 'As in reports.';
COMMENT ON COLUMN report_readings.issuers IS 'As in reports.';
COMMENT ON COLUMN report_readings.department IS 'As in reports.';
COMMENT ON COLUMN report_readings.level IS 'As in reports.';
COMMENT ON COLUMN report_readings.region_code IS 'As in reports.';
COMMENT ON COLUMN report_readings.township_code IS 'As in reports.';
COMMENT ON COLUMN report_readings.province IS 'As in reports.';
COMMENT ON COLUMN report_readings.city IS 'As in reports.';
COMMENT ON COLUMN report_readings.county IS 'As in reports.';
COMMENT ON COLUMN report_readings.township IS 'As in reports.';
COMMENT ON COLUMN report_readings.year IS 'As in reports.';
COMMENT ON COLUMN report_readings.published_on IS 'As in reports.';
COMMENT ON COLUMN report_readings.signed_on IS 'As in reports.';
COMMENT ON COLUMN report_readings.doc_number IS 'As in reports.';
COMMENT ON COLUMN report_readings.source IS 'As in reports.';
COMMENT ON COLUMN report_readings.addressees IS 'As in reports.';
COMMENT ON COLUMN report_readings.text IS 'Text of this copy.';
COMMENT ON COLUMN report_readings.content_sha256 IS 'SHA-256 of text in UTF-8, hexadecimal.';
COMMENT ON COLUMN report_readings.reader_version IS 'Version of the reader that read the copy.';
COMMENT ON COLUMN report_readings.sections IS 'Its outline, as staged.';
COMMENT ON COLUMN report_readings.indicators IS 'Its numbers, as staged.';
COMMENT ON COLUMN report_readings.tasks IS 'Its tasks, as staged.';
COMMENT ON COLUMN report_readings.citations IS 'Its citations, as staged.';
