"""Who reported on what, when: everything of a report but the parts of its text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.reading.body import Body, BodyRules, split_body
from flows.reading.dates import Years, find_years, read_date
from flows.reading.issuers import Claims, choose_issuers, full_name
from flows.reading.kind import (
    BODY_IN_ATTACHMENT,
    NEWS,
    NOT_A_REPORT,
    TOO_SHORT,
    KindRules,
    kind_of_text,
    kind_of_title,
    reads_as_news,
)
from flows.reading.organs import Organ, OrganRules, is_department, read_organ
from flows.reading.placing import Evidence, evidence, home, place_level, place_organ
from flows.reading.regions import Gazetteer
from flows.reading.shapes import Article, Kind, Level, Metadata, Page, Place, Reject
from flows.reading.title import TitleParts, TitleRules, pick_title, read_parts

_HEAD = 3000
_FIRST_PARAGRAPHS = 3
_LEADING_LINES = 6
_LONGEST_TITLE = 80
# Weights of what tells the place: who is addressed, where it was published, what is mentioned.
_ADDRESSED, _PORTAL, _SITE, _COLUMN, _MENTIONED = 60, 40, 30, 10, 1
_BARE_YEAR = re.compile(r"(?<![\d〔\[（(])20[12]\d(?!\d|〕|\])")


@dataclass(frozen=True, slots=True)
class MetadataRules:
    """The compiled vocabulary metadata.yaml."""

    kind: KindRules
    organs: OrganRules
    title: TitleRules
    body: BodyRules

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "MetadataRules":
        """Compile the content of metadata.yaml."""
        organs = OrganRules.from_data(data["organs"])
        return cls(
            kind=KindRules.from_data(data["kind"]),
            organs=organs,
            title=TitleRules.from_data(data["title"]),
            body=BodyRules.from_data(data, organs),
        )


def read_metadata(
    article: Article, page: Page, rules: MetadataRules, gazetteer: Gazetteer
) -> tuple[Metadata, str] | Reject:
    """Tell what kind of document an article is, who issued it, where and when; return that and its body.

    The body is the text of `Report.text`: paragraphs joined by a line feed, without title, addressee,
    signature and attachments. What is no report is a `Reject` of stage `kind`.
    """
    meta = article.meta
    body = split_body(article.lines, meta.get("title"), rules.body)
    title = pick_title(meta.get("title"), page.list_title, body.title or body.notice_title, rules.title)
    text = "\n".join(body.paragraphs)
    kind = _tell_kind(title, body, text, rules)
    if isinstance(kind, Reject):
        return kind
    if len(text) < rules.kind.shortest.get(kind, 0):
        reason = BODY_IN_ATTACHMENT if article.attachments else TOO_SHORT
        return Reject("kind", reason, f"{len(text)} characters: {title or ''}")
    title = title or _first_words(body)
    parts = read_parts(title, rules.title)
    context = _context(article, page, body, text, gazetteer)
    claims = Claims(
        kind=kind,
        title=parts,
        signed=body.signature.organs,
        stated=meta.get("issuer"),
        source=meta.get("source"),
        site=meta.get("site"),
        portal=page.portal_name,
        text=text,
    )
    organs = choose_issuers(claims, rules.organs, gazetteer)
    place, level = _locate(organs, parts, context, rules, gazetteer)
    published_on = read_date(meta.get("published_on")) or page.list_date
    signed_on = body.signature.day or read_date(meta.get("signed_on"))
    metadata = Metadata(
        kind=kind,
        title=title,
        issuers=tuple(full_name(organ, place, rules.organs) for organ in organs),
        department=any(is_department(organ, rules.organs) for organ in organs),
        level=level,
        place=place,
        year=_tell_year(kind, title, body, signed_on or published_on),
        published_on=published_on,
        signed_on=signed_on,
        doc_number=meta.get("doc_number") or body.doc_number,
        source=meta.get("source"),
        addressees=body.addressees,
    )
    return metadata, text


def _tell_kind(title: str | None, body: Body, text: str, rules: MetadataRules) -> Kind | Reject:
    """Ask the title, then the document's own title, then the build of the text."""
    for candidate in (title, body.title):
        told = kind_of_title(candidate, rules.kind) if candidate else None
        if isinstance(told, Reject):
            return told
        if told is not None:
            if told == "annual_report" and reads_as_news(text, rules.kind):
                return Reject("kind", NEWS, candidate or "")
            return told
    built = kind_of_text(text, rules.kind)
    return built if built is not None else Reject("kind", NOT_A_REPORT, title or "")


def _first_words(body: Body) -> str:
    return body.paragraphs[0][:_LONGEST_TITLE]


def _context(
    article: Article, page: Page, body: Body, text: str, gazetteer: Gazetteer
) -> tuple[Evidence, ...]:
    """Collect what tells the place of a report besides its issuer's own name."""
    meta = article.meta
    found: list[Evidence] = []
    if page.portal_region and page.portal_region in gazetteer:
        found.append(Evidence(frozenset([page.portal_region]), _PORTAL))
    for weight, words in (
        (_ADDRESSED, " ".join(body.addressees)),
        (_SITE, " ".join(filter(None, (meta.get("site"), page.portal_name)))),
        (_SITE, " ".join(body.signature.organs)),
        (_COLUMN, " ".join((*article.breadcrumb, meta.get("source", ""), meta.get("issuer", "")))),
        (_MENTIONED, text[:_HEAD]),
    ):
        found += evidence(gazetteer.find(words), weight, gazetteer)
    return tuple(found)


def _locate(
    organs: Sequence[Organ],
    parts: TitleParts,
    context: Sequence[Evidence],
    rules: MetadataRules,
    gazetteer: Gazetteer,
) -> tuple[Place, Level | None]:
    """Return the place and level of the first issuer, by its name, the title, then the page."""
    if not organs:
        place = home(context, gazetteer)
        return place, place_level(read_organ("", rules.organs, gazetteer), place)
    organ = next((organ for organ in organs if organ.placed), organs[0])
    if organ.placed:
        place = place_organ(organ, context, gazetteer)
        return place, place_level(organ, place)
    for words in (parts.about, parts.quoted):
        titled = read_organ(words, rules.organs, gazetteer)
        if titled.placed:
            place = place_organ(titled, context, gazetteer)
            return place, place_level(titled, place)
    place = home(context, gazetteer)
    return place, place_level(organ, place)


def _tell_year(kind: Kind, title: str, body: Body, day: date | None) -> int | None:
    """Return the year reported on, or planned for.

    Titles name it; a span is that of the plan's first year, or a report's last. Else the first paragraphs
    do. A report dated in the first nine months tells of the year before.
    """
    years = find_years(title)
    if years:
        return _of_span(kind, years[0])
    bare = _BARE_YEAR.search(title)
    if bare:
        return int(bare.group())
    if kind in ("annual_report", "disclosure_report"):
        opening = find_years("\n".join(body.paragraphs[:_FIRST_PARAGRAPHS]))
        single = [years for years in opening if years.first == years.last]
        if single:
            return single[0].first
        if day is not None:
            return day.year if day.month >= 10 else day.year - 1
        return None
    if day is not None:
        return day.year
    opening = find_years("\n".join(body.paragraphs[:_FIRST_PARAGRAPHS]))
    return _of_span(kind, opening[0]) if opening else None


def _of_span(kind: Kind, years: Years) -> int:
    return years.first if kind == "work_plan" else years.last
