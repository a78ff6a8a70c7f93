"""Which section a character of the text stands in."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from flows.reading.shapes import Section


@dataclass(frozen=True, slots=True)
class Places:
    """The sections of one report, ready to be asked which of them holds a position."""

    sections: Sequence[Section]
    starts: Sequence[int]

    @classmethod
    def of(cls, sections: Sequence[Section]) -> "Places":
        """Take the sections in document order, as `read_outline` returns them."""
        return cls(sections, [section.start_char for section in sections])

    def section_at(self, position: int) -> Section | None:
        """Return the innermost section that holds `position`; None before the first and after the last."""
        index = bisect_right(self.starts, position) - 1
        # Sections leave no gap, so only the end of the last one to begin can lie before the position.
        if index < 0 or position >= self.sections[index].end_char:
            return None
        return self.sections[index]

    def path_at(self, position: int) -> str | None:
        """Return the path of the innermost section that holds `position`."""
        section = self.section_at(position)
        return section.path if section else None
