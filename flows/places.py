"""Where a harvest keeps its things: beside the warehouse, but for what readers elsewhere stage."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

STAGING_VARIABLE = "BAOGAO_STAGING"
"""Names a folder or an address (`s3://bucket/path`) that readers on other machines reach too."""


class RunFolderError(Exception):
    """There is no room for a run beside the warehouse; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of one run beside the warehouse: jobs, crawl logs and staged rows."""

    path: Path

    @classmethod
    def beside(cls, warehouse: Path, run_id: str) -> "RunFolder":
        """Make the folder of `run_id` in `staging` next to the warehouse; raises RunFolderError."""
        path = warehouse.parent / "staging" / run_id
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunFolderError(f"{path}: {error.strerror}; name another place with --warehouse") from error
        return cls(path)

    def remove(self) -> None:
        """Remove the folder once its rows are loaded, and `staging` itself where no other run uses it."""
        shutil.rmtree(self.path)
        with suppress(OSError):  # not empty: another run is at work, or one failed and keeps its rows
            self.path.parent.rmdir()

    @property
    def staged(self) -> Path:
        """Where staged rows go; made by the first writer."""
        return self.path / "rows"

    @property
    def shared(self) -> Path:
        """Where readers stage rows, who may be elsewhere: `staged`, unless BAOGAO_STAGING names a place."""
        named = os.environ.get(STAGING_VARIABLE)
        return Path(named) / self.path.name if named else self.staged

    def jobs(self, share: str) -> Path:
        """The jobs of a crawl process, one a line."""
        return self.path / f"{share}.jobs.jsonl"

    def complaints(self, share: str) -> Path:
        """What a crawl process writes to stderr."""
        return self.path / f"{share}.stderr"

    def known(self, portal_id: str) -> Path:
        """What the warehouse knows of a portal's pages, for its crawl."""
        return self.path / f"{portal_id}.known.jsonl"

    def captures(self, portal_id: str) -> Path:
        """The log to which a portal's crawl appends a line for every exchange."""
        return self.path / f"{portal_id}.captures.jsonl"

    def summary(self, portal_id: str) -> Path:
        """What a portal's crawl says of itself at its end."""
        return self.path / f"{portal_id}.summary.json"


def shared_staging(warehouse: Path) -> Path:
    """Return where the rows of all runs are staged by readers, see `RunFolder.shared`."""
    return Path(os.environ.get(STAGING_VARIABLE) or warehouse.parent / "staging")


def new_run_id(now: datetime | None = None) -> str:
    """Return an id for a run: its start in UTC and the process, so that two at once differ.

    Runs are events, so a clock may name them; nothing that is read from a page has such an id.
    """
    moment = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%S.%f")[:-3]
    return f"{moment}Z-{os.getpid():x}"
