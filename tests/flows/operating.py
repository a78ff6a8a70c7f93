"""An operator of a Prefect server: deploys, starts workers, runs deployments and looks at what they left."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import ROOT
from tests.prefect_server import PrefectServer, end

_ENDS_WITHIN = 480.0
_FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Operator:
    """What an operator does at a shell in the checkout, and sees in Prefect's pages."""

    server: PrefectServer

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **self.server.environment,
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PYTHONPATH": str(ROOT),
        }

    def prefect(self, *arguments: str) -> str:
        """Run `prefect …` in the checkout and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=_ENDS_WITHIN,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def worker(self, queue: str, log: Path, *options: str) -> Iterator[None]:
        """Have a worker take runs from a queue of the pool `baogao` while the block runs."""
        command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "baogao"]
        with log.open("wb") as said:
            process = subprocess.Popen(
                [*command, "--work-queue", queue, *options],
                cwd=ROOT,
                env=self.environment,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield
        finally:
            end(process)

    def start(self, deployment: str, **parameters: Any) -> str:
        """Start a run of a deployment, as `harvest/nightly`, and return its id."""
        found = self.read(f"/deployments/name/{deployment}")
        return str(self.ask(f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})["id"])

    def wait(self, *runs: str) -> list[dict[str, Any]]:
        """Wait until flow runs have ended and return what Prefect says of them."""
        until = time.monotonic() + _ENDS_WITHIN
        while True:
            said = [self.read(f"/flow_runs/{run}") for run in runs]
            if all(run["state_type"] in _FINAL for run in said):
                return said
            assert time.monotonic() < until, [(run["name"], run["state"]) for run in said]
            time.sleep(0.5)

    def artifact(self, run: str, key: str) -> Any:
        """Return the data of the artifact that a run left under a key."""
        [found] = self.ask("/artifacts/filter", {"artifacts": {"key": {"any_": [key]}}, **of_run(run)})
        return found["data"]

    def task_runs(self, run: str, name: str) -> list[dict[str, Any]]:
        """Return the task runs of a flow run whose names begin with `name`; their states arrive late."""
        until = time.monotonic() + 30
        while True:
            found = [t for t in self.ask("/task_runs/filter", of_run(run)) if t["name"].startswith(name)]
            if found and all(task["state_type"] in _FINAL for task in found):
                return found
            assert time.monotonic() < until, found
            time.sleep(0.5)

    def read(self, path: str) -> Any:
        return self._answer("GET", path)

    def ask(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._answer("POST", path, body)

    def _answer(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Ask again while the server says that its database is busy, as Prefect's own client does."""
        for _ in range(30):
            answer = httpx.request(method, self.server.api_url + path, json=body, timeout=60)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(1)
        answer.raise_for_status()
        return answer.json()


def of_run(run: str) -> dict[str, Any]:
    return {"flow_runs": {"id": {"any_": [run]}}}
