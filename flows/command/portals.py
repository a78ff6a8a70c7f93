"""`baogao portals`: the registry, whether its portals are alive, and where a new one keeps its reports."""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from crawlers.registry import Portal, RegistryError, load_registry, select_portals
from flows.command.status import OK, PARTLY, refusing
from flows.command.tables import print_rows
from flows.shares import with_common_hosts

_AT_ONCE = 4
_UNKNOWN_REGION = "000000"
_NOTHING_SEEN = {
    "status": None,
    "answered_by": None,
    "platform": None,
    "columns": (),
    "robots": None,
    "requests": None,
    "problems": (),
}


class SurveyError(Exception):
    """A portal could not be visited; the message says why."""


def run_list(registry: Path | None) -> int:
    """Print the portals of the registry, by region."""
    with refusing(RegistryError):
        portals = load_registry(registry)
    print_rows(
        ["id", "name", "region", "platform", "columns", "homepage"],
        [
            [
                portal.id,
                portal.name,
                portal.region,
                portal.platform or "detected",
                len(portal.columns) or "discovered",
                str(portal.homepage),
            ]
            for portal in sorted(portals, key=lambda portal: (portal.region or "", portal.id))
        ],
    )
    return OK


def run_check(ids: Sequence[str], registry: Path | None, settings: Mapping[str, Any] | None = None) -> int:
    """Visit portals and print what each answers; tell by the exit status whether all are well."""
    with refusing(RegistryError):
        portals = select_portals(load_registry(registry), ids)
    findings = _visited_apart(portals, settings or {})
    header = ["portal", "alive", "status", "platform", "columns", "entries", "reports", "newest", "robots"]
    print_rows([*header, "requests"], [_check_row(found) for found in findings], sys.stdout)
    return PARTLY if _complain(findings) else OK


def _visited_apart(portals: Sequence[Portal], settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the findings of all portals in their order; those that may ask one host are visited in turn."""

    def in_turn(together: Sequence[Portal]) -> dict[str, dict[str, Any]]:
        return {portal.id: _check(portal, settings) for portal in together}

    found: dict[str, dict[str, Any]] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for of_some in pool.map(in_turn, with_common_hosts(portals)):
            found |= of_some
    return [found[portal.id] for portal in portals]


def _check(portal: Portal, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the findings of a check; a check that died is a finding too."""
    try:
        return _visit("check", portal, settings)
    except SurveyError as error:
        facts = {"portal_id": portal.id, "homepage": portal.homepage, "alive": False, "blocked": False}
        return {**_NOTHING_SEEN, **facts, "detail": str(error)}


def _check_row(found: Mapping[str, Any]) -> list[object]:
    columns = found["columns"]
    newest = max((column["newest"] for column in columns if column["newest"]), default=None)
    return [
        found["portal_id"],
        "blocked" if found["blocked"] else "yes" if found["alive"] else "no",
        found["status"],
        found["platform"],
        len(columns),
        sum(column["entries"] for column in columns),
        sum(column["reports"] for column in columns),
        newest,
        found["robots"],
        found["requests"],
    ]


def _complain(findings: Iterable[Mapping[str, Any]]) -> bool:
    """Print what is wrong with each portal, a line each; return whether anything is."""
    lines = [f"{found['portal_id']}: {text}" for found in findings for text in _complaints(found)]
    sys.stderr.writelines(f"baogao: {line}\n" for line in lines)
    return bool(lines)


def _complaints(found: Mapping[str, Any]) -> list[str]:
    if not found["alive"] and not found["blocked"]:
        return [f"{found['homepage']}: {found['detail'] or 'no answer'}", *found["problems"]]
    # Another page of the same host is how portals welcome; another host is a move.
    moved = found["answered_by"] and _host(found["answered_by"]) != _host(found["homepage"])
    return [*([f"answered by {found['answered_by']}"] if moved else []), *found["problems"]]


def _host(url: str) -> str | None:
    return urlsplit(url).hostname


def run_discover(url: str, *, private: bool = False, settings: Mapping[str, Any] | None = None) -> int:
    """Search a homepage for columns of reports; print what was found, why, and the registry entry."""
    with refusing(RegistryError):
        portal = _portal_at(url, private=private)
    with refusing(SurveyError):
        found = _visit("discover", portal, settings or {})
    print_rows(
        ["column", "found over", "platform", "entries", "reports", "newest"],
        [
            [
                column["url"],
                " > ".join(column["way"]),
                column["platform"],
                column["entries"],
                column["reports"],
                column["newest"],
            ]
            for column in found["columns"]
        ],
        sys.stdout,
        title=f"{found['requests']} requests",
    )
    sys.stdout.write(f"\n{found['entry']}")
    sys.stderr.writelines(f"baogao: {problem}\n" for problem in found["problems"])
    return OK if any(column["reports"] for column in found["columns"]) else PARTLY


def _portal_at(url: str, *, private: bool) -> Portal:
    """Return a portal of which only the homepage is known; raises RegistryError if `url` is none."""
    homepage = url if "://" in url else f"http://{url}/"
    try:
        return Portal(id="new", name=homepage, region=_UNKNOWN_REGION, homepage=homepage, private=private)
    except ValidationError as error:
        raise RegistryError(f"{url}: {error.errors()[0]['msg']}") from error


def _visit(module: str, portal: Portal, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Run `crawlers.<module>` over a portal in a process of its own; return its findings."""
    with TemporaryDirectory(prefix="baogao-") as folder:
        job, findings = Path(folder) / "job.json", Path(folder) / "findings.json"
        facts = {
            "portal": portal.model_dump(mode="json", exclude_none=True),
            "report": str(findings),
            "settings": dict(settings),
        }
        job.write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
        command = [sys.executable, "-m", f"crawlers.{module}", str(job)]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - own module
        if not findings.exists():
            said = ended.stderr.strip().splitlines() or [f"ended with status {ended.returncode}"]
            raise SurveyError(f"{portal.id}: {said[-1]}")
        found: dict[str, Any] = json.loads(findings.read_text("utf-8"))
    return found
