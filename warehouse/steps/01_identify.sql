-- Gives each staged reading its report_id, and drops readings that the warehouse has already.
--
-- The identity of a reading is made of kind, year, issuers, place and bare title (NFKC, letters and digits
-- only), not of its text, which portals edit, nor of its address, which moves. Where the place is not
-- settled, two townships may share all of these; then the host of the page, or the content of a file,
-- tells them apart. An IP address or localhost names nobody: there the portal's id stands in for the host.
-- A report has the identity of its first copy for an id; 02_consolidate.sql finds the others.

CREATE TEMP TABLE identified AS
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
    )), 1, 16) AS identity,
    * EXCLUDE (names, host)
FROM keyed
QUALIFY row_number() OVER (
    PARTITION BY capture_id ORDER BY reader_version DESC NULLS LAST, reading_hash, filename, file_row_number
) = 1;

CREATE TEMP TABLE staged_readings AS
SELECT coalesce(known.report_id, i.identity) AS report_id, i.*
FROM identified AS i
LEFT JOIN report_identities AS known USING (identity);

CREATE TEMP TABLE incoming AS
SELECT *
FROM staged_readings AS s
WHERE NOT EXISTS (
    FROM report_copies AS c
    WHERE c.report_id = s.report_id AND c.url = s.url AND c.capture_id = s.capture_id
        AND c.reading_hash = s.reading_hash AND c.last_seen_at = s.fetched_at
);
