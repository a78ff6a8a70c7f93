"""Which reports a reader asks for: read from the address, checked, and written back into addresses."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from warehouse.places import stem_of

KINDS = ("annual_report", "work_plan", "interpretation", "disclosure_report", "work_report", "other")
LEVELS = ("central", "province", "city", "county", "township")
BODIES = ("government", "department")
STANDINGS = ("standing", "withdrawn")
NONE = "none"
"""Asks for the reports of which a side is not known."""

_YEAR = re.compile(r"\d{1,4}|none", re.ASCII)
_REGION = re.compile(r"\d{6}(\d{3})?", re.ASCII)
_PORTAL = re.compile(r"[a-z0-9][a-z0-9-]{0,99}|none", re.ASCII)


@dataclass(frozen=True, slots=True)
class Selection:
    """The sides of a choice of reports, as they stand in an address; None leaves a side open.

    `region` is a code of six digits, nine for townships, and takes in all below it; `body` tells governments
    from departments; `standing` leaves out, or asks for, what was withdrawn.
    """

    kind: str | None = None
    year: str | None = None
    level: str | None = None
    body: str | None = None
    region: str | None = None
    portal: str | None = None
    standing: str | None = None

    @classmethod
    def asked(cls, query: QueryParams) -> "Selection":
        """Read the sides from the parameters of an address; empty ones are open.

        Raises HTTPException 400 for a value that a side cannot have.
        """
        given = {side.name: query.get(side.name) or None for side in fields(cls)}
        for side, value in given.items():
            if value is not None and not _can_be(side, value):
                raise HTTPException(400)
        return cls(**given)

    @property
    def bound(self) -> dict[str, Any]:
        """The parameters of the queries `browse_*`."""
        sides: dict[str, Any] = asdict(self)
        sides["region"] = stem_of(self.region) if self.region else None
        sides["standing"] = self.standing or "standing"
        return sides

    @property
    def parameters(self) -> dict[str, str]:
        """The sides that are not open, as an address has them."""
        return {side: value for side, value in asdict(self).items() if value is not None}

    def with_side(self, side: str, value: str | None) -> "Selection":
        """Return the choice with one side changed."""
        return replace(self, **{side: value})


_CLOSED: Mapping[str, tuple[str, ...]] = {
    "kind": KINDS,
    "level": (*LEVELS, NONE),
    "body": BODIES,
    "standing": STANDINGS,
}
_OPEN: Mapping[str, re.Pattern[str]] = {"year": _YEAR, "region": _REGION, "portal": _PORTAL}


def _can_be(side: str, value: str) -> bool:
    if side in _CLOSED:
        return value in _CLOSED[side]
    return _OPEN[side].fullmatch(value) is not None
