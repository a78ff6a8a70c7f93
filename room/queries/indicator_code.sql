-- One code of the codebook.
SELECT code, area, name_zh, name_en, unit, coalesce(units, []) AS units, aggregation
FROM indicator_codes
WHERE code = $code
