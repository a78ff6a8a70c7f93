-- The divisions from the province down to the one with a code.
WITH RECURSIVE up AS (
    SELECT region_code, name, parent_code, 0 AS height FROM regions WHERE region_code = $code
    UNION ALL
    SELECT r.region_code, r.name, r.parent_code, up.height + 1
    FROM regions AS r
    JOIN up ON r.region_code = up.parent_code
    WHERE up.height < 8
)
SELECT region_code, name FROM up ORDER BY height DESC
