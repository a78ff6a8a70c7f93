-- The values of one issuer by year and code, by the rules of the view indicator_panel, which would take all
-- issuers to tell of one. {indicators} are the rows of its reports; `numbers` are the ids of the indicators that a value is made of, as printed.
WITH speaking AS (
    SELECT report_id, kind, year, row_number() OVER (ORDER BY published_on DESC NULLS LAST, report_id) AS place
    FROM reports
    WHERE rowid IN (SELECT unnest($places::BIGINT[])) AND kind <> 'interpretation'
), by_report AS (
    SELECT
        coalesce(i.year, r.year) AS year, i.code, i.report_id,
        any_value(CASE WHEN r.kind = 'annual_report' THEN 0 ELSE 100000000 END
            + abs(r.year - coalesce(i.year, r.year)) * 100000 + r.place) AS priority,
        sum(i.value) AS total, count(*) AS n,
        min(i.qualifier) AS least_qualifier, max(i.qualifier) AS greatest_qualifier,
        list(i.indicator_id ORDER BY i.start_char, i.end_char) AS numbers
    FROM ({indicators}) AS i
    JOIN speaking AS r USING (report_id)
    WHERE i.code IS NOT NULL AND i.nature = 'actual'
    GROUP BY ALL
)
SELECT
    v.year, v.code, c.name_zh, c.name_en, c.unit, v.report_id, v.numbers,
    CASE WHEN c.aggregation = 'mean' THEN v.total / v.n ELSE v.total END AS value,
    CASE WHEN v.least_qualifier = v.greatest_qualifier THEN v.least_qualifier ELSE 'approx' END AS qualifier
FROM by_report AS v
JOIN indicator_codes AS c USING (code)
WHERE v.year IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY v.year, v.code ORDER BY v.priority) = 1
ORDER BY c.area, v.code, v.year
