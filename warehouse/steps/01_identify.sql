-- Gives each staged reading its report_id, and drops readings that the warehouse has already.
--
-- A report is itself by kind, year, issuers, place and bare title (NFKC, letters and digits only), not by
-- its text, which portals edit, nor by its address, which moves. Where the place is not settled, two
-- townships may share all of these; then the host of the page, or the content of a file, tells them
-- apart. An IP address or localhost names nobody: there the portal's id stands in for the host.

CREATE TEMP TABLE staged_readings AS
WITH keyed AS (
    SELECT
        d.filename, d.file_row_number, d.capture_id, d.portal_id, d.url, d.fetched_at, d.kind, d.year,
        d.region_code, d.published_on, d.content_sha256, d.reader_version,
        hash(d.kind, d.title, d.issuers, d.department, d.level, d.region_code, d.township_code, d.province,
            d.city, d.county, d.township, d.year, d.published_on, d.signed_on, d.doc_number, d.source,
            d.addressees, d.content_sha256, d.reader_version, d.portal_id, d.sections, d.indicators,
            d.tasks, d.citations) AS reading_hash,
        string_split(n.names, chr(31)) AS names,
        lower(regexp_extract(d.url, '^[A-Za-z]+://(?:[^/@]*@)?(?:www\.)?([^/:]+)', 1)) AS host,
        d.level = 'central' OR (d.region_code IS NOT NULL AND (d.level IS DISTINCT FROM 'township'
            OR (d.township IS NOT NULL AND d.region_code NOT LIKE '%00'))) AS settled
    FROM staged_documents AS d
    JOIN staged_names AS n USING (filename, file_row_number)
)
SELECT
    substr(sha256(concat_ws(chr(31),
        kind,
        coalesce(year::VARCHAR, ''),
        array_to_string(list_sort([bare_name(issuer) FOR issuer IN string_split(names[1], chr(30))]), chr(30)),
        coalesce(region_code, ''),
        bare_name(names[2]),
        bare_name(names[3]),
        CASE WHEN settled THEN ''
             WHEN host = '' THEN content_sha256
             WHEN host = 'localhost' OR regexp_full_match(host, '[0-9.]+|\[.*') THEN coalesce(portal_id, host)
             ELSE host END
    )), 1, 16) AS report_id,
    * EXCLUDE (names, host, settled, kind, year)
FROM keyed
QUALIFY row_number() OVER (
    PARTITION BY capture_id ORDER BY reader_version DESC NULLS LAST, reading_hash, filename, file_row_number
) = 1;

CREATE TEMP TABLE incoming AS
SELECT *
FROM staged_readings AS s
WHERE NOT EXISTS (
    FROM report_copies AS c
    WHERE c.report_id = s.report_id AND c.url = s.url AND c.capture_id = s.capture_id
        AND c.reading_hash = s.reading_hash AND c.last_seen_at = s.fetched_at
);

-- Captures whose stored reading no longer holds: read anew, or rejected by today's reader.
CREATE TEMP TABLE reread AS
SELECT capture_id FROM incoming
UNION
SELECT capture_id
FROM staged_rejects
WHERE capture_id IS NOT NULL AND capture_id NOT IN (SELECT capture_id FROM staged_readings);

CREATE TEMP TABLE touched AS
SELECT report_id FROM incoming
UNION
SELECT report_id FROM report_versions WHERE capture_id IN (SELECT capture_id FROM reread)
UNION
SELECT report_id
FROM report_copies
WHERE url IN (
    SELECT url FROM incoming
    UNION ALL
    SELECT url FROM report_copies WHERE capture_id IN (SELECT capture_id FROM reread)
)
UNION
SELECT c.report_id
FROM report_copies AS c
WHERE c.url IN (SELECT url FROM staged_captures WHERE outcome = 'missing')
    OR (c.gone_at IS NOT NULL AND c.url IN (SELECT url FROM staged_captures))
UNION
SELECT report_id FROM report_copies WHERE portal_id IN (SELECT portal_id FROM moved_portals);
