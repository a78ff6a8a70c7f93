"""Each law of a sound reading, broken once."""

from dataclasses import replace

import pytest

from flows.reading.shapes import Report
from flows.reading.soundness import broken_law
from tests.test_scoring import report

CODES = frozenset({"reconsideration_received"})
RIGHT = report()
NUMBER = RIGHT.indicators[0]


def test_a_sound_report_breaks_no_law() -> None:
    assert broken_law(RIGHT, CODES) is None


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (replace(RIGHT, text=""), "empty"),
        (replace(RIGHT, text=RIGHT.text + "\ud800"), "half a character"),
        (replace(RIGHT, metadata=replace(RIGHT.metadata, year=20244)), "year 20244"),
        (replace(RIGHT, sections=RIGHT.sections * 2), "two sections at 1"),
        (replace(RIGHT, sections=(RIGHT.sections[0]._replace(end_char=9999),)), "outside the text"),
        (replace(RIGHT, indicators=(NUMBER, NUMBER)), "two indicators"),
        (replace(RIGHT, indicators=(NUMBER._replace(start_char=0),)), "does not quote"),
        (replace(RIGHT, indicators=(NUMBER._replace(value=float("inf")),)), "of inf"),
        (replace(RIGHT, indicators=(NUMBER._replace(code="no_such"),)), "unknown code no_such"),
        (replace(RIGHT, citations=(RIGHT.citations[0]._replace(start_char=0),)), "does not quote"),
    ],
)
def test_a_broken_law_is_named(broken: Report, says: str) -> None:
    assert says in (broken_law(broken, CODES) or "")
