"""How the harvests fare: what runs, what broke, since when and why, and what a person should do about it.

A portal that broke is told apart from one that had nothing new: that is usual, and needs nobody.
"""

import os
import shutil
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crawlers.registry import Portal
from flows.journal import RunLeft, runs_beside
from flows.locks import harvest_under_way
from flows.vocabulary import read_data
from warehouse.errors import NotAWarehouseError
from warehouse.health import Records, latest_moment, records

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_NIGHTS = 10
_COMPLAIN_FROM = (5, 1)
"""Reports are due by 1 April; a month later a season can be judged."""
_PATIENCE = {"lists_lost": 3, "stalled": 3, "unreachable": 2, "pages_lost": 7}
"""Nights in a row from which on a cause needs a person: portals have bad days."""
_LEAST_FREE = 1 << 30
_LEAST_FREE_SHARE = 0.05
_CLOCK_MAY_LAG = timedelta(minutes=5)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to know: its `cause`, of which portal, since when; what is `urgent` needs a person."""

    cause: str
    means: str
    do: str
    urgent: bool
    portal: str | None = None
    name: str | None = None
    since: datetime | None = None
    nights: int | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The harvest at work: what its lock says (`pid 7 since …`), and how far it has come."""

    holder: str
    run_id: str | None
    portals: int | None
    ended: int | None


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes used and free; `archive` is None where it is no folder of this machine."""

    warehouse: int
    archive: int | None
    staging: int
    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Health:
    """All that `baogao status` tells; `quiet` counts portals that had nothing new, and that is all."""

    checked_at: datetime
    under_way: UnderWay | None
    left_behind: tuple[str, ...]
    nights: Sequence[Row]
    portals: int
    with_news: int
    quiet: int
    attention: tuple[Attention, ...]
    disk: Disk

    @property
    def needs_a_person(self) -> bool:
        """Whether anything needs a person."""
        return any(item.urgent for item in self.attention)


@dataclass(frozen=True, slots=True)
class Watched:
    """What is looked at: the places of a harvest, and the registry's portals by id."""

    warehouse: Path
    archive: Path
    portals: Mapping[str, Portal]


def health_of(watched: Watched, now: datetime | None = None) -> Health:
    """Look at a warehouse, its archive and its runs (read-only); `now` is aware.

    Raises WarehouseLockedError.
    """
    moment = now or datetime.now(UTC)
    dead, under_way = _runs(watched.warehouse)
    disk = _disk(watched)
    attention = list(_of_disk(disk))
    told = Records()
    if watched.warehouse.exists():
        try:
            told = records(watched.warehouse, season_of(moment), _NIGHTS)
            attention += _of_clock(latest_moment(watched.warehouse), moment)
        except NotAWarehouseError as error:
            attention.append(_attention("warehouse_damaged", detail=str(error)))
    attention += _of_runs(dead, told.nights, moment, running=under_way is not None)
    attention += (item for row in told.portals for item in _of_portal(row))
    attention += _of_seasons(told.seasons, watched.portals, moment)
    broken = {item.portal for item in attention if item.portal}
    well = [row for row in told.portals if row["portal_id"] not in broken]
    return Health(
        checked_at=moment,
        under_way=under_way,
        left_behind=tuple(run.run_id for run in dead),
        nights=told.nights,
        portals=len(told.portals),
        with_news=sum(bool(row["news"]) for row in well),
        quiet=sum(not row["news"] for row in well),
        attention=tuple(sorted(attention, key=lambda item: (not item.urgent, item.portal or ""))),
        disk=disk,
    )


def season_of(moment: datetime) -> int:
    """Return the year of publication that can be judged at a moment, from May on its own."""
    today = moment.astimezone(_SHANGHAI).date()
    return today.year if (today.month, today.day) >= _COMPLAIN_FROM else today.year - 1


def _attention(cause: str, *, urgent: bool = True, **more: Any) -> Attention:
    words = read_data("health")[cause]
    return Attention(cause, words["means"], words["do"], urgent, **more)


def _runs(warehouse: Path) -> tuple[list[RunLeft], UnderWay | None]:
    """Return the runs that died, and the harvest at work."""
    beside = runs_beside(warehouse)
    alive = [run for run in beside if run.alive]
    holder = harvest_under_way(warehouse)
    dead = [run for run in beside if not run.alive and run.logs]
    if holder is None:
        return dead, None
    for run in alive:
        if run.note and run.note.command == "harvest":
            ended = len(list(run.folder.path.glob("*.summary.json")))
            return dead, UnderWay(holder, run.run_id, run.note.portals, ended)
    return dead, UnderWay(holder, None, None, None)


def _of_runs(
    dead: Sequence[RunLeft], nights: Sequence[Row], now: datetime, *, running: bool
) -> Iterator[Attention]:
    harvests = [night for night in nights if night["command"] == "harvest"]
    if dead:
        started = dead[-1].note.started_at if dead[-1].note else None
        yield _attention("run_died", since=started, detail=f"run {dead[-1].run_id}")
    elif harvests and harvests[0]["outcome"] == "failed":
        last = harvests[0]
        yield _attention(
            "run_died", since=last["started_at"], detail=f"run {last['run_id']}: {last['detail']}"
        )
    starts = [night["started_at"] for night in harvests]
    if len(starts) >= 3 and not running:
        usual = statistics.median(later - earlier for later, earlier in pairwise(starts))
        if now - starts[0] > max(2 * usual, usual + timedelta(hours=12)):
            yield _attention("overdue", since=starts[0])


def _of_portal(row: Row) -> Iterator[Attention]:
    about = {"portal": row["portal_id"], "name": row["name"]}
    cause = row["cause"]
    if cause:
        urgent = row["nights"] >= _PATIENCE.get(cause, 1)
        said = "; ".join(row["problems"] or ()) or None
        yield _attention(cause, urgent=urgent, since=row["since"], nights=row["nights"], detail=said, **about)
    elif row["lists_fewer"]:
        detail = f"{row['listed']} entries, usually {row['usually']:.0f}"
        yield _attention("lists_fewer", since=row["night"], detail=detail, **about)


def _of_seasons(seasons: Sequence[Row], portals: Mapping[str, Portal], now: datetime) -> Iterator[Attention]:
    season = season_of(now)
    counted = {row["portal_id"]: row for row in seasons}
    due = datetime.combine(date(season, *_COMPLAIN_FROM), datetime.min.time(), _SHANGHAI)
    for portal_id, row in counted.items():
        portal = portals.get(portal_id)
        expected = portal.expect.reports_per_year if portal and portal.expect else None
        name = portal.name if portal else None
        if expected is not None:
            if row["reports"] < expected:
                detail = f"{row['reports']} published in {season}, {expected} expected"
                yield _attention("below_expectation", portal=portal_id, name=name, since=due, detail=detail)
        elif row["seasons_before"] == 3 and row["reports"] < row["usually"] / 2:
            detail = f"{row['reports']} published in {season}, usually {row['usually']:.0f}"
            yield _attention("below_history", portal=portal_id, name=name, since=due, detail=detail)


def _of_clock(latest: datetime | None, now: datetime) -> Iterator[Attention]:
    if latest is not None and latest - now > _CLOCK_MAY_LAG:
        yield _attention(
            "clock_behind", detail=f"the last run ended at {latest.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        )


def _of_disk(disk: Disk) -> Iterator[Attention]:
    needed = 2 * disk.warehouse + _LEAST_FREE
    if disk.free < max(needed, int(_LEAST_FREE_SHARE * disk.total)):
        yield _attention("disk_low", detail=f"{disk.free / 1e9:.1f} GB free")


def _disk(watched: Watched) -> Disk:
    folder = watched.warehouse.parent
    existing = next(path for path in [folder, *folder.absolute().parents] if path.exists())
    usage = shutil.disk_usage(existing)
    own = (path for path in existing.glob(f"{watched.warehouse.name}*") if path.is_file())
    return Disk(
        warehouse=sum(path.stat().st_size for path in own),
        archive=_size_below(watched.archive) if watched.archive.is_dir() else None,
        staging=_size_below(folder / "staging"),
        free=usage.free,
        total=usage.total,
    )


def _size_below(folder: Path) -> int:
    return sum(os.lstat(Path(place, name)).st_size for place, _, names in os.walk(folder) for name in names)
