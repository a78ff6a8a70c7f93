"""The numbers of a report that count or measure what was done, reached or set as a target."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import attrgetter

from flows.reading.mention_context import Parts, holds_for_each, named_year, nature_of, qualifier_of
from flows.reading.mention_name import name_of, quote_of
from flows.reading.mention_places import Sentence, sentences_with
from flows.reading.mention_signals import Period, signals_of
from flows.reading.mention_tables import Cell, table_cells
from flows.reading.number_rules import NumberRules
from flows.reading.number_scan import scan_figures
from flows.reading.shapes import Kind, Mention, Section

_MOST = 20_000
_MOST_CELLS = 4_000
_QUOTED = 30
_CASES = "件"  # what a table most likely counts that says only 数量
_REMEMBERED = 12  # no sentence that is one holds more words that matter
_HEADING_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?: ?年|年度)")


def read_mentions(
    text: str, sections: Sequence[Section], kind: Kind, year: int | None, rules: NumberRules
) -> tuple[Mention, ...]:
    """Return every number of the body that counts or measures, in order of position.

    `text` is the clean body, `sections` its outline, `year` the year reported on (of a plan, the year
    planned). What counts is defined by the labelling rules of the genre: no dates, ordinals, document
    numbers, names or slogans. A range (3—5件) gives two mentions, `at_least` its lower and `at_most` its
    upper end; a fraction (三分之二) is read as a rate on the scale 0-100. Linear in the length of the text;
    of more than 20,000 numbers, and 4,000 in cells that print no unit, the first are read, since no report
    holds a tenth as many.
    """
    labels = {
        section.start_char: section.start_char + len(section.label) for section in sections if section.label
    }
    outline = _Outline(sections, kind, year)
    mentions: list[Mention] = []
    for sentence in sentences_with(text, islice(scan_figures(text, labels, rules), _MOST)):
        mentions += _sentence_mentions(sentence, outline, rules)
    cells = list(islice(table_cells(text, rules.tables), _MOST_CELLS))
    if cells:
        told = {mention.start_char for mention in mentions}
        mentions += [_cell_mention(text, cell, outline) for cell in cells if cell.start not in told]
        mentions.sort(key=attrgetter("start_char"))
    return tuple(mentions)


def _cell_mention(text: str, cell: Cell, outline: "_Outline") -> Mention:
    """Return the number of a table's cell; its row is its clause and its sentence."""
    section = outline.section_at(cell.start)
    period = outline.period_of(section)
    past = cell.year is not None and period.year is not None and cell.year < period.year
    return Mention(
        start_char=cell.start,
        end_char=cell.end,
        value=cell.value,
        unit=cell.unit,
        qualifier="exact",
        nature="target" if period.planned and not past else "actual",
        year=cell.year or period.year,
        name=cell.name,
        quote=text[max(cell.row_start, cell.end - _QUOTED) : min(cell.row_end, cell.end + _QUOTED)].strip(
            " |"
        ),
        section_path=None if section is None else section.path,
        clause_start=cell.row_start,
        clause_end=cell.row_end,
        sentence_start=cell.row_start,
        sentence_end=cell.row_end,
        spoken=f"{cell.name}{text[cell.start : cell.end]}{cell.unit or _CASES}",
    )


def _sentence_mentions(sentence: Sentence, outline: "_Outline", rules: NumberRules) -> Iterator[Mention]:
    text, places = sentence.text, sentence.places
    period = outline.period_of(outline.section_at(places[0].figure.start))
    words = list(signals_of(sentence, period, rules))
    parts = Parts(text, rules)
    passed, name, each = 0, "", False
    for place in places:
        figure = place.figure
        while passed < len(words) and words[passed].end <= figure.start:
            passed += 1
        # The nearest first.
        signals = words[max(0, passed - _REMEMBERED) : passed][::-1] if passed else ()
        year = named_year(text, place, signals, rules)
        qualifier = qualifier_of(text, place, rules)
        each = holds_for_each(text, place, signals, rules) or (each and figure.start == place.clause_start)
        name = name_of(text, place, name, rules)
        yield Mention(
            start_char=figure.start,
            end_char=figure.end,
            value=figure.value,
            unit=figure.unit,
            qualifier=qualifier,
            nature=nature_of(text, place, signals, period, year, qualifier),
            year=period.year if year is None else year,
            name=name,
            quote=quote_of(sentence, place),
            section_path=outline.path_at(figure.start),
            clause_start=place.clause_start,
            clause_end=place.clause_end,
            sentence_start=sentence.start,
            sentence_end=sentence.end,
            part=parts.is_part(place, signals),
            each=each,
        )


class _Outline:
    """The sections of one document, asked for the innermost at a place and for what it reports on."""

    def __init__(self, sections: Sequence[Section], kind: Kind, year: int | None) -> None:
        self._sections = sorted(sections, key=lambda section: (section.start_char, section.depth))
        self._starts = [section.start_char for section in self._sections]
        self._by_path = {section.path: section for section in self._sections}
        self._kind = kind
        self._year = year
        self._periods: dict[str | None, Period] = {}

    def section_at(self, place: int) -> Section | None:
        """Return the innermost section that covers the place."""
        index = bisect_right(self._starts, place) - 1
        section = self._sections[index] if index >= 0 else None
        while section is not None and section.end_char <= place:
            section = self._parent(section)
        return section

    def path_at(self, place: int) -> str | None:
        """Return the path of the innermost section that covers the place."""
        section = self.section_at(place)
        return None if section is None else section.path

    def _parent(self, section: Section) -> Section | None:
        return None if section.parent_path is None else self._by_path.get(section.parent_path)

    def period_of(self, section: Section | None) -> Period:
        """Return what the section reports on: the year its headings name, or the document's.

        The plans of a report are for the year after it; a work plan is of the year it plans.
        """
        path = None if section is None else section.path
        if path not in self._periods:
            self._periods[path] = self._read_period(section)
        return self._periods[path]

    def _read_period(self, section: Section | None) -> Period:
        planned = self._kind == "work_plan" or (section is not None and section.role == "plans")
        year = self._year
        if self._kind == "work_report":  # delivered in the year it plans, on the year before
            named = None if section is None else self._heading_year(section, before=True)
            return Period(named or year, planned, year)
        if planned and self._kind != "work_plan" and section is not None:
            year = self._heading_year(section) or (None if year is None else year + 1)
        return Period(year, planned, self._year)

    def _heading_year(self, section: Section, *, before: bool = False) -> int | None:
        """Return the year after the report's, or any if `before`, that the nearest heading names."""
        above: Section | None = section
        while above is not None:
            match = _HEADING_YEAR.search(above.heading)
            if match is not None and (before or self._year is None or int(match[1]) > self._year):
                return int(match[1])
            above = self._parent(above)
        return None
