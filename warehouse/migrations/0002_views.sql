-- Views of the contract. A department and its government are issuers of their own; a joint report
-- counts for the first of its issuers.

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

CREATE VIEW indicator_panel AS
WITH speaking AS (
    SELECT
        *,
        hash(issuer, region_code, coalesce(township_code, township)) AS issuer_key,
        row_number() OVER (
            PARTITION BY issuer, region_code, coalesce(township_code, township)
            ORDER BY published_on DESC NULLS LAST, report_id
        ) AS place
    FROM reports
    WHERE withdrawn_at IS NULL AND kind <> 'interpretation'
), by_report AS (
    -- An annual report comes before other kinds, the report on the year itself before one that looks back.
    SELECT
        r.issuer_key, coalesce(i.year, r.year) AS year, i.code, i.report_id,
        any_value(CASE WHEN r.kind = 'annual_report' THEN 0 ELSE 100000000 END
            + abs(r.year - coalesce(i.year, r.year)) * 100000 + r.place) AS priority,
        sum(i.value) AS total, count(*)::INTEGER AS numbers,
        min(i.qualifier) AS least_qualifier, max(i.qualifier) AS greatest_qualifier
    FROM indicators AS i
    JOIN speaking AS r USING (report_id)
    WHERE i.code IS NOT NULL AND i.nature = 'actual'
    GROUP BY ALL
), foremost AS (
    SELECT issuer_key, year, code, min(priority) AS priority
    FROM by_report
    GROUP BY ALL
)
SELECT
    r.issuer, r.level, r.department, r.region_code, r.township_code,
    r.province, r.city, r.county, r.township,
    n.year, n.code, c.area, c.name_zh, c.name_en,
    CASE WHEN c.aggregation = 'mean' THEN n.total / n.numbers ELSE n.total END AS value,
    c.unit, n.numbers,
    CASE WHEN n.least_qualifier = n.greatest_qualifier THEN n.least_qualifier ELSE 'approx' END AS qualifier,
    n.report_id
FROM by_report AS n
JOIN foremost USING (issuer_key, year, code, priority)
JOIN speaking AS r USING (report_id)
JOIN indicator_codes AS c USING (code);
COMMENT ON VIEW indicator_panel IS 'One value per issuer, year and code: parallel counts of a report added, rates averaged, targets left out. A year''s own report comes before a later one that looks back, an annual report before other kinds.';
COMMENT ON COLUMN indicator_panel.issuer IS 'Issuer (the first, where several).';
COMMENT ON COLUMN indicator_panel.level IS 'As in reports.';
COMMENT ON COLUMN indicator_panel.department IS 'As in reports.';
COMMENT ON COLUMN indicator_panel.region_code IS 'As in reports.';
COMMENT ON COLUMN indicator_panel.township_code IS 'As in reports.';
COMMENT ON COLUMN indicator_panel.province IS 'As in reports.';
COMMENT ON COLUMN indicator_panel.city IS 'As in reports.';
COMMENT ON COLUMN indicator_panel.county IS 'As in reports.';
COMMENT ON COLUMN indicator_panel.township IS 'As in reports.';
COMMENT ON COLUMN indicator_panel.year IS 'Year the value is about.';
COMMENT ON COLUMN indicator_panel.code IS 'Code of indicator_codes.';
COMMENT ON COLUMN indicator_panel.area IS 'Area of the codebook.';
COMMENT ON COLUMN indicator_panel.name_zh IS 'Definition in Chinese.';
COMMENT ON COLUMN indicator_panel.name_en IS 'Definition in English.';
COMMENT ON COLUMN indicator_panel.value IS 'The value, in the canonical unit.';
COMMENT ON COLUMN indicator_panel.unit IS 'Canonical unit.';
COMMENT ON COLUMN indicator_panel.numbers IS 'How many numbers of the report the value is made of.';
COMMENT ON COLUMN indicator_panel.qualifier IS 'The qualifier that all the numbers share, else approx.';
COMMENT ON COLUMN indicator_panel.report_id IS 'Report the numbers come from.';

CREATE VIEW coverage AS
WITH annual AS (
    SELECT
        coalesce(township_code, region_code) AS region_code, level, year, report_id, title, published_on,
        CASE level WHEN 'township' THEN township WHEN 'county' THEN county WHEN 'city' THEN city
            ELSE province END AS name,
        CASE WHEN level = 'township' THEN region_code END AS parent_code
    FROM reports
    WHERE kind = 'annual_report' AND NOT coalesce(department, false) AND withdrawn_at IS NULL
        AND region_code IS NOT NULL AND year IS NOT NULL
        AND (level <> 'township' OR township_code IS NOT NULL)
), places AS (
    SELECT region_code, name, level, parent_code FROM regions
    UNION ALL
    SELECT region_code, any_value(name), any_value(level), any_value(parent_code)
    FROM annual
    WHERE region_code NOT IN (SELECT region_code FROM regions)
    GROUP BY region_code
), first_published AS (
    SELECT *
    FROM annual
    QUALIFY row_number() OVER (
        PARTITION BY region_code, year ORDER BY published_on NULLS LAST, report_id
    ) = 1
)
SELECT
    p.region_code, p.name, p.level, p.parent_code, y.year,
    f.report_id, f.title, f.published_on,
    make_date(y.year + 1, 4, 1) AS due_on,
    (f.published_on - make_date(y.year + 1, 4, 1))::INTEGER AS days_after_due,
    CASE WHEN f.report_id IS NULL THEN 'missing'
         WHEN f.published_on IS NULL THEN 'undated'
         WHEN f.published_on > make_date(y.year + 1, 4, 1) THEN 'late'
         ELSE 'on_time' END AS status
FROM places AS p
CROSS JOIN (SELECT DISTINCT year FROM annual) AS y
LEFT JOIN first_published AS f ON f.region_code = p.region_code AND f.year = y.year;
COMMENT ON VIEW coverage IS 'Every region and year: the annual report of its government (not of departments), when it was published, and how many days after 1 April of the following year, by which the 督察工作规定 wants it published.';
COMMENT ON COLUMN coverage.region_code IS 'Adcode of the region, township code of townships.';
COMMENT ON COLUMN coverage.name IS 'Full official name.';
COMMENT ON COLUMN coverage.level IS 'province, city, county or township.';
COMMENT ON COLUMN coverage.parent_code IS 'Code of the region above.';
COMMENT ON COLUMN coverage.year IS 'Year reported on; every year that any region has a report on.';
COMMENT ON COLUMN coverage.report_id IS 'The report; null if none was found.';
COMMENT ON COLUMN coverage.title IS 'Its title.';
COMMENT ON COLUMN coverage.published_on IS 'Day it was published.';
COMMENT ON COLUMN coverage.due_on IS '1 April of the following year.';
COMMENT ON COLUMN coverage.days_after_due IS 'Days from due_on to publication; negative if earlier.';
COMMENT ON COLUMN coverage.status IS 'on_time, late, undated (a report without a day of publication) or missing.';

CREATE VIEW problems_and_plans AS
SELECT
    r.report_id, r.issuer, r.level, r.region_code, r.year,
    list(s.heading ORDER BY s.position) FILTER (s.role = 'problems') AS problems,
    list(s.heading ORDER BY s.position) FILTER (s.role = 'plans') AS plans,
    string_agg(s.text, chr(10) ORDER BY s.position) FILTER (s.role = 'problems') AS problems_text,
    string_agg(s.text, chr(10) ORDER BY s.position) FILTER (s.role = 'plans') AS plans_text
FROM reports AS r
JOIN sections AS s USING (report_id)
WHERE r.kind = 'annual_report' AND s.role IN ('problems', 'plans')
GROUP BY ALL;
COMMENT ON VIEW problems_and_plans IS 'What each annual report admits to and what it promises, side by side.';
COMMENT ON COLUMN problems_and_plans.report_id IS 'The report.';
COMMENT ON COLUMN problems_and_plans.issuer IS 'Its issuer.';
COMMENT ON COLUMN problems_and_plans.level IS 'As in reports.';
COMMENT ON COLUMN problems_and_plans.region_code IS 'As in reports.';
COMMENT ON COLUMN problems_and_plans.year IS 'Year reported on.';
COMMENT ON COLUMN problems_and_plans.problems IS 'Headings about problems, in order.';
COMMENT ON COLUMN problems_and_plans.plans IS 'Headings about next steps, in order.';
COMMENT ON COLUMN problems_and_plans.problems_text IS 'Text about problems.';
COMMENT ON COLUMN problems_and_plans.plans_text IS 'Text about next steps.';
