"""What every process of this package shares: a job file in, one line on stderr if it cannot run.

Scrapy's reactor cannot be started twice in one process, so each crawl, check and search is a process of its
own, told what to do by a JSON file.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from scrapy.settings import Settings

from crawlers import settings as manners
from crawlers.registry import Portal
from crawlers.scope import Scope

ENDED, COULD_NOT_RUN = 0, 2


class JobError(ValueError):
    """A job cannot be run; the message is one line."""


class PortalJob(BaseModel):
    """A job that visits one portal; `settings` override Scrapy's, the guards excepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    portal: Portal
    settings: dict[str, Any] = {}

    def scrapy_settings(self) -> Settings:
        """Return the manners of the crawl with the job's own on top, and the portal's bounds."""
        settings = Settings(manners.as_mapping())
        tls = self.portal.tls
        settings.set("PORTAL_SCOPE", Scope.of(self.portal))
        if tls and not tls.verify:
            settings.set("DOWNLOAD_VERIFY_CERTIFICATES", value=False)
        settings.update(self.settings, priority="cmdline")
        return settings


J = TypeVar("J", bound=PortalJob)


def read_job(path: Path, kind: type[J]) -> J:
    """Read and check a job file; raises JobError."""
    try:
        job = kind.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "job"
        raise JobError(f"{path}: {where}: {first['msg']}") from error
    except OSError as error:
        raise JobError(f"{path}: {error.strerror}") from error
    guarded = manners.GUARDED & set(job.settings)
    if guarded:
        raise JobError(f"{path}: settings: {', '.join(sorted(guarded))} cannot be overridden")
    return job


def run_named_job(arguments: Sequence[str], kind: type[J], run: Callable[[J], None]) -> int:
    """Run the job that the command line names; return the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m MODULE JOB.json\n")
        return COULD_NOT_RUN
    try:
        run(read_job(Path(arguments[0]), kind))
    except (JobError, OSError) as error:
        sys.stderr.write(f"could not run: {error}\n")
        return COULD_NOT_RUN
    return ENDED
