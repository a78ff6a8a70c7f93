"""A night of harvesting in real processes, at a place of its own, and what the warehouse holds after it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from tests.faults.forks import ROOT, Forks, Harvest

PORTALS = ("lixian", "changde", "fogang", "hengjie")
"""All that happens to pages happens on these: new, changed, gone and moved ones, a copy, a PDF."""

BRISK = {
    "DOWNLOAD_DELAY": 0.02,
    "AUTOTHROTTLE_START_DELAY": 0.05,
    "AUTOTHROTTLE_MAX_DELAY": 0.2,
    "SLOW_CYCLE_DAYS": 0,
    "DOWNLOAD_TIMEOUT": 2,
    "RETRY_TIMES": 1,
    "RETRY_PAUSE": 0.1,
}
COMMAND = "from flows.command.main import run; run()"

TABLES: Mapping[str, str] = {
    # What must differ is left out, by name: times, ids made of times, and what they decide.
    "reports": "SELECT * EXCLUDE (first_seen_at, last_seen_at, withdrawn_at), withdrawn_at IS NULL"
    " FROM reports",
    "sections": "FROM sections",
    "indicators": "FROM indicators",
    "tasks": "FROM tasks",
    "citations": "FROM citations",
    "report_versions": "SELECT * EXCLUDE (capture_id, first_seen_at, last_seen_at) FROM report_versions",
    "report_copies": "SELECT * EXCLUDE (capture_id, first_seen_at, last_seen_at, gone_at), gone_at IS NULL"
    " FROM report_copies",
    "report_readings": "FROM report_readings",
    # Every page once, however many runs it took to get it.
    "captures": "SELECT portal_id, url, page_role, status, mime, charset, etag, last_modified,"
    " payload_sha256, bytes, outcome, list_title, list_date FROM captures"
    " WHERE page_role IN ('article', 'attachment') AND outcome IN ('new', 'changed')",
    # Of what brings nothing each run may tell again.
    "gone": "SELECT DISTINCT portal_id, url, detail FROM captures WHERE outcome = 'missing'",
    "rejects": "SELECT c.portal_id, r.url, r.stage, r.reason, r.detail FROM rejects AS r JOIN captures AS c"
    " USING (capture_id)",
    # To make a warehouse anew writes down the whole registry.
    "portals": "SELECT * FROM portals WHERE portal_id IN (SELECT portal_id FROM captures)",
    "regions": "FROM regions",
    "indicator_codes": "FROM indicator_codes",
}
Content = Mapping[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Place:
    """Where nights happen: a folder with a warehouse, an archive and a registry."""

    folder: Path
    forks: Forks

    @property
    def warehouse(self) -> Path:
        return self.folder / "w.duckdb"

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    @property
    def staging(self) -> Path:
        return self.folder / "staging"

    def start(self, forks: Forks | None = None, limit: int | None = None) -> Harvest:
        """Start a harvest; `limit` bounds the bytes of a file."""
        return (forks or self.forks).start(
            self.folder, {"portals": PORTALS, "settings": BRISK, "limit": limit}
        )

    def harvest(self) -> tuple[int, str]:
        """Harvest to the end; return exit status and complaint."""
        harvest = self.start()
        complaint = harvest.complaint()
        assert harvest.returncode is not None
        return harvest.returncode, complaint

    def baogao(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run another command on this place's warehouse."""
        return subprocess.run(
            [sys.executable, "-c", COMMAND, *arguments, "--warehouse", "w.duckdb"],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def content(self) -> Content:
        """What the warehouse holds, row for row."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return {
                name: connection.execute(f"FROM ({sql}) ORDER BY ALL").fetchall()
                for name, sql in TABLES.items()
            }

    def copy_to(self, folder: Path) -> "Place":
        """A place with the same things in it."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Place(folder, self.forks)


def differences(found: Content, expected: Content) -> list[str]:
    """What is lost and what is too much, a line each."""
    lines = []
    for table in TABLES:
        left = list(found[table])
        for row in expected[table]:
            if row in left:
                left.remove(row)
            else:
                lines.append(f"{table}: lost {str(row)[:300]}")
        lines += [f"{table}: too much {str(row)[:300]}" for row in left]
    return lines
