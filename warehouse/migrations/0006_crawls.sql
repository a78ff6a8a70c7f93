-- What became of each portal in each run: by it an operator sees which portal broke and since when, and the
-- next run which lists were not read to their ends.

CREATE TABLE crawls (
    run_id VARCHAR NOT NULL,
    portal_id VARCHAR NOT NULL,
    started_at TIMESTAMPTZ,
    seconds DOUBLE,
    platform VARCHAR,
    listed INTEGER,
    fetched INTEGER,
    new INTEGER,
    changed INTEGER,
    unchanged INTEGER,
    missing INTEGER,
    blocked INTEGER,
    errors INTEGER,
    skipped INTEGER,
    requests INTEGER,
    documents INTEGER,
    rejects INTEGER,
    whole BOOLEAN NOT NULL,
    complete BOOLEAN NOT NULL,
    finish_reason VARCHAR,
    problems VARCHAR[]
);
COMMENT ON TABLE crawls IS 'One portal''s crawl in one run: what it brought and what went wrong. Key: run_id and portal_id.';
COMMENT ON COLUMN crawls.run_id IS 'Run of the crawl.';
COMMENT ON COLUMN crawls.portal_id IS 'Portal asked.';
COMMENT ON COLUMN crawls.started_at IS 'Time of its first request that was logged; null where none was.';
COMMENT ON COLUMN crawls.seconds IS 'How long it took.';
COMMENT ON COLUMN crawls.platform IS 'Family of content-management systems found.';
COMMENT ON COLUMN crawls.listed IS 'Entries on the list pages read; null where the crawl did not live to say.';
COMMENT ON COLUMN crawls.fetched IS 'Article pages and attachments that answered with contents.';
COMMENT ON COLUMN crawls.new IS 'Of these, pages seen for the first time.';
COMMENT ON COLUMN crawls.changed IS 'Of these, pages that changed.';
COMMENT ON COLUMN crawls.unchanged IS 'Of these, pages that did not change.';
COMMENT ON COLUMN crawls.missing IS 'Pages found gone.';
COMMENT ON COLUMN crawls.blocked IS 'Pages that asked for a browser.';
COMMENT ON COLUMN crawls.errors IS 'Pages that brought no usable answer.';
COMMENT ON COLUMN crawls.skipped IS 'Pages not asked: redirects, bars of robots.txt, addresses out of bounds.';
COMMENT ON COLUMN crawls.requests IS 'Requests made; null where the crawl did not live to say.';
COMMENT ON COLUMN crawls.documents IS 'Pages read as reports.';
COMMENT ON COLUMN crawls.rejects IS 'Pages that are no reports.';
COMMENT ON COLUMN crawls.whole IS 'Whether all list pages were to be read, not only until known entries appear.';
COMMENT ON COLUMN crawls.complete IS 'Whether the lists were read as far as they were to be; if not, the next crawl reads them whole.';
COMMENT ON COLUMN crawls.finish_reason IS 'finished; blocked, stalled: given up; died, failed: the crawl itself broke.';
COMMENT ON COLUMN crawls.problems IS 'What an operator should look at, a sentence each.';
