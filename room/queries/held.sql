-- What the warehouse holds.
SELECT
    (SELECT count(*) FROM reports WHERE withdrawn_at IS NULL) AS reports,
    (SELECT count(*) FROM (
        SELECT DISTINCT issuer, region_code, coalesce(township_code, township)
        FROM reports WHERE withdrawn_at IS NULL)) AS issuers,
    (SELECT count(*) FROM sections) AS sections,
    (SELECT count(*) FROM indicators) AS indicators,
    (SELECT count(*) FROM indicators WHERE code IS NOT NULL) AS coded,
    (SELECT count(*) FROM portals) AS portals,
    (SELECT min(year) FROM reports) AS first_year,
    (SELECT max(year) FROM reports) AS last_year
