-- The journal of loads: what `baogao export --since` is made of. It alone depends on when loads ran;
-- all other tables depend on what was fetched.

CREATE TABLE loads (loaded_at TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE loads IS 'Every load that changed rows.';
COMMENT ON COLUMN loads.loaded_at IS 'When the load began; tells loads apart.';

CREATE TABLE row_changes (
    loaded_at TIMESTAMPTZ NOT NULL,
    table_name VARCHAR NOT NULL,
    row_key VARCHAR NOT NULL,
    change VARCHAR NOT NULL
);
COMMENT ON TABLE row_changes IS 'Rows that each load after the first added, changed or removed; all rows of the first were added.';
COMMENT ON COLUMN row_changes.loaded_at IS 'The load.';
COMMENT ON COLUMN row_changes.table_name IS 'Table of the row.';
COMMENT ON COLUMN row_changes.row_key IS 'Key of the row, its parts apart by the unit separator (U+001F).';
COMMENT ON COLUMN row_changes.change IS 'added, changed or removed.';
