"""`baogao status`: the page that an operator reads in the morning, and a monitor at any time."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from crawlers.registry import RegistryError, load_registry
from flows.command.status import OK, PARTLY, refusing
from flows.command.tables import console_for, print_rows
from flows.health import Attention, Disk, Health, Watched, health_of
from warehouse.errors import WarehouseError

_SHOWN = 40
"""Portals that a page names; past that a terminal is no longer read, and --format json tells all."""


def run_status(warehouse: Path, archive: Path, registry: Path | None, form: str) -> int:
    """Print how the harvests fare; return PARTLY when something needs a person."""
    with refusing(RegistryError, WarehouseError):
        portals = {portal.id: portal for portal in load_registry(registry)}
        health = health_of(Watched(warehouse, archive, portals))
    if form == "json":
        facts = asdict(health) | {"needs_a_person": health.needs_a_person}
        json.dump(facts, sys.stdout, ensure_ascii=False, default=_plain, indent=1)
        sys.stdout.write("\n")
    else:
        _print(health, warehouse, console_for())
    return PARTLY if health.needs_a_person else OK


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _print(health: Health, warehouse: Path, console: Console) -> None:
    console.print(Text(_standing(health, warehouse), style="bold"))
    if health.under_way:
        console.print(_under_way(health))
    for run_id in health.left_behind:
        console.print(f"run {run_id} died; the next harvest takes in what it had fetched")
    if health.nights:
        console.print()
        print_rows(
            ["began", "command", "outcome", "minutes", "portals", "failing", "new", "changed", "reports"],
            [_night(night) for night in health.nights],
            title="Last runs",
        )
    for title, urgent in (("Needs a person", True), ("To know", False)):
        items = [item for item in health.attention if item.urgent is urgent]
        if items:
            console.print()
            _print_attention(items, title, console)
    console.print()
    console.print(_disk(health.disk))


def _standing(health: Health, warehouse: Path) -> str:
    if not health.nights:
        return f"{warehouse}: no night has run yet; `baogao harvest` runs the first"
    urgent = [item for item in health.attention if item.urgent]
    things = "1 thing needs" if len(urgent) == 1 else f"{len(urgent)} things need"
    verdict = f"{things} a person" if urgent else "all is well"
    failing = health.portals - health.with_news - health.quiet
    return (
        f"{warehouse}: {verdict}; of {health.portals} portals {health.with_news} had news,"
        f" {health.quiet} nothing new, {failing} have something wrong"
    )


def _under_way(health: Health) -> str:
    run = health.under_way
    if run is None:
        return ""
    progress = "" if run.portals is None else f"; {run.ended} of {run.portals} portals crawled"
    return f"a harvest is under way ({run.holder}){progress}"


def _night(night: Any) -> Sequence[object]:
    took = night["finished_at"] - night["started_at"]
    return [
        f"{night['started_at']:%Y-%m-%d %H:%M}",
        night["command"],
        night["outcome"],
        round(took.total_seconds() / 60, 1),
        night["portals"],
        night["failing"],
        night["new"],
        night["changed"],
        night["documents"],
    ]


def _print_attention(items: Sequence[Attention], title: str, console: Console) -> None:
    print_rows(
        ["portal", "since", "runs", "what", "it says"],
        [
            [
                item.portal,
                item.since and f"{item.since:%Y-%m-%d}",
                item.nights,
                item.means,
                (item.detail or "")[:160],
            ]
            for item in items[:_SHOWN]
        ],
        title=title,
    )
    if len(items) > _SHOWN:
        console.print(f"and {len(items) - _SHOWN} more; --format json names all")
    for means, do in dict.fromkeys((item.means, item.do) for item in items):
        console.print(Text("→ ", style="bold") + Text(f"{means}: {do}"))


def _disk(disk: Disk) -> str:
    archive = "elsewhere" if disk.archive is None else _size(disk.archive)
    return (
        f"disk: warehouse {_size(disk.warehouse)}, archive {archive}, staging {_size(disk.staging)};"
        f" {_size(disk.free)} of {_size(disk.total)} free"
    )


def _size(count: int) -> str:
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:.3g} TB"
