"""Which parts of a plan's outline are its tasks, and which of them share a statement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.reading.enumerators import numeral_value
from flows.reading.shapes import Section
from flows.reading.task_bodies import Bodies

_NUMERAL = re.compile(r"[\d一二三四五六七八九十百]+")


@dataclass(frozen=True, slots=True)
class TaskTree:
    """The numbered parts of a plan. 一是…二是… divides a task and is none, like all that stands below it."""

    parts: Mapping[str, Section]
    owners: Mapping[str, str]
    children: Mapping[str | None, Sequence[str]]

    @classmethod
    def of(cls, sections: Sequence[Section], inner_label: re.Pattern[str]) -> "TaskTree":
        """Take the sections in document order."""
        parts: dict[str, Section] = {}
        owners: dict[str, str] = {}
        children: dict[str | None, list[str]] = {}
        for section in sections:
            parent = section.parent_path
            inside = parent is not None and owners[parent] != parent
            if parent is not None and (inside or inner_label.search(section.label)):
                owners[section.path] = owners[parent]
                continue
            owners[section.path] = section.path
            parts[section.path] = section
            children.setdefault(parent, []).append(section.path)
        return cls(parts, owners, children)

    def owner(self, section: Section) -> str:
        """Return the path of the numbered part that a section is or stands in."""
        return self.owners[section.path]

    def tasks(self, stated: Mapping[str, Bodies]) -> list[tuple[Section, Bodies]]:
        """Return the innermost numbered parts that are tasks, with their bodies.

        `stated` holds what is said in each part's own words. With nothing stated every innermost part
        is a task, those at the top only where all stand there.
        """
        inmost = [part for path, part in self.parts.items() if path not in self.children]
        if not stated:
            deep = [part for part in inmost if part.parent_path is not None]
            return [(part, Bodies()) for part in deep or inmost]
        shared = self._shared(stated)
        answered = {part.path: shared.get(part.path) for part in inmost}
        groups = {part.parent_path for part in inmost if answered[part.path] is not None}
        beside = [part for part in inmost if part.parent_path in groups]
        signs = {_NUMERAL.sub("", part.label) for part in beside}
        alike = [part for part in inmost if _NUMERAL.sub("", part.label) in signs]
        # Numbers that run through the plan run on past the chapters with statements.
        numbers = {numeral_value(part.label) for part in alike}
        chosen = alike if len(numbers) == len(alike) else beside
        return [(part, answered[part.path] or Bodies()) for part in chosen]

    def _shared(self, stated: Mapping[str, Bodies]) -> dict[str, Bodies]:
        """Spread a chapter's statement over its tasks, and that of a last task where no other has any."""
        spread: dict[str, Bodies] = {}
        only_last = all(self._is_last_of_many(path) for path in stated)
        for path, part in self.parts.items():
            parent = part.parent_path
            siblings = self.children[parent]
            if path in stated:
                spread[path] = stated[path]
            elif only_last and siblings[-1] in stated:
                spread[path] = stated[siblings[-1]]
            elif parent in spread:
                spread[path] = spread[parent]
        return spread

    def _is_last_of_many(self, path: str) -> bool:
        siblings = self.children[self.parts[path].parent_path]
        return len(siblings) > 1 and siblings[-1] == path
