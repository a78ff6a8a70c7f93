"""Exit statuses, and how an error that a user can act on ends a command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from warehouse.loading import LoadReport

OK, PARTLY, NOT_RUN = 0, 1, 2
"""All went well; some portal, file or check failed and the rest is stored; it could not run."""


@contextmanager
def refusing(*errors: type[Exception]) -> Iterator[None]:
    """End the command with one clear line on stderr and status 2 when one of `errors` is raised."""
    try:
        yield
    except errors as error:
        sys.stderr.write(f"baogao: {error}\n")
        raise typer.Exit(NOT_RUN) from error


def tell_refused(loaded: "LoadReport") -> bool:
    """Name on stderr each correction that was not applied; return whether there was any."""
    for refused in loaded.refused:
        sys.stderr.write(f"baogao: {refused}\n")
    return bool(loaded.refused)
