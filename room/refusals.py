"""What the room cannot do for a reader, each shown as a page of its own."""

from warehouse.errors import WarehouseError


class WarehouseOutdatedError(WarehouseError):
    """The warehouse was made by an earlier version and lacks tables that the pages ask."""


class ReadingRefusedError(Exception):
    """A reading that was given up; the page asks to try again or to ask for less."""


class TooBusyError(ReadingRefusedError):
    """All places for readers were taken for too long."""


class TooSlowError(ReadingRefusedError):
    """The question took longer than a page may take."""


class TooLargeError(ReadingRefusedError):
    """The question needs more memory than the room may take."""
