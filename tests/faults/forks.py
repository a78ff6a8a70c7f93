"""Harvests in processes forked from one that has imported everything: half of a small night is imports.

`python -m tests.faults.forks` reads a line of JSON a harvest (see `Forks.start`), says its process id, and
writes its exit status to a file when it has ended.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

ROOT = Path(__file__).parents[2]
_POLL = 0.005


@dataclass
class Harvest:
    """A harvest that was started, with what `subprocess.Popen` would tell of it."""

    pid: int
    status: Path
    errors: Path
    returncode: int | None = field(default=None)

    def poll(self) -> int | None:
        """The exit status as `Popen` gives it, None while the process lives."""
        if self.returncode is None and self.status.exists():
            self.returncode = int(self.status.read_text())
        return self.returncode

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def complaint(self, within: float = 300) -> str:
        """Wait for its end and return what it wrote to stderr."""
        until = time.monotonic() + within
        while self.poll() is None:
            assert time.monotonic() < until, (
                f"process {self.pid} does not end: {self.errors.read_text()[-2000:]}"
            )
            time.sleep(_POLL)
        return self.errors.read_text("utf-8", "replace")


class Forks:
    """The process to fork from; open it once for many harvests."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forks"],
            cwd=ROOT,
            env={**os.environ, **environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._asked = 0

    def start(self, folder: Path, job: Mapping[str, Any]) -> Harvest:
        """Start a harvest in `folder`; `job` has portals, settings and limit (bytes of a file, or null)."""
        self._asked += 1
        told = folder.parent / f"{folder.name}-{self._asked}"
        files = {"status": f"{told}.status", "errors": f"{told}.stderr"}
        stdin, stdout = _pipes(self._process)
        stdin.write(json.dumps({**job, **files, "folder": str(folder)}) + "\n")
        stdin.flush()
        return Harvest(int(stdout.readline()), Path(files["status"]), Path(files["errors"]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=300)


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _harvest(job: Mapping[str, Any]) -> int:
    """Be the harvest that a job tells of, as the command would be in that folder."""
    from flows.command.harvest import Asked, run_harvest

    os.setsid()
    os.chdir(job["folder"])
    errors = os.open(job["errors"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    nothing = os.open(os.devnull, os.O_RDWR)
    for end, target in ((nothing, 0), (nothing, 1), (errors, 2)):
        os.dup2(end, target)
    if job["limit"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["limit"], resource.RLIM_INFINITY))
    places = (Path("w.duckdb"), Path("archive"), Path("portals.yaml"))
    return run_harvest(Asked(*places, tuple(job["portals"]), settings=job["settings"]))


def _be_forked(job: Mapping[str, Any]) -> None:
    import typer

    status = 70
    try:
        status = _harvest(job)
    except typer.Exit as ended:
        status = ended.exit_code
    except BaseException:  # noqa: BLE001 - the fork ends here, whatever went wrong
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def _note_end(pid: int, status: Path) -> None:
    _, code = os.waitpid(pid, 0)
    half = status.with_suffix(".part")
    half.write_text(str(os.waitstatus_to_exitcode(code)))
    half.rename(status)


def main() -> None:
    from flows.command.harvest import _prepare_prefect

    _prepare_prefect()
    import flows.harvest  # noqa: F401 - what is imported here no fork imports again

    waiting = []
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _be_forked(job)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        waiting.append(threading.Thread(target=_note_end, args=(pid, Path(job["status"]))))
        waiting[-1].start()
    for thread in waiting:
        thread.join()


if __name__ == "__main__":
    main()
