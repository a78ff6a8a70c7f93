"""The DuckDB warehouse: schema, loading, views, search, export and read-only query."""
