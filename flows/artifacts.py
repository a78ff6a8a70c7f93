"""What a run leaves in Prefect for its operator: progress, a table of portals, a digest of the night."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any
from uuid import UUID

import httpx
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.logging import get_run_logger

from flows.nights import Night, PortalNight, night_of

PROGRESS, TABLE, DIGEST = "harvest-progress", "harvest-portals", "harvest-digest"

_SECONDS_BETWEEN = 2.0
_AT_MOST_NAMED = 50
_TOLD = {"new": "with news", "quiet": "with nothing new", "problems": "with problems", "broke": "that broke"}
_STATES = tuple(_TOLD)
_URGENCY = ("broke", "problems", "new", "quiet")


class Progress:
    """A progress bar over `total` portals: told at once when all are done, else every other second."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._told_at = monotonic()
        self._artifact: UUID | None = None
        with _if_the_server_answers():
            created = create_progress_artifact(0.0, key=PROGRESS, description=f"{total} portals to crawl")
            self._artifact = UUID(str(created))

    def portal_ended(self) -> None:
        """Count one more portal."""
        self.ended(self._done + 1)

    def waiting(self) -> None:
        """Take note that nothing has changed."""

    def ended(self, portals: int) -> None:
        """Note that so many portals are done with."""
        if portals == self._done:
            return
        self._done = portals
        if self._artifact is None:
            return
        if self._done == self._total or monotonic() - self._told_at >= _SECONDS_BETWEEN:
            self._told_at = monotonic()
            with _if_the_server_answers():
                update_progress_artifact(self._artifact, progress=100.0 * self._done / self._total)


def leave_artifacts(night: Night) -> None:
    """Leave the table of portals and the digest of a night."""
    named = f"{night.run_id}: portals that broke first"
    with _if_the_server_answers():
        create_table_artifact([row_of(portal) for portal in ordered(night)], key=TABLE, description=named)
        create_markdown_artifact(digest(night), key=DIGEST, description=f"The night of {night.run_id}")


@contextmanager
def _if_the_server_answers() -> Iterator[None]:
    """Let a night go on whose server is gone: what is told here stands in the warehouse too."""
    try:
        yield
    except httpx.HTTPError as error:
        get_run_logger().warning("the server took no artifact: %s", error)


def ordered(night: Night) -> list[PortalNight]:
    """Return the portals of a night, those that need somebody first."""
    return sorted(night.portals, key=lambda portal: (_URGENCY.index(portal.state), portal.summary.portal_id))


def row_of(portal: PortalNight) -> dict[str, Any]:
    """Return a portal's row of the table."""
    summary = portal.summary
    return {
        "portal": summary.portal_id,
        "state": portal.state,
        "listed": summary.listed,
        "new": summary.new,
        "changed": summary.changed,
        "withdrawn": portal.withdrawn,
        "reports": portal.documents,
        "rejected": portal.rejects,
        "blocked": summary.blocked,
        "errors": summary.errors,
        "seconds": round(summary.seconds, 1),
        "why": "; ".join(summary.problems),
    }


def digest(night: Night) -> str:
    """Return the night in Markdown: what came, what broke and why, and what had nothing new."""
    by_state = {state: [p for p in ordered(night) if p.state == state] for state in _STATES}
    seconds = (night.finished_at - night.started_at).total_seconds()
    spread = ", ".join(f"{len(portals)} {_TOLD[state]}" for state, portals in by_state.items())
    parts = [
        f"# The night of {night_of(night.started_at)}",
        f"{len(night.portals)} portals in {seconds / 60:.1f} minutes: {spread}.",
        _counts(night),
        *_section("Broke", by_state["broke"], _why),
        *_section("Problems", by_state["problems"], _why),
        *_section("News", by_state["new"], _news),
    ]
    return "\n\n".join(parts) + "\n"


def _counts(night: Night) -> str:
    changed = {name: counts for name, counts in night.load.tables.items() if counts.any_change}
    rows = [
        f"| {name} | {counts.added} | {counts.changed} | {counts.removed} |"
        for name, counts in sorted(changed.items())
    ]
    head = ["| table | added | changed | removed |", "| --- | ---: | ---: | ---: |"]
    return "\n".join([*head, *rows]) if rows else "The warehouse did not change."


def _section(title: str, portals: list[PortalNight], told: Any) -> Iterable[str]:
    if portals:
        yield f"## {title}"
        lines = [f"- **{portal.summary.portal_id}**: {told(portal)}" for portal in portals[:_AT_MOST_NAMED]]
        if len(portals) > _AT_MOST_NAMED:
            lines.append(f"- and {len(portals) - _AT_MOST_NAMED} more: see the table")
        yield "\n".join(lines)


def _why(portal: PortalNight) -> str:
    summary = portal.summary
    reasons = list(summary.problems)
    reasons += [f"{summary.blocked} pages were refused"] if summary.blocked else []
    reasons += [f"{summary.errors} pages could not be fetched"] if summary.errors else []
    return plain("; ".join(reasons))


def _news(portal: PortalNight) -> str:
    summary = portal.summary
    return f"{summary.new} new, {summary.changed} changed, {portal.withdrawn} withdrawn"


def plain(text: str) -> str:
    """Return text from outside so that Markdown shows it as it is, in one line."""
    return " ".join(text.split()).replace("<", "&lt;").replace("[", "\\[").replace("|", "\\|")
