"""What a reader asks of an indicator: read from the address and checked."""

import math
import re
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException

from room.selection import BODIES, LEVELS
from warehouse.places import stem_of

SCALES = ("linear", "log")
ORDERS = ("most", "least")

_YEAR = re.compile(r"(19|20|21)\d\d", re.ASCII)
_REGION = re.compile(r"\d{6}(\d{3})?", re.ASCII)
_PAGE = re.compile(r"[1-9]\d{0,4}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """The sides of a question on one indicator; None leaves a side open.

    `year` None asks for the latest year that many report on. `region` takes in all below it; `government` is
    the code of the one to be held against its siblings. `low` and `high` bound the values of the list (from,
    below). `scale` is that of the histogram, `order` that of the list.
    """

    year: int | None = None
    level: str | None = None
    body: str | None = None
    region: str | None = None
    government: str | None = None
    low: float | None = None
    high: float | None = None
    scale: str | None = None
    order: str = "most"
    page: int = 1

    @classmethod
    def asked(cls, query: QueryParams) -> "Choice":
        """Read the sides from the parameters of an address; empty ones are open.

        Raises HTTPException 400 for a value that a side cannot have.
        """
        year, page = _matching(query, "year", _YEAR), _matching(query, "page", _PAGE)
        return cls(
            year=int(year) if year else None,
            level=_one_of(query, "level", LEVELS),
            body=_one_of(query, "body", BODIES),
            region=_matching(query, "region", _REGION),
            government=_matching(query, "government", _REGION),
            low=_bound(query, "low"),
            high=_bound(query, "high"),
            scale=_one_of(query, "scale", SCALES),
            order=_one_of(query, "order", ORDERS) or "most",
            page=int(page) if page else 1,
        )

    @property
    def places(self) -> dict[str, Any]:
        """The sides that tell whose values are meant, as the queries bind them."""
        region = stem_of(self.region) if self.region else None
        return {"level": self.level, "body": self.body, "region": region}

    @property
    def compared(self) -> str | None:
        """The code of the government to be held against its siblings."""
        return self.government or self.region


def _matching(query: QueryParams, name: str, pattern: re.Pattern[str]) -> str | None:
    value = query.get(name) or None
    if value is not None and pattern.fullmatch(value) is None:
        raise HTTPException(400)
    return value


def _one_of(query: QueryParams, name: str, known: tuple[str, ...]) -> str | None:
    value = query.get(name) or None
    if value is not None and value not in known:
        raise HTTPException(400)
    return value


def _bound(query: QueryParams, name: str) -> float | None:
    value = query.get(name) or None
    if value is None:
        return None
    try:
        number = float(value)
    except ValueError as error:
        raise HTTPException(400) from error
    if not math.isfinite(number):
        raise HTTPException(400)
    return number
