"""The shapes that reading passes on: a page in, a report or a named reject out.

Declared once here; `flows/staging.py` turns them into the staged rows of `warehouse/staging.py`.
Offsets are 0-based character positions in `Report.text`, end exclusive. What a report holds by the dozen is a
named tuple, which costs a fourth of what a frozen dataclass costs to make.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

Kind = Literal["annual_report", "work_plan", "interpretation", "disclosure_report", "work_report", "other"]
Level = Literal["central", "province", "city", "county", "township"]
Role = Literal["overview", "leadership", "achievements", "problems", "plans", "other"]
Qualifier = Literal["exact", "approx", "at_least", "at_most"]
Nature = Literal["actual", "target"]


@dataclass(frozen=True, slots=True)
class Page:
    """One captured payload and what is known of it from outside.

    `mime` and `charset` come from the response header (None where it said nothing); `list_title` and
    `list_date` from the list entry that led here; `portal_name` and `portal_region` (adcode) from the
    portal's registry entry.
    """

    payload: bytes
    url: str
    mime: str | None = None
    charset: str | None = None
    list_title: str | None = None
    list_date: date | None = None
    portal_name: str | None = None
    portal_region: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """What the page holds besides its navigation.

    `lines` are the paragraphs of the article as printed, in order, title and signature included, white
    space at the ends removed, none empty; a table row is one line, its cells apart by ` | `.
    `meta` holds what the page says of itself, by trust: keys are those of `META_KEYS`.
    """

    lines: tuple[str, ...]
    meta: Mapping[str, str] = field(default_factory=dict)
    breadcrumb: tuple[str, ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()  # (absolute URL, link text)


# title: the page's own headline; column: list it stands in; site: name of the site; the rest are the
# fields of meta tags, disclosure tables (索引号 表) and the info line under the headline.
META_KEYS = (
    "title",
    "site",
    "column",
    "published_on",
    "signed_on",
    "source",
    "author",
    "issuer",
    "doc_number",
    "index_number",
    "topic",
    "validity",
    "keywords",
    "description",
)


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division, or the part of one that a text leaves known (None: left open).

    `region_code` is the six-digit adcode of the county or higher unit, `township_code` nine digits.
    Names are full official names; a municipality's districts have `city` None.
    """

    province: str | None = None
    city: str | None = None
    county: str | None = None
    township: str | None = None
    region_code: str | None = None
    township_code: str | None = None


class Section(NamedTuple):
    """One heading of the outline with the text under it; offsets cover the whole section."""

    path: str
    parent_path: str | None
    depth: int
    position: int
    label: str
    heading: str
    role: Role
    start_char: int
    end_char: int
    text: str


class Indicator(NamedTuple):
    """One number that counts or measures; offsets cover the number with its unit."""

    section_path: str | None
    code: str | None
    name: str
    value: float
    unit: str
    qualifier: Qualifier
    nature: Nature
    year: int | None
    quote: str
    start_char: int
    end_char: int


class Mention(NamedTuple):
    """A number of the text that counts or measures, before it has a code.

    `start_char`..`end_char` cover the number with its unit. The clause is the stretch between the
    nearest of ，；。：and line ends that holds the number, the sentence that between 。；！？ and line
    ends; both are offsets in the text. `part` says that the text gives this number as a part of a
    total named before it (其中…). `each` says that the number holds for every one of many (每个村1名).
    `spoken` is, of a cell of a table that prints no unit, what its row and column say of it in one phrase.
    """

    start_char: int
    end_char: int
    value: float
    unit: str
    qualifier: Qualifier
    nature: Nature
    year: int | None
    name: str
    quote: str
    section_path: str | None
    clause_start: int
    clause_end: int
    sentence_start: int
    sentence_end: int
    part: bool = False
    each: bool = False
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One numbered task of a work plan and the bodies that answer for it."""

    section_path: str | None
    number: int
    heading: str
    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    due_on: date | None


class Citation(NamedTuple):
    """A title in 《》 that the text names, at its first occurrence; offsets cover the inner title."""

    section_path: str | None
    title: str
    doc_number: str | None
    start_char: int
    end_char: int


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who reported on what, when: everything of a report but its text and parts."""

    kind: Kind
    title: str
    issuers: tuple[str, ...]
    department: bool
    level: Level | None
    place: Place
    year: int | None
    published_on: date | None
    signed_on: date | None
    doc_number: str | None
    source: str | None
    addressees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A page read as a report."""

    metadata: Metadata
    text: str
    sections: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    tasks: tuple[Task, ...]
    citations: tuple[Citation, ...]
    attachments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A page that is no report, and why: `stage` names the step, `reason` is one of a closed list."""

    stage: Literal["decode", "article", "kind", "attachment", "soundness"]
    reason: str
    detail: str = ""
