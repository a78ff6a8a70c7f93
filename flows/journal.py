"""What a run leaves for those who come after it: its folder, a note of what it is, and a lock while it lives.

The lock lies beside the folder and is taken first, so that a folder whose lock is free belongs to nobody
that lives. Whatever is in such a folder was left by a run that died.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.locks import holding, is_free
from flows.places import RunFolder, RunFolderError
from flows.staging import discard_shared

_NOTE = "run.json"
_LOCK = ".lock"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class RunNote:
    """What a run says of itself; `warehouse` is a name beside the run's folder.

    `portals` counts those to be asked; `whole` tells that all their list pages are to be read.
    """

    run_id: str
    command: str
    warehouse: str
    started_at: datetime
    pid: int
    portals: int = 0
    whole: bool = False

    @classmethod
    def of(cls, run_id: str, command: str, warehouse: Path, started_at: datetime, **more: Any) -> "RunNote":
        """Return the note of a run of this process."""
        return cls(run_id, command, warehouse.name, started_at, os.getpid(), **more)


@dataclass(frozen=True, slots=True)
class RunLeft:
    """The folder of a run, of this moment or an earlier one; `note` is None where it cannot be read."""

    folder: RunFolder
    note: RunNote | None

    @property
    def run_id(self) -> str:
        """The id of the run, which its folder is named after."""
        return self.folder.path.name

    @property
    def logs(self) -> list[Path]:
        """The captures logs of its crawls."""
        return sorted(self.folder.path.glob("*.captures.jsonl"))

    @property
    def alive(self) -> bool:
        """Whether the run's process lives."""
        return not is_free(_lock_of(self.folder))


@contextmanager
def begun(warehouse: Path, note: RunNote) -> Iterator[RunFolder]:
    """Make the folder of a run beside the warehouse and hold it; removed when the block ends well.

    A run that fails or dies leaves it for `flows.recovery`. Raises RunFolderError, also for a disk that is
    found full within the block.
    """
    folder = RunFolder(warehouse.parent / "staging" / note.run_id)
    with _naming_full_disks(folder.path), _locked(folder) as held:
        if not held:
            raise RunFolderError(f"{folder.path}: a run of this name is at work; name it otherwise")
        RunFolder.beside(warehouse, note.run_id)
        _note_of(folder).write_text(json.dumps(_plain(note), ensure_ascii=False), "utf-8")
        yield folder
        remove(folder)


@contextmanager
def _locked(folder: RunFolder) -> Iterator[bool]:
    try:
        folder.path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(
            f"{folder.path.parent}: {error.strerror}; name another place with --warehouse"
        ) from error
    with holding(_lock_of(folder)) as held:
        yield held


@contextmanager
def _naming_full_disks(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise RunFolderError(
            f"{error.filename or path}: {os.strerror(error.errno)}; make room and harvest again:"
            " what was fetched is kept and will be taken in"
        ) from error


def remove(folder: RunFolder) -> None:
    """Remove a folder and its lock, which the caller holds."""
    discard_shared(folder)
    shutil.rmtree(folder.path)
    _lock_of(folder).unlink(missing_ok=True)


def runs_beside(warehouse: Path) -> list[RunLeft]:
    """Return the runs whose folders stand beside `warehouse`, the earliest first; not those of others."""
    staging = warehouse.parent / "staging"
    folders = sorted(path for path in staging.glob("*") if path.is_dir())
    runs = [RunLeft(RunFolder(path), _read_note(RunFolder(path))) for path in folders]
    return [run for run in runs if run.note is None or run.note.warehouse == warehouse.name]


def remove_lone_locks(warehouse: Path) -> None:
    """Remove locks of runs that were killed right after their folders were removed.

    Such a lock is signed; that of a run that is about to begin is not, until it is held.
    """
    for lock in (warehouse.parent / "staging").glob(f"*{_LOCK}"):
        with suppress(FileNotFoundError):  # its run has just ended
            if lock.with_suffix("").exists() or not lock.stat().st_size:
                continue
            with holding(lock) as held:
                if held:
                    lock.unlink(missing_ok=True)


@contextmanager
def taken_over(run: RunLeft) -> Iterator[bool]:
    """Hold the folder of a run that died; False where its process lives, or another has taken it over."""
    with holding(_lock_of(run.folder)) as held:
        yield held and run.folder.path.exists()


def _plain(note: RunNote) -> dict[str, object]:
    return asdict(note) | {"started_at": note.started_at.isoformat()}


def _read_note(folder: RunFolder) -> RunNote | None:
    """Return the note in a folder; None where a kill or a full disk left none that can be read."""
    try:
        facts = json.loads(_note_of(folder).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    facts["started_at"] = datetime.fromisoformat(facts["started_at"])
    return RunNote(**facts)


def _note_of(folder: RunFolder) -> Path:
    return folder.path / _NOTE


def _lock_of(folder: RunFolder) -> Path:
    return folder.path.with_name(folder.path.name + _LOCK)
