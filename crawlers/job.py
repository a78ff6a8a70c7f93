"""What every process of this package shares: a job file in, one line on stderr if it cannot run.

Scrapy's reactor cannot be started twice in one process, so crawls, checks and searches are processes of their
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
        if self.portal.contact:
            settings.set("USER_AGENT", manners.user_agent(self.portal.contact))
        settings.update(self.settings, priority="cmdline")
        return settings


J = TypeVar("J", bound=PortalJob)


def read_job(path: Path, kind: type[J]) -> J:
    """Read and check a job file; raises JobError."""
    return _job_of(_content_of(path), kind, str(path))


def read_jobs(path: Path, kind: type[J]) -> list[J]:
    """Read and check a file of jobs, one a line, at least one; raises JobError, naming the line."""
    lines = [line for line in _content_of(path).splitlines() if line.strip()]
    if not lines:
        raise JobError(f"{path}: no job in it")
    return [_job_of(line, kind, f"{path}:{number}") for number, line in enumerate(lines, 1)]


def _content_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise JobError(f"{path}: {error.strerror}") from error


def _job_of(text: bytes, kind: type[J], source: str) -> J:
    try:
        job = kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "job"
        raise JobError(f"{source}: {where}: {first['msg']}") from error
    guarded = manners.GUARDED & set(job.settings)
    if guarded:
        raise JobError(f"{source}: settings: {', '.join(sorted(guarded))} cannot be overridden")
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
