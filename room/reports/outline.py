"""The outline of a report as a reader uses it: parts by their roles, and the numbers in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from room.reports.rows import Indicator, Report, Section

ROLES = ("overview", "leadership", "achievements", "problems", "plans", "other")
"""What a part of a report is for, in the order in which reports usually come to it."""


@dataclass(frozen=True, slots=True)
class RoleCount:
    """A role that parts of a report have, and how many headings at the ends of the outline have it."""

    role: str
    headings: int


@dataclass(frozen=True, slots=True)
class Group:
    """The numbers of one part of the outline, in the order of the text; `section` is None outside of all."""

    section: Section | None
    indicators: tuple[Indicator, ...]


def role_counts(sections: Sequence[Section]) -> tuple[RoleCount, ...]:
    """Return the roles of an outline in the order of `ROLES`."""
    parents = {section.path.rpartition(".")[0] for section in sections}
    ends = [section.role for section in sections if section.path not in parents]
    return tuple(RoleCount(role, ends.count(role)) for role in ROLES if role in ends)


def groups(report: Report, role: str | None = None) -> tuple[Group, ...]:
    """Return the numbers of `report`, or those of a `role`, by the top of the outline they stand under."""
    return tuple(_groups(report, role))


def _groups(report: Report, role: str | None) -> Iterator[Group]:
    by_id = {section.section_id: section for section in report.sections}
    tops = {section.path: section for section in report.sections if section.depth == 1}

    def top_of(indicator: Indicator) -> Section | None:
        section = by_id.get(indicator.section_id or "")
        return tops.get(section.path.partition(".")[0]) if section else None

    def has_role(indicator: Indicator) -> bool:
        section = by_id.get(indicator.section_id or "")
        return role is None or (section is not None and section.role == role)

    for section, run in groupby(filter(has_role, report.indicators), key=top_of):
        yield Group(section, tuple(run))
