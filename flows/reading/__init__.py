"""Pure functions from the bytes of a page to the rows of a report: no I/O, no Prefect, no globals."""
