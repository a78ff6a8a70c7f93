-- How many rows each part of the contract has.
SELECT
    (SELECT count(*) FROM reports WHERE withdrawn_at IS NULL) AS reports,
    (SELECT count(*) FROM sections) AS sections,
    (SELECT count(*) FROM indicators) AS indicators,
    (SELECT count(*) FROM indicators WHERE code IS NOT NULL) AS coded,
    (SELECT count(*) FROM portals) AS portals,
    (SELECT max(loaded_at) FROM loads) AS loaded_at
