"""What the parts of a report are for: overview, leadership, achievements, problems, plans, other.

The words are those of 法治政府建设与责任落实督察工作规定 第二十四条 and, for disclosure reports, of
国办公开办函〔2021〕30号; they stand in outline.yaml.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

from flows.reading.shapes import Kind, Role

_ROLES: frozenset[str] = frozenset(get_args(Role))
_OPENING_CHARS = 120


@dataclass(frozen=True, slots=True)
class RoleRules:
    """The words for each role, compiled: those of headings, those of a part's first words, defaults."""

    heading: re.Pattern[str]
    dealt_with: re.Pattern[str]
    opening: re.Pattern[str]
    default: Mapping[str, Role]
    stand_in: Mapping[str, Role]
    results: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "RoleRules":
        """Compile `roles`, `opening_roles`, `default_roles`, `stand_in` and `results`."""
        return cls(
            heading=_compile(data["roles"]),
            dealt_with=re.compile(data["dealt_with"]),
            opening=_compile(data["opening_roles"]),
            default=data["default_roles"],
            stand_in=data["stand_in"],
            results=re.compile(data["results"]),
        )


def _compile(patterns: Mapping[str, str]) -> re.Pattern[str]:
    unknown = set(patterns) - _ROLES
    if unknown:
        raise ValueError(f"outline.yaml names roles that do not exist: {sorted(unknown)}")
    # Folded YAML scalars break long alternations at blanks, which no pattern needs.
    return re.compile(
        "|".join(f"(?P<{role}>{pattern.replace(' ', '')})" for role, pattern in patterns.items())
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A top part of a report as far as its role depends on it; `size` is its length in characters."""

    heading: str
    opening: str
    size: int


def named_role(heading: str, rules: RoleRules) -> Role | None:
    """Return the role whose words come first in `heading`, None where it says none."""
    return _first(rules.heading, rules.dealt_with.sub("", heading))


def part_roles(parts: Sequence[Part], kind: Kind, rules: RoleRules) -> tuple[Role, ...]:
    """Return the role of each top part of a report, in order.

    The heading decides, then the first words under it, then its place: what no word tells is what
    the report is about, until problems or plans have begun. Every part of a work plan is a plan.
    """
    if kind == "work_plan":
        return tuple("plans" for _ in parts)
    default = rules.default[kind]
    roles: list[Role] = []
    newest = _newest_years(parts)
    for index, part in enumerate(parts):
        role = named_role(part.heading, rules)
        if kind == "interpretation" and role == "achievements" and not rules.results.search(part.heading):
            role = default  # it explains measures, it did not take them
        # A year after that of the parts before, where plans stand: after the problems or at the end.
        if kind == "annual_report" and newest[index] and role in (None, "achievements"):
            closes = index == len(parts) - 1 or "problems" in roles
            role = "plans" if closes else role
        role = role or _first(rules.opening, part.opening[:_OPENING_CHARS])
        if role is None:
            role = roles[-1] if roles and roles[-1] in ("problems", "plans") else default
        roles.append(role)
    return _filled_in(parts, roles, kind, rules)


def _first(pattern: re.Pattern[str], words: str) -> Role | None:
    match = pattern.search(words)
    return cast("Role", match.lastgroup) if match else None


_YEAR = re.compile(r"(?:19|20)\d\d(?= ?年)")


def _newest_years(parts: Sequence[Part]) -> list[bool]:
    """Tell for each part whether its heading names only a year after one that an earlier heading names."""
    seen: set[str] = set()
    ahead: list[bool] = []
    for part in parts:
        years = _YEAR.findall(part.heading)
        ahead.append(len(years) == 1 and bool(seen) and years[0] > max(seen))
        seen.update(years)
    return ahead


def _filled_in(parts: Sequence[Part], roles: list[Role], kind: Kind, rules: RoleRules) -> tuple[Role, ...]:
    """Where a report tells its achievements under 总体情况 alone, that part is them."""
    if kind != "annual_report":
        return tuple(roles)
    for role, stand_in in rules.stand_in.items():
        if role in roles and stand_in not in roles:
            largest = max((part.size, -index) for index, part in enumerate(parts) if roles[index] == role)
            roles[-largest[1]] = stand_in
    return tuple(roles)
