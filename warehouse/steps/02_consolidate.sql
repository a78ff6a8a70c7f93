-- Finds the readings that carry one report under different names: a title with small differences, an issuer
-- that only one page prints, a notice around the text, a missing signature.
--
-- Candidates share marks: the least hashes of a text's sentences (bottom-k MinHash: Broder, "On the
-- resemblance and containment of documents", 1997), those with figures first, since templates share the
-- others. Kind, year, level, place and issuers must not contradict each other: so a parent's and a child's
-- report of the same wording stay two, neighbouring years stay two, and sister townships stay two. A year
-- that the title does not print is a guess: then only texts that agree in every figure are one, and where
-- the guesses differ only those that agree in every sentence. Otherwise the less the names agree, the more
-- alike the texts must be.

CREATE TEMP TABLE incoming_marks AS
SELECT i.filename, i.file_row_number, i.report_id, unnest(marks_of(d.text)) AS mark
FROM staged_documents AS d
JOIN incoming AS i USING (filename, file_row_number);

-- A sentence that very many reports share tells nothing, and would pair each with each.
CREATE TEMP TABLE rare_marks AS
WITH owned AS (
    SELECT DISTINCT report_id, mark FROM incoming_marks
    UNION
    SELECT report_id, mark FROM report_marks WHERE mark IN (SELECT mark FROM incoming_marks)
)
SELECT report_id, mark FROM owned QUALIFY count(*) OVER (PARTITION BY mark) BETWEEN 2 AND 100;

-- One reading speaks for each candidate: a staged one for what is new, the preferred one for what is stored,
-- which is found by its place. Texts, long as they are, wait until little is left to compare.
CREATE TEMP TABLE subjects AS
WITH named AS (SELECT DISTINCT report_id FROM rare_marks)
SELECT i.report_id, i.kind, i.year, d.level, i.region_code, stem_of(i.region_code) AS stem,
    bare_name(coalesce(d.township, '')) AS township,
    [bare_name(issuer) FOR issuer IN coalesce(d.issuers, [])] AS issuers,
    coalesce(d.department, false) AS department, i.settled, prints_no_year(d.title) AS year_is_open,
    min(i.fetched_at) OVER (PARTITION BY i.report_id) AS first_seen_at,
    i.filename, i.file_row_number, NULL::BIGINT AS place
FROM incoming AS i
JOIN named USING (report_id)
JOIN staged_documents AS d USING (filename, file_row_number)
QUALIFY row_number() OVER (
    PARTITION BY i.report_id ORDER BY i.fetched_at DESC, i.url, i.capture_id, i.reading_hash
) = 1
UNION ALL
SELECT r.report_id, r.kind, r.year, r.level, r.region_code, stem_of(r.region_code),
    bare_name(coalesce(r.township, '')), [bare_name(issuer) FOR issuer IN coalesce(r.issuers, [])],
    coalesce(r.department, false), r.level = 'central' OR r.region_code IS NOT NULL,
    prints_no_year(r.title), r.first_seen_at, NULL, NULL, r.rowid
FROM reports AS r
JOIN named USING (report_id)
WHERE r.report_id NOT IN (SELECT report_id FROM incoming);

CREATE TEMP TABLE marked AS
SELECT m.report_id, m.mark, s.kind, s.year, s.year_is_open, s.place IS NULL AS is_new
FROM rare_marks AS m
JOIN subjects AS s USING (report_id);

-- Of two reports that are both new, one looks for the other.
CREATE TEMP TABLE candidates AS
SELECT DISTINCT i.report_id AS one, r.report_id AS other
FROM (FROM marked WHERE is_new) AS i
JOIN marked AS r ON r.mark = i.mark AND r.kind = i.kind
WHERE (i.report_id < r.report_id OR NOT r.is_new AND i.report_id <> r.report_id)
    AND (coalesce(i.year = r.year, true) OR i.year_is_open OR r.year_is_open);

-- Each statement joins one side of the pairs only: rows of the open transaction are not in the statistics,
-- and given both sides at once the planner would pair all subjects with all.
CREATE TEMP TABLE halves AS
SELECT c.one, c.other, a
FROM candidates AS c
JOIN subjects AS a ON a.report_id = c.one;

-- Pairs whose level and place do not contradict each other, before anything dear is compared.
CREATE TEMP TABLE agreeing AS
SELECT
    h.one, h.other, h.a.issuers AS one_issuers, b.issuers AS other_issuers,
    h.a.year IS NOT DISTINCT FROM b.year AND h.a.township = b.township
        AND h.a.region_code IS NOT DISTINCT FROM b.region_code AND h.a.settled AND b.settled
        AS same_place_and_year,
    h.a.year_is_open OR b.year_is_open AS open_year, coalesce(h.a.year <> b.year, false) AS other_year,
    b.kind = 'interpretation' OR (NOT h.a.department AND NOT b.department) AS issuer_may_differ
FROM halves AS h
JOIN subjects AS b ON b.report_id = h.other
WHERE coalesce(h.a.level = b.level, true)
    AND (h.a.township = b.township OR h.a.township = '' OR b.township = '')
    AND coalesce(starts_with(h.a.region_code, b.stem) OR starts_with(b.region_code, h.a.stem), true);

CREATE TEMP TABLE comparable AS
SELECT
    g.* EXCLUDE (one_issuers, other_issuers),
    len(list_intersect(one_issuers, other_issuers)) > 0
        OR len([x FOR x IN one_issuers IF len([y FOR y IN other_issuers IF length(x) > 2 AND length(y) > 2
            AND (ends_with(x, y) OR ends_with(y, x))]) > 0]) > 0 AS same_issuer
FROM agreeing AS g
WHERE same_issuer OR len(one_issuers) = 0 OR len(other_issuers) = 0
    OR (issuer_may_differ AND same_place_and_year);

CREATE TEMP TABLE compared AS
WITH named AS (SELECT one AS report_id FROM comparable UNION SELECT other FROM comparable)
SELECT s.report_id, d.text
FROM staged_documents AS d
JOIN (FROM subjects SEMI JOIN named USING (report_id)) AS s USING (filename, file_row_number)
UNION ALL
SELECT report_id, text
FROM reports
WHERE rowid IN (SELECT place FROM subjects SEMI JOIN named USING (report_id) WHERE place IS NOT NULL);

-- The share of the fewer figures that stand among the others. Where place or year is open, only figures can
-- tell a copy from another township's report of one template: it takes some to do so.
CREATE TEMP TABLE figures AS SELECT report_id, figures_in(text) AS figures FROM compared;

CREATE TEMP TABLE half_figured AS
SELECT c.*, f.figures AS one_figures FROM comparable AS c JOIN figures AS f ON f.report_id = c.one;

CREATE TEMP TABLE alike_in_figures AS
SELECT * EXCLUDE (one_figures, fewest)
FROM (
    SELECT c.*, least(len(c.one_figures), len(f.figures)) AS fewest, f.figures AS other_figures
    FROM half_figured AS c
    JOIN figures AS f ON f.report_id = c.other
)
WHERE (same_place_and_year OR fewest >= 6) AND (fewest = 0
    OR len(list_intersect(one_figures, other_figures)) / fewest >= CASE WHEN open_year THEN 1 ELSE 0.9 END);

-- The share of the shorter text that stands in the longer.
CREATE TEMP TABLE worded AS
SELECT report_id, bare_sentences(text) AS sentences
FROM compared
WHERE report_id IN (SELECT one FROM alike_in_figures UNION SELECT other FROM alike_in_figures);

CREATE TEMP TABLE half_worded AS
SELECT c.*, w.sentences AS one_sentences FROM alike_in_figures AS c JOIN worded AS w ON w.report_id = c.one;

CREATE TEMP TABLE links AS
WITH measured AS (
    SELECT c.*, letters_in(list_intersect(one_sentences, w.sentences)) AS shared,
        least(letters_in(one_sentences), letters_in(w.sentences)) AS shorter,
        greatest(letters_in(one_sentences), letters_in(w.sentences), 1) AS longer
    FROM half_worded AS c
    JOIN worded AS w ON w.report_id = c.other
)
SELECT one, other, other_year
FROM measured
WHERE shorter / longer >= 0.5 AND shared / greatest(shorter, 1) >= CASE
    WHEN other_year THEN 1
    WHEN same_issuer AND same_place_and_year THEN 0.5
    WHEN same_issuer OR same_place_and_year THEN 0.8
    ELSE 0.9 END;

-- Readings that are linked, directly or through others, are one report: that of the copy seen first. A page
-- that leaves its issuer, place or year open may fit several reports that contradict each other, and would make
-- one of them: it goes to one of its own year rather than another, then to the one seen first.
CREATE TEMP TABLE named_in_full AS
SELECT report_id FROM subjects WHERE len(issuers) > 0 AND settled AND NOT year_is_open;

CREATE TEMP TABLE groups AS
WITH RECURSIVE of_a_kind AS (
    SELECT one, other FROM links WHERE (one IN (FROM named_in_full)) = (other IN (FROM named_in_full))
), both_ways AS (
    SELECT one, other FROM of_a_kind UNION SELECT other, one FROM of_a_kind
), reached AS (
    SELECT report_id, report_id AS member
    FROM (SELECT one AS report_id FROM links UNION SELECT other FROM links)
    UNION
    SELECT r.report_id, b.other FROM reached AS r JOIN both_ways AS b ON b.one = r.member
)
SELECT r.report_id, arg_min(r.member, (s.first_seen_at, r.member)) AS head,
    min(s.first_seen_at) AS first_seen_at
FROM reached AS r
JOIN subjects AS s ON s.report_id = r.member
GROUP BY r.report_id;

CREATE TEMP TABLE bound_groups AS
WITH across AS (
    SELECT one AS open_one, other AS named, other_year FROM links
    WHERE one NOT IN (FROM named_in_full) AND other IN (FROM named_in_full)
    UNION ALL
    SELECT other, one, other_year FROM links
    WHERE other NOT IN (FROM named_in_full) AND one IN (FROM named_in_full)
)
SELECT o.head, arg_min(n.head, (a.other_year, n.first_seen_at, n.head)) AS named_head
FROM across AS a
JOIN groups AS o ON o.report_id = a.open_one
JOIN groups AS n ON n.report_id = a.named
GROUP BY o.head;

CREATE TEMP TABLE joined_reports AS
SELECT g.report_id, first_value(g.report_id) OVER (
    PARTITION BY coalesce(b.named_head, g.head) ORDER BY s.first_seen_at, g.report_id) AS new_id
FROM groups AS g
JOIN subjects AS s USING (report_id)
LEFT JOIN bound_groups AS b ON b.head = g.head;

-- Reports of the warehouse that are to have another id.
CREATE TEMP TABLE renamed AS
SELECT report_id AS old_id, new_id
FROM joined_reports
JOIN (SELECT report_id FROM reports) USING (report_id)
WHERE report_id <> new_id;

UPDATE staged_readings AS s SET report_id = j.new_id FROM joined_reports AS j WHERE j.report_id = s.report_id;
UPDATE incoming AS s SET report_id = j.new_id FROM joined_reports AS j WHERE j.report_id = s.report_id;
UPDATE report_identities AS s SET report_id = j.new_id FROM joined_reports AS j WHERE j.report_id = s.report_id;
DELETE FROM report_identities WHERE identity = report_id;

INSERT INTO report_identities
SELECT report_id, new_id FROM joined_reports WHERE report_id <> new_id;
