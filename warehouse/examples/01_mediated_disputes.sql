-- Disputes mediated, by issuer and year
SELECT year, province, city, county, township, issuer, value AS disputes_mediated, qualifier
FROM indicator_panel
WHERE code = 'disputes_mediated'
ORDER BY year, value DESC, issuer
