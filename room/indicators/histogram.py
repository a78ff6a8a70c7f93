"""Where to cut the values of an indicator for a histogram. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_BINS = 16
_SKEWED = 20
"""A greatest value so many times the median squeezes all others into the first bars of a linear scale."""
_STEPS = (1, 2, 2.5, 5, 10)
_DECADE = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Spread:
    """The ends, the middle and the number of some values."""

    count: int
    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Values from `low` up to, but without, `high`, and how many there are."""

    low: float
    high: float
    count: int


def is_skewed(spread: Spread) -> bool:
    """Whether the values show better on a logarithmic scale."""
    return spread.low >= 0 and spread.high > _SKEWED * max(spread.median, 1)


def edges_of(spread: Spread, *, log: bool) -> tuple[float, ...]:
    """Return rising edges, round numbers, the first at or below the least value, the last above the greatest.

    On a logarithmic scale they are 1, 2, 5, 10, 20 …; below 1 is one bin from 0. Negative values are never
    taken for logarithms: they get a linear scale.
    """
    if log and spread.low >= 0:
        return _log_edges(spread)
    width = _round_step((spread.high - spread.low) / min(_BINS, max(math.isqrt(spread.count) * 2, 4)))
    first = math.floor(spread.low / width)
    last = math.floor(spread.high / width) + 1
    return tuple(_clean(place * width) for place in range(first, last + 1))


def _log_edges(spread: Spread) -> tuple[float, ...]:
    edges = [0.0] if spread.low < 1 else []
    power = max(math.floor(math.log10(spread.low)), 0) if spread.low >= 1 else 0
    while not edges or edges[-1] <= spread.high:
        edges += [float(step) * 10**power for step in _DECADE]
        power += 1
    first = max((place for place, edge in enumerate(edges) if edge <= spread.low), default=0)
    last = next(place for place, edge in enumerate(edges) if edge > spread.high)
    return tuple(edges[first : last + 1])


def _round_step(width: float) -> float:
    """Return the next round width that is no less: 1, 2, 2.5 or 5 times a power of ten."""
    if width <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in _STEPS if step * power >= width * (1 - 1e-9))


def _clean(value: float) -> float:
    """Return a multiple of a round step without the dust of binary fractions."""
    return float(f"{value:.12g}")


def bins_of(edges: Sequence[float], counts: dict[int, int]) -> tuple[Bin, ...]:
    """Return the bins between `edges`; `counts` has the number of values by how many edges they reach."""
    return tuple(
        Bin(low, high, counts.get(place, 0)) for place, (low, high) in enumerate(pairwise(edges), start=1)
    )
