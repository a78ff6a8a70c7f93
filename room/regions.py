"""The divisions of the country as a tree: where a code belongs, and what lies below it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from room.database import Reading
from warehouse.places import stem_of

COUNTRY = ""
"""Stands for the whole country where a region's code is asked for."""


@dataclass(frozen=True, slots=True)
class Region:
    """A division; `parent_code` is `COUNTRY` for provinces."""

    code: str
    name: str
    level: str
    parent_code: str

    @property
    def stem(self) -> str:
        """The digits that it shares with all below it."""
        return stem_of(self.code)


@dataclass(frozen=True)
class RegionTree:
    """All divisions down to the county, by code."""

    regions: Mapping[str, Region]

    @cached_property
    def children(self) -> Mapping[str, tuple[Region, ...]]:
        """The divisions right below each, by its code, in the order of their codes."""
        below: dict[str, list[Region]] = {}
        for region in self.regions.values():
            below.setdefault(region.parent_code, []).append(region)
        return MappingProxyType({code: tuple(regions) for code, regions in below.items()})

    def line(self, code: str) -> tuple[Region, ...]:
        """Return the divisions from the province down to that of `code`.

        A code unknown here counts for the nearest division that its digits name; none if there is none.
        """
        found = next((self.regions[named] for named in _nearest(code) if named in self.regions), None)
        upward: list[Region] = []
        while found is not None:
            upward.append(found)
            found = self.regions.get(found.parent_code)
        return tuple(reversed(upward))

    def rolled_up(self, counts: Iterable[tuple[str, int]], below: str) -> list[tuple[Region, int]]:
        """Add counts by code up to the divisions right below `below`; those without any are left out."""
        sums: Counter[str] = Counter()
        depth = len(self.line(below)) if below else 0
        for code, count in counts:
            line = self.line(code)
            if len(line) > depth:
                sums[line[depth].code] += count
        return [(self.regions[code], count) for code, count in sorted(sums.items())]


def _nearest(code: str) -> Iterable[str]:
    yield code
    yield code[:6]
    yield code[:4] + "00"
    yield code[:2] + "0000"


def region_tree(reading: Reading) -> RegionTree:
    """Return the tree of the warehouse that is read."""
    return reading.remembered(("region tree",), lambda: _read_tree(reading))


def _read_tree(reading: Reading) -> RegionTree:
    return RegionTree(
        MappingProxyType(
            {
                row["region_code"]: Region(
                    row["region_code"], row["name"], row["level"], row["parent_code"] or COUNTRY
                )
                for row in reading.rows("regions")
            }
        )
    )
