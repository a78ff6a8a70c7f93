"""What the room cannot do for a reader, each shown as a page of its own."""


class ReadingRefusedError(Exception):
    """A reading that was given up; the page asks to try again or to ask for less."""


class TooBusyError(ReadingRefusedError):
    """All places for readers were taken for too long."""


class TooSlowError(ReadingRefusedError):
    """The question took longer than a page may take."""
