"""The documents that a report names in 《》: laws, regulations, plans, official papers."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.reading.outline_places import Places
from flows.reading.shapes import Citation, Section

# One level of 《》 inside 《》; a title whose 》 is lost and that ends with 〉 instead.
_TITLE = re.compile(
    r"《((?:[^《》\n]|《[^《》\n]{0,150}》){1,200})》|《([^《》〈〉\n]{2,80})〉(?![^《\n]{0,150}》)"
)
# （国务院令第783号）, (国办发〔2023〕5号，以下简称《通知》)
_NUMBER = re.compile(
    r" ?[(（] ?((?:[^()（）\n，,。；;]|[(（]\d{4}[)）]){0,30}?\d ?号)(?:[，,、；;][^()（）\n]{0,40})?[)）]"
)
_DASHES = str.maketrans(dict.fromkeys("—–‐‑‒―−－~～", "-"))
_NEAR = 20
_REMARK = re.compile(r"[(（](?=..)")
_LONGEST_REMARK = 32


@dataclass(frozen=True, slots=True)
class CitationRules:
    """What tells a document from a newspaper, a programme or a short form (citations.yaml)."""

    document: tuple[str, ...]
    no_document: tuple[str, ...]
    medium: re.Pattern[str]
    medium_before: re.Pattern[str]
    medium_after: re.Pattern[str]
    short_form: re.Pattern[str]
    introduced: re.Pattern[str]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "CitationRules":
        """Compile the words and patterns of citations.yaml."""
        return cls(
            document=tuple(data["document"]),
            no_document=tuple(data["no_document"]),
            medium=re.compile(data["medium"]),
            medium_before=re.compile(data["medium_before"]),
            medium_after=re.compile(data["medium_after"]),
            short_form=re.compile(data["short_form"]),
            introduced=re.compile(data["introduced"]),
        )


def read_citations(text: str, sections: Sequence[Section], rules: CitationRules) -> tuple[Citation, ...]:
    """Return each document named in `text` once, where it is first named.

    Offsets cover the words between the brackets, as printed. Two spellings that differ only in width,
    blanks or dashes are one title. Short forms (以下简称《纲要》) of a title named before are left out.
    """
    places = Places.of(sections)
    seen: set[str] = set()
    tails: set[str] = set()
    found: list[Citation] = []
    for match in _TITLE.finditer(text):
        group = match.lastindex or 1
        title = match.group(group)
        key = _key(title)
        if not key or key in seen or not _is_document(text, match, title, rules):
            continue
        if rules.short_form.match(title) and (key in tails or _introduced(text, match.start(), rules)):
            continue
        seen.add(key)
        tails.update(_tails(key))
        number = _NUMBER.match(text, match.end())
        found.append(
            Citation(
                section_path=places.path_at(match.start()),
                title=title,
                doc_number=number.group(1).strip() if number else None,
                start_char=match.start(group),
                end_char=match.end(group),
            )
        )
    return tuple(found)


def _key(title: str) -> str:
    return "".join(unicodedata.normalize("NFKC", title).translate(_DASHES).split())


_ANNOTATION = re.compile(r"\([^()]*\)$")


def _tails(key: str) -> Iterator[str]:
    """The last words of a title, by which a text may name it again."""
    name = _ANNOTATION.sub("", key)
    yield from (name[-length:] for length in range(2, min(len(name), 7)))


def _is_document(text: str, match: re.Match[str], title: str, rules: CitationRules) -> bool:
    if _names_document(title, rules):
        return True
    if rules.medium.search(title):
        return False
    before = text[max(0, match.start() - _NEAR) : match.start()]
    after = text[match.end() : match.end() + _NEAR]
    return not (rules.medium_before.search(before) or rules.medium_after.match(after))


def _names_document(title: str, rules: CitationRules) -> bool:
    """Tell that a title ends like a document's, before a remark in brackets (试行) or none."""
    ends = [len(title)]
    if title.endswith((")", "）")):
        ends = [match.start() for match in _REMARK.finditer(title, max(0, len(title) - _LONGEST_REMARK))]
    return any(
        title.endswith(rules.document, 0, end) and not title.endswith(rules.no_document, 0, end)
        for end in ends
    )


def _introduced(text: str, start: int, rules: CitationRules) -> bool:
    return rules.introduced.search(text[max(0, start - _NEAR) : start]) is not None
