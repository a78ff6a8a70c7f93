"""Scrapy project: portals in, WARC archive out; knows nothing of DuckDB, Prefect or reports."""
