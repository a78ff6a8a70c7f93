"""Repair of WARC files that a crash left torn: what is whole stays, the torn tail is set aside."""

from pathlib import Path

from crawlers.warc_framing import ArchiveError, next_record_start, read_raw_records


def repair(path: Path) -> int:
    """Cut a torn tail off a WARC file and keep it beside it as `<name>.torn`; return its bytes, 0 if none.

    Only what no whole record follows is a tail: damage in the middle stays, and what is behind it can be
    read. Raises ArchiveError when not one record is whole: such a file is no archive, and is left as it is.
    """
    end = 0
    start: int | None = 0
    while start is not None:
        try:
            for record in read_raw_records(path, start):
                end = record.end
            start = None
        except ArchiveError as damage:
            start = next_record_start(path, damage.offset + 1)
            if start is None and not end:
                raise
    with path.open("r+b") as stream:
        stream.seek(end)
        tail = stream.read()
        # A plain file ends with the blank lines of its last record.
        if not tail.strip(b"\r\n"):
            return 0
        path.with_name(path.name + ".torn").write_bytes(tail)
        stream.truncate(end)
    return len(tail)
