SELECT name FROM regions WHERE region_code = $region
