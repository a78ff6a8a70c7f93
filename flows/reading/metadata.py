"""Who reported on what, when: everything of a report but the parts of its text."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.reading.body import Body, BodyRules, find_doc_number, is_masthead, split_body
from flows.reading.dates import Years, find_years, read_date
from flows.reading.issuers import Claims, choose_issuers, full_name
from flows.reading.kind import (
    BODY_IN_ATTACHMENT,
    NEWS,
    NOT_A_REPORT,
    TOO_SHORT,
    KindRules,
    is_model,
    kind_of_text,
    kind_of_title,
    reads_as_news,
)
from flows.reading.organs import Organ, OrganRules, is_department, is_government_office, read_organ
from flows.reading.placing import (
    Context,
    Evidence,
    called,
    evidence,
    home,
    mentions,
    place_level,
    place_organ,
)
from flows.reading.regions import Gazetteer
from flows.reading.shapes import Article, Kind, Level, Metadata, Page, Place, Reject
from flows.reading.title import TitleParts, TitleRules, clean_title, pick_title, read_parts
from flows.reading.traces import TraceRules, host_department, host_traces, province_traces

_HEAD = 3000
_FIRST_PARAGRAPHS = 3
_HEAD_PARAGRAPHS = 8
_LEADING_YEAR = re.compile(r"\s*(20\d\d)\s*年(?!\s*\d)")
_LONGEST_TITLE = 80
_HOSTILE_TITLE = 300
# How much a source counts that tells the place: addressee, portal, site, column and fields of the page.
_ADDRESSED, _PORTAL, _SITE, _COLUMN = 60, 40, 30, 10
_QUOTED = re.compile(r"《[^》]*》")
_BARE_YEAR = re.compile(r"(?<![\d〔\[【])20[12]\d(?![\d〕\]】])")


@dataclass(frozen=True, slots=True)
class MetadataRules:
    """The compiled vocabulary metadata.yaml."""

    kind: KindRules
    organs: OrganRules
    title: TitleRules
    body: BodyRules
    traces: TraceRules

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "MetadataRules":
        """Compile the content of metadata.yaml."""
        organs = OrganRules.from_data(data["organs"])
        return cls(
            kind=KindRules.from_data(data["kind"]),
            organs=organs,
            title=TitleRules.from_data(data["title"]),
            body=BodyRules.from_data(data, organs),
            traces=TraceRules.from_data(data["traces"]),
        )


def read_metadata(
    article: Article, page: Page, rules: MetadataRules, gazetteer: Gazetteer
) -> tuple[Metadata, str] | Reject:
    """Tell what kind of document an article is, who issued it, where and when; return that and its body.

    The body is the text of `Report.text`: paragraphs joined by a line feed, without title, addressee,
    signature and attachments. What is no report is a `Reject` of stage `kind`, its reason one of those
    in `flows.reading.kind`.
    """
    meta = article.meta
    headline = _bounded(meta.get("title"))
    if headline and is_masthead(headline, rules.body):
        headline = None
    body = split_body(article.lines, headline, rules.body)
    text = "\n".join(body.paragraphs)
    told = _tell_kind(_titles(headline, _bounded(page.list_title), body, rules), text, rules)
    if isinstance(told, Reject):
        return told
    kind, stated = told
    parts = read_parts(stated, rules.title) if stated else TitleParts("", "", "")
    title = stated or text.partition("\n")[0][:_LONGEST_TITLE]
    if len(text) < rules.kind.shortest.get(kind, 0):
        reason = BODY_IN_ATTACHMENT if article.attachments else TOO_SHORT
        return Reject("kind", reason, f"{len(text)} characters: {title}")
    organs = choose_issuers(_claims(kind, parts, body, text, article, page, rules), rules.organs, gazetteer)
    doc_number = meta.get("doc_number") or body.doc_number or find_doc_number(title)
    traces = province_traces(page.url, doc_number, rules.traces)
    context = _context(article, page, body, text, traces, gazetteer)
    place, level = _locate(organs, parts, context, rules, gazetteer)
    printed = (
        called(place.region_code, text[:_HEAD], gazetteer) if any(not o.placed for o in organs) else None
    )
    published_on = read_date(meta.get("published_on")) or page.list_date
    signed_on = body.signature.day or body.dated or read_date(meta.get("signed_on"))
    metadata = Metadata(
        kind=kind,
        title=title,
        issuers=tuple(full_name(organ, place, rules.organs, printed) for organ in organs),
        department=_is_departmental(kind, organs, rules),
        level=level,
        place=place,
        year=_tell_year(kind, stated, body, signed_on or published_on),
        published_on=published_on,
        signed_on=signed_on,
        doc_number=doc_number,
        source=meta.get("source"),
        addressees=body.addressees,
    )
    return metadata, text


def _bounded(title: str | None) -> str | None:
    """Return a title unless it is far too long for one: hostile input must not reach the patterns."""
    return title if title and len(title) <= _HOSTILE_TITLE else None


def _titles(headline: str | None, listed: str | None, body: Body, rules: MetadataRules) -> tuple[str, ...]:
    """Return what may be the title, first choice first: of the page, of the document, of the list."""
    own = body.title or body.notice_title if headline else body.notice_title or body.title
    picked = pick_title(headline, listed, own, rules.title)
    others = (body.notice_title, body.title, clean_title(listed, rules.title) if listed else None)
    return tuple(dict.fromkeys(title for title in (picked, *others) if title))


def _tell_kind(titles: Sequence[str], text: str, rules: MetadataRules) -> tuple[Kind, str | None] | Reject:
    """Return the kind and the title that tells it; where all titles are silent, the text's build tells."""
    if is_model(titles, text, rules.kind):
        return Reject("kind", NOT_A_REPORT, f"a model to copy from: {titles[0] if titles else ''}")
    for title in titles:
        told = kind_of_title(title, rules.kind)
        if isinstance(told, Reject):
            return told
        if told is not None:
            news = told == "annual_report" and reads_as_news(text, rules.kind)
            return Reject("kind", NEWS, title) if news else (told, title)
    title = titles[0] if titles else text[:_LONGEST_TITLE].partition("\n")[0]
    built = kind_of_text(text, rules.kind, title)
    if built is None:
        return Reject("kind", NOT_A_REPORT, title)
    return built, titles[0] if titles else None


def _claims(
    kind: Kind, parts: TitleParts, body: Body, text: str, article: Article, page: Page, rules: MetadataRules
) -> Claims:
    meta = article.meta
    return Claims(
        kind=kind,
        title=parts,
        signed=body.signature.organs or body.byline,
        stated=meta.get("issuer"),
        source=meta.get("source"),
        site=meta.get("site"),
        portal=page.portal_name,
        host=host_department(page.url, rules.traces),
        text=text,
    )


def _context(
    article: Article, page: Page, body: Body, text: str, traces: tuple[Evidence, ...], gazetteer: Gazetteer
) -> Context:
    """Collect what tells the place of a report besides its issuer's own name."""
    meta = article.meta

    def named(weight: int, *words: str | None) -> tuple[Evidence, ...]:
        return evidence(gazetteer.find(" ".join(filter(None, words))), weight)

    return Context(
        addressed=lambda: named(_ADDRESSED, *body.addressees),
        published=lambda: (
            _registered(page.portal_region or "", gazetteer)
            + named(_SITE, meta.get("site"), page.portal_name, *body.signature.organs)
            + host_traces(page.url, gazetteer)[0]
        ),
        hinted=lambda: (
            named(_COLUMN, *article.breadcrumb, meta.get("source"), meta.get("issuer"))
            + host_traces(page.url, gazetteer)[1]
            + traces
            + mentions(gazetteer.find(text[:_HEAD]))
        ),
    )


def _registered(region: str, gazetteer: Gazetteer) -> tuple[Evidence, ...]:
    """Return what the adcode of a portal tells; one no longer in use still tells its city and province."""
    codes = (region, f"{region[:4]}00", f"{region[:2]}0000")
    known = next((code for code in codes if code in gazetteer), None)
    return (Evidence(frozenset([known]), _PORTAL),) if known else ()


def _locate(
    organs: Sequence[Organ],
    parts: TitleParts,
    context: Context,
    rules: MetadataRules,
    gazetteer: Gazetteer,
) -> tuple[Place, Level | None]:
    """Return the place and level of the first issuer, by its name, the title, then the page."""
    titled = (read_organ(words, rules.organs, gazetteer) for words in (parts.who, parts.about, parts.quoted))
    for organ in (*organs, *titled):
        if organ.placed:
            place = place_organ(organ, context, gazetteer)
            return place, place_level(organ, place)
    place = home(context, gazetteer, department=any(is_department(organ, rules.organs) for organ in organs))
    speaker = organs[0] if organs else read_organ("", rules.organs, gazetteer)
    return place, place_level(speaker, place)


def _is_departmental(kind: Kind, organs: Sequence[Organ], rules: MetadataRules) -> bool:
    """Whether a department speaks; a plan that a government's office hands down is the government's."""
    return any(
        is_department(organ, rules.organs) and not (kind == "work_plan" and is_government_office(organ))
        for organ in organs
    )


def _tell_year(kind: Kind, title: str | None, body: Body, day: date | None) -> int | None:
    """Return the year reported on, or planned for: as the title says, the opening, then the date.

    A report dated in the first nine months tells of the year before; a plan is for the year of its date.
    """
    reports = kind in ("annual_report", "disclosure_report")
    for words in filter(None, (title, body.title)):
        named = _year_of_title(kind, words)
        if named is not None:
            return named
    leading = (_LEADING_YEAR.match(paragraph) for paragraph in body.paragraphs[:_HEAD_PARAGRAPHS])
    opened = next((int(match[1]) for match in leading if match), None)
    if opened is not None and (reports or day is None):
        return opened
    opening = find_years("\n".join(body.paragraphs[:_FIRST_PARAGRAPHS]))
    single = [years.first for years in opening if years.first == years.last]
    if single and (reports or day is None):
        return single[0]
    if day is None:
        return _of_span(kind, opening[0]) if opening else None
    return day.year - 1 if reports and day.month < 10 else day.year


def _year_of_title(kind: Kind, title: str) -> int | None:
    """Return the year that a title names; one outside 《》 goes before those of the titles it quotes.

    A span is that of a plan's first year, also where the plan is explained, and of a report's last.
    """
    for words in (_QUOTED.sub("", title), title):
        years = find_years(words)
        if years:
            return _of_span(kind, years[0])
        bare = _BARE_YEAR.search(words)
        if bare:
            return int(bare.group())
    return None


def _of_span(kind: Kind, years: Years) -> int:
    return years.first if kind in ("work_plan", "interpretation") else years.last
