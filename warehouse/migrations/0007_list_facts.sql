-- What a list said of a page: evidence for reading it, also when it is asked for again, or read anew.

ALTER TABLE captures ADD COLUMN list_title VARCHAR;
ALTER TABLE captures ADD COLUMN list_date DATE;
COMMENT ON COLUMN captures.list_title IS 'Title that the list gave the page; null where no list named it.';
COMMENT ON COLUMN captures.list_date IS 'Day that the list gave the page.';
