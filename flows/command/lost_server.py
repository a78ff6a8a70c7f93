"""A Prefect server that goes away in the middle of a run: one line, and what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

_NOT_REACHED = "Failed to reach API"
"""What Prefect's client says, as a RuntimeError, when it finds no server at its start."""


class ServerLostError(Exception):
    """The Prefect server cannot be reached (any more); the message says what became of the run."""


@contextmanager
def naming_lost_server() -> Iterator[None]:
    """Raise ServerLostError for what Prefect's client raises when it does not reach its server."""
    try:
        yield
    except httpx.TransportError as error:
        raise _lost(error) from error
    except RuntimeError as error:
        if _NOT_REACHED not in str(error):
            raise
        raise _lost(error) from error


def _lost(error: Exception) -> ServerLostError:
    where = os.environ.get("PREFECT_API_URL", "embedded")
    said = " ".join(str(error).split()) or type(error).__name__
    return ServerLostError(
        f"the Prefect server ({where}) cannot be reached ({said}); what was fetched is kept:"
        " harvest again when the server is back"
    )
