SELECT region_code, name FROM regions WHERE region_code IN (SELECT unnest($regions))
