"""Each fault: what happens to a night in the middle, at a moment that chance chooses.

A fault starts a harvest, waits for its moment, strikes, waits for the harvest's end, and leaves the scene as
a recovered machine or a person would: with room on the disk, with the server back. What it returns tells
what it did, for the message of a failing test.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.cut_line import CutLine
from tests.faults.forks import Forks, Harvest
from tests.faults.nights import Place

OK, PARTLY, REFUSED, KILLED = 0, 1, 2, -signal.SIGKILL
_POLL = 0.002


@dataclass(frozen=True)
class Scene:
    """A place where a harvest can be started, chance, and what can be broken around it."""

    place: Place
    chance: random.Random
    portals: "subprocess.Popen[str]"
    line: CutLine
    environment: dict[str, str]


@dataclass(frozen=True)
class Ended:
    """How the harvest ended that a fault struck; `moment` tells when and what."""

    moment: str
    status: int
    complaint: str = ""


Fault = Callable[[Scene], Ended]


def killed(stage: str) -> Fault:
    """The flow is killed; its crawls must notice by themselves."""

    def strike(scene: Scene) -> Ended:
        process = scene.place.start()
        moment = _await(process, scene, stage)
        process.kill()
        return _ended(process, f"killed {moment}")

    return strike


def crawl_killed(scene: Scene) -> Ended:
    """A crawl process is killed; the flow goes on."""
    process = scene.place.start()
    moment = _await(process, scene, "crawling")
    for pid in _crawls_of(process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return _ended(process, f"its crawl killed {moment}")


def disk_full(scene: Scene) -> Ended:
    """No room is left from a moment on, until the harvest has ended."""
    process = scene.place.start()
    moment = _await(process, scene, scene.chance.choice(["crawling", "reading", "loading"]))
    ballast = scene.place.folder / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as filling:
        while True:
            filling.write(bytes(1 << 16))
    ended = _ended(process, f"disk full {moment}")
    ballast.unlink()
    return ended


def files_too_large(scene: Scene) -> Ended:
    """No file may grow past a bound: what a full disk is like where none can be mounted."""
    bound = int(10 ** scene.chance.uniform(4.0, 6.6))
    process = scene.place.start(limit=bound)
    return _ended(process, f"no file past {bound} bytes")


def server_gone(scene: Scene) -> Ended:
    """The Prefect server is gone from a moment on."""
    process = scene.place.start()
    moment = _await(process, scene, scene.chance.choice(["beginning", "crawling", "reading", "loading"]))
    scene.line.cut()
    ended = _ended(process, f"server gone {moment}")
    scene.line.mend()
    return ended


def portals_stall(scene: Scene) -> Ended:
    """From a moment on the portals take connections and never answer."""
    process = scene.place.start()
    moment = _await(process, scene, "crawling")
    os.kill(scene.portals.pid, signal.SIGSTOP)
    try:
        return _ended(process, f"portals stalled {moment}")
    finally:
        os.kill(scene.portals.pid, signal.SIGCONT)


def two_at_once(scene: Scene) -> Ended:
    """Another harvest is asked for while one is at work, and must be refused with the first one's start."""
    process = scene.place.start()
    moment = _await(process, scene, scene.chance.choice(["crawling", "reading"]))
    status, complaint = scene.place.harvest()
    if process.poll() is None:
        assert status == REFUSED, complaint
        assert f"another harvest is running (pid {process.pid} since 2" in complaint
        assert len(complaint.splitlines()) == 1
    return _ended(process, f"a second one {moment}")


def clock_set_back(scene: Scene) -> Ended:
    """The clock is hours or days behind what the last night recorded; killed or not."""
    behind = f"-{scene.chance.randint(1, 2000)}h"
    clock = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": behind, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    with Forks(scene.environment | clock) as forks:
        process = scene.place.start(forks)
        if scene.chance.random() < 0.5:
            return _ended(process, f"clock at {behind}")
        moment = _await(process, scene, "crawling")
        process.kill()
        return _ended(process, f"clock at {behind}, killed {moment}")


def archive_damaged(scene: Scene) -> Ended:
    """A kill, and the archive of that night has a byte flipped or its end torn off."""
    process = scene.place.start()
    moment = _await(process, scene, "crawling")
    process.kill()
    ended = _ended(process, "")
    (note, *_) = [*scene.place.staging.glob("*/run.json"), None]
    written = sorted(scene.place.archive.glob(f"*/{note.parent.name}-*.warc.gz")) if note else []
    for warc in written:
        if warc.stat().st_size:
            _damage(warc, scene.chance)
    return Ended(f"{len(written)} WARC files damaged after a kill {moment}", ended.status)


def staging_damaged(scene: Scene) -> Ended:
    """Staged files are damaged as soon as they appear."""
    process = scene.place.start()
    moment = _await(process, scene, "reading")
    hit = 0
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGSTOP)
        for file in scene.place.staging.glob("*/rows/*.parquet"):
            if file.stat().st_size and scene.chance.random() < 0.5:
                _damage(file, scene.chance)
                hit += 1
        os.killpg(process.pid, signal.SIGCONT)
    return _ended(process, f"{hit} staged files damaged {moment}")


def warehouse_damaged(scene: Scene) -> Ended:
    """The warehouse itself is damaged before the night; a person does what the refusal says."""
    if not scene.place.warehouse.exists():
        return _ended(scene.place.start(), "no warehouse to damage")
    for _ in range(8):
        _flip(scene.place.warehouse, scene.chance)
    ended = _ended(scene.place.start(), "warehouse damaged")
    if ended.status == REFUSED:
        assert "baogao reprocess" in ended.complaint, ended.complaint
        scene.place.warehouse.rename(scene.place.folder / "damaged.duckdb")
        rebuilt = scene.place.baogao("reprocess", "--archive", "archive", "--portals", "portals.yaml")
        assert rebuilt.returncode == OK, rebuilt.stderr
    return ended


FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")

FAULTS: dict[str, Fault] = {
    "killed while crawling": killed("crawling"),
    "killed while reading": killed("reading"),
    "killed while loading": killed("loading"),
    "killed while publishing": killed("publishing"),
    "crawl killed": crawl_killed,
    "disk full": disk_full,
    "files too large": files_too_large,
    "Prefect server gone": server_gone,
    "portals stall": portals_stall,
    "two harvests at once": two_at_once,
    "clock set back": clock_set_back,
    "archive damaged": archive_damaged,
    "staging damaged": staging_damaged,
    "warehouse damaged": warehouse_damaged,
}
NEEDS_SMALL_DISK = frozenset({"disk full"})


def _await(process: Harvest, scene: Scene, stage: str) -> str:
    """Wait until a stage has begun, and some time more that chance chooses; return both, in words."""
    place = scene.place
    begun: dict[str, Callable[[], bool]] = {
        "beginning": lambda: any(place.staging.glob("*/run.json")),
        "crawling": lambda: any(place.staging.glob("*/*.captures.jsonl")),
        "reading": lambda: any(place.staging.glob("*/rows/captures-*.parquet")),
        "loading": _side_file(place).exists,
        "publishing": lambda: (
            any(place.staging.glob("*/rows/runs-*.parquet")) and not _side_file(place).exists()
        ),
    }
    longest = {"beginning": 0.5, "crawling": 1.5, "reading": 1.0, "loading": 1.0, "publishing": 0.5}[stage]
    if stage == "publishing":
        _until(begun["loading"], process)
    _until(begun[stage], process)
    pause = scene.chance.uniform(0, longest)
    time.sleep(pause)
    return f"{pause:.3f} s into {stage}"


def _until(begun: Callable[[], bool], process: Harvest) -> None:
    while process.poll() is None and not begun():
        time.sleep(_POLL)


def _ended(process: Harvest, moment: str) -> Ended:
    complaint = process.complaint()
    assert process.returncode is not None
    return Ended(moment, process.returncode, complaint)


def _side_file(place: Place) -> Path:
    return place.warehouse.with_name(place.warehouse.name + ".loading")


def _crawls_of(pid: int) -> Iterable[int]:
    command = ["ps", "-o", "pid=,args=", "--ppid", str(pid)]
    children = subprocess.run(command, capture_output=True, text=True, check=False)
    for line in children.stdout.splitlines():
        if "crawlers.harvest" in line:
            yield int(line.split()[0])


def _damage(file: Path, chance: random.Random) -> None:
    if chance.random() < 0.5:
        os.truncate(file, chance.randrange(file.stat().st_size))
    else:
        _flip(file, chance)


def _flip(file: Path, chance: random.Random) -> None:
    with file.open("r+b") as stream:
        place = chance.randrange(file.stat().st_size)
        stream.seek(place)
        (byte,) = stream.read(1)
        stream.seek(place)
        stream.write(bytes([byte ^ (1 << chance.randrange(8))]))


def small_disk(folder: Path, megabytes: int) -> bool:
    """Mount a disk of some megabytes at `folder`; False where that is not allowed."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
