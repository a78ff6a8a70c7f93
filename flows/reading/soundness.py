"""The laws that every reading keeps, looked at before it is staged.

A report that breaks one is a fault of the reader, not of the page: it is named and kept out, so that one
page cannot hold back a night. The warehouse checks the same of all rows together before it commits.
"""

from collections import Counter
from collections.abc import Collection, Hashable
from math import isfinite

from flows.reading.shapes import Citation, Indicator, Report, Section, Task

_YEARS_REPORTED = range(1949, 2101)
_YEARS_MEASURED = range(1900, 2101)


def broken_law(report: Report, codes: Collection[str]) -> str | None:
    """Return the first law that `report` breaks, in words, or None; `codes` are those of the codebook."""
    text = report.text
    year = report.metadata.year
    if not text:
        return "the text is empty"
    if not (_is_storable(text) and _is_storable(report.metadata.title)):
        return "the text holds half a character, which no encoding can store"
    if year is not None and year not in _YEARS_REPORTED:
        return f"year {year}"
    return (
        _sections(report.sections, text)
        or _indicators(report.indicators, text, codes)
        or _citations(report.citations, text)
        or _tasks(report.tasks)
    )


def _is_storable(text: str) -> bool:
    """Tell whether UTF-8 can hold the text: escapes in a page's JSON may leave a lone surrogate."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _twice(keys: Collection[Hashable]) -> Hashable | None:
    if len(set(keys)) == len(keys):
        return None
    return next(key for key, count in Counter(keys).items() if count > 1)


def _sections(sections: Collection[Section], text: str) -> str | None:
    twice = _twice([section.path for section in sections])
    if twice is not None:
        return f"two sections at {twice}"
    for section in sections:
        if not 0 <= section.start_char <= section.end_char <= len(text):
            return f"section {section.path} lies outside the text"
    return None


def _indicators(indicators: Collection[Indicator], text: str, codes: Collection[str]) -> str | None:
    twice = _twice([(one.start_char, one.end_char, one.value) for one in indicators])
    if twice is not None:
        return f"two indicators at {twice}"
    for _, code, name, value, _, _, _, year, quote, start, end in indicators:
        printed = text[start:end]
        if not printed or printed not in quote:
            return f"indicator {name!r} does not quote the text"
        if not isfinite(value) or (year is not None and year not in _YEARS_MEASURED):
            return f"indicator {name!r} of {value} in {year}"
        if code is not None and code not in codes:
            return f"indicator {name!r} has the unknown code {code}"
    return None


def _citations(citations: Collection[Citation], text: str) -> str | None:
    twice = _twice([(one.start_char, one.title) for one in citations])
    if twice is not None:
        return f"two citations at {twice}"
    wrong = (
        one for one in citations if text[one.start_char : one.end_char] not in one.title or not one.title
    )
    return next((f"citation {one.title!r} does not quote the text" for one in wrong), None)


def _tasks(tasks: Collection[Task]) -> str | None:
    twice = _twice([(one.number, one.heading, one.section_path) for one in tasks])
    return None if twice is None else f"two tasks {twice}"
