"""One fault after the other into real nights, and whether the warehouse is in the end as if nothing had been.

The tests run one of each; `python -m benchmarks.faults --faults 100` runs many.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from tests.faults.cut_line import CutLine
from tests.faults.faults import FAULTS, NEEDS_SMALL_DISK, OK, Ended, Scene, small_disk
from tests.faults.forks import Forks
from tests.faults.nights import Content, Place, differences
from tests.prefect_server import PrefectServer

_DISK_MEGABYTES = 48
_MOST_RUNS = 3
"""Harvests after a fault until one says that all went well."""


@dataclass(frozen=True)
class Trial:
    """What came of one fault; `lost` is empty where the warehouse is as it must be."""

    fault: str
    night: int
    ended: Ended
    runs: int
    seconds: float
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """What all trials share: portals, the line to the Prefect server, undisturbed nights to compare with."""

    folder: Path
    portals: "subprocess.Popen[str]"
    line: CutLine
    environment: dict[str, str]
    api_url: str
    before: Mapping[int, Place]
    undisturbed: Mapping[int, Content]

    def try_fault(self, name: str, night: int, seed: str) -> Trial:
        """Strike a night (1: the first; 2: one that finds changes), then harvest until all is well."""
        began = time.monotonic()
        with self._place(name, seed) as folder:
            place = self.before[night].copy_to(folder)
            _show(self.portals, night)
            ended = FAULTS[name](Scene(place, random.Random(seed), self.portals, self.line, self.environment))
            runs, status, complaint = 0, ended.status, ended.complaint
            while status != OK and runs < _MOST_RUNS:
                runs += 1
                self._free_hosts()
                status, complaint = place.harvest()
            lost = tuple(differences(place.content(), self.undisturbed[night]))
            if status != OK:
                lost += (f"no harvest went well afterwards: {status}: {complaint[-1500:]}",)
            left = [str(path.relative_to(folder)) for path in place.staging.glob("*")]
            if left:
                lost += (f"left in staging: {left}",)
        return Trial(name, night, ended, runs, time.monotonic() - began, lost)

    def _free_hosts(self) -> None:
        """Free the hosts that a killed run holds at the server, whose leases end after minutes."""
        for limit in _asked(f"{self.api_url}/v2/concurrency_limits/filter", {"limit": 200}):
            _asked(f"{self.api_url}/v2/concurrency_limits/{limit['id']}", method="DELETE")

    @contextmanager
    def _place(self, name: str, seed: str) -> Iterator[Path]:
        with TemporaryDirectory(prefix="fault-", dir=self.folder) as temporary:
            folder = Path(temporary) / "place"
            mounted = name in NEEDS_SMALL_DISK and small_disk(folder, _DISK_MEGABYTES)
            try:
                yield folder
            finally:
                if mounted:
                    subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def ground(folder: Path, server: PrefectServer) -> Iterator[Ground]:
    """Serve the portals and harvest two nights undisturbed."""
    (folder / "start").mkdir(parents=True)
    address = urlsplit(server.api_url)
    with (
        _portals(folder / "start" / "portals.yaml") as portals,
        CutLine(address.port or 0) as line,
        _forks(server, f"http://127.0.0.1:{line.port}{address.path}") as (forks, environment),
    ):
        before = {1: Place(folder / "start", forks)}
        before[2] = _harvested(before[1], folder / "first")
        undisturbed = {1: before[2].content()}
        _show(portals, 2)
        undisturbed[2] = _harvested(before[2], folder / "second").content()
        yield Ground(folder, portals, line, environment, server.api_url, before, undisturbed)


@contextmanager
def _forks(server: PrefectServer, api_url: str) -> Iterator[tuple[Forks, dict[str, str]]]:
    environment = {
        **server.environment,
        "PREFECT_API_URL": api_url,
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_CLIENT_MAX_RETRIES": "2",
    }
    with Forks(environment) as forks:
        yield forks, environment


def _asked(url: str, facts: object = None, method: str = "POST") -> Any:
    """Ask the Prefect server and return its answer."""
    asked = Request(
        url,
        json.dumps(facts).encode() if facts else None,
        {"Content-Type": "application/json"},
        method=method,
    )
    with urlopen(asked, timeout=60) as answer:
        return json.loads(answer.read() or "null")


def _harvested(before: Place, folder: Path) -> Place:
    place = before.copy_to(folder)
    status, complaint = place.harvest()
    assert status == OK, complaint
    return place


@contextmanager
def _portals(registry: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.portal_process", str(registry)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # what it says of visitors who were killed
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def _show(portals: "subprocess.Popen[str]", night: int) -> None:
    assert portals.stdin is not None
    assert portals.stdout is not None
    portals.stdin.write(f"{night}\n")
    portals.stdin.flush()
    assert portals.stdout.readline() == "ready\n"
