"""The whole way from one captured page to a report or a named reject."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from flows.reading.article import ArticleRules, find_article
from flows.reading.citations import CitationRules, read_citations
from flows.reading.coding import Codebook, assign_codes
from flows.reading.decoding import decode
from flows.reading.mentions import read_mentions
from flows.reading.metadata import MetadataRules, read_metadata
from flows.reading.number_rules import NumberRules
from flows.reading.outline import OutlineRules, read_outline
from flows.reading.plaintext import read_plain
from flows.reading.regions import Gazetteer
from flows.reading.shapes import Article, Indicator, Mention, Metadata, Page, Reject, Report
from flows.reading.soundness import broken_law
from flows.reading.tasks import TaskRules, read_tasks

READER_VERSION = "3"
"""Raised whenever the same bytes may read differently; stored with every report."""

_PLAIN_TEXT = ("text/plain",)
_AT_A_TIME = 32


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that reading must know of the genre, compiled once (see `flows.rules`)."""

    article: ArticleRules
    metadata: MetadataRules
    gazetteer: Gazetteer
    outline: OutlineRules
    tasks: TaskRules
    citations: CitationRules
    numbers: NumberRules
    codebook: Codebook
    codes: frozenset[str]


def read_page(page: Page, rules: Rules) -> Report | Reject:
    """Read one page; whatever its bytes, the result is a report or a reject that says why."""
    return _read_group((page,), rules)[0]


def read_pages(pages: Iterable[Page], rules: Rules) -> Iterator[Report | Reject]:
    """Read pages and yield for each what `read_page` returns, in their order.

    Some are read at a time, step by step: whatever code and words a step needs is then at hand for all of
    them, where going through all steps for every page costs a sixth more.
    """
    remaining = iter(pages)
    while group := tuple(islice(remaining, _AT_A_TIME)):
        yield from _read_group(group, rules)


class _Draft(NamedTuple):
    """A page that holds a report, as far as that is known."""

    article: Article
    metadata: Metadata
    text: str


def _read_group(pages: Sequence[Page], rules: Rules) -> list[Report | Reject]:
    articles = [_article_of(page, rules.article) for page in pages]
    drafts = [_draft(page, article, rules) for page, article in zip(pages, articles, strict=True)]
    reports = _reports([draft for draft in drafts if isinstance(draft, _Draft)], rules)
    return [draft if isinstance(draft, Reject) else next(reports) for draft in drafts]


def _article_of(page: Page, rules: ArticleRules) -> Article | Reject:
    decoded = decode(page.payload, page.charset)
    if isinstance(decoded, Reject):
        return decoded
    if page.mime in _PLAIN_TEXT:
        return read_plain(decoded.text, rules)
    return find_article(decoded.text, page.url, rules)


def _draft(page: Page, article: Article | Reject, rules: Rules) -> _Draft | Reject:
    if isinstance(article, Reject):
        return article
    found = read_metadata(article, page, rules.metadata, rules.gazetteer)
    return found if isinstance(found, Reject) else _Draft(article, *found)


def _reports(drafts: Sequence[_Draft], rules: Rules) -> Iterator[Report | Reject]:
    """Yield the reports with all their parts, or as a reject one that breaks a law of its own."""
    outlines = [read_outline(text, metadata.kind, rules.outline) for _, metadata, text in drafts]
    outlined = list(zip(drafts, outlines, strict=True))
    mentions = [
        read_mentions(text, sections, metadata.kind, metadata.year, rules.numbers)
        for (_, metadata, text), sections in outlined
    ]
    codes = [
        assign_codes(draft.text, found, rules.codebook) for draft, found in zip(drafts, mentions, strict=True)
    ]
    tasks = [
        read_tasks(text, sections, metadata.kind, metadata.year, rules.tasks)
        for (_, metadata, text), sections in outlined
    ]
    citations = [read_citations(draft.text, sections, rules.citations) for draft, sections in outlined]
    for parts in zip(drafts, outlines, map(_indicators, mentions, codes), tasks, citations, strict=True):
        (article, metadata, text), sections, indicators, tasks_of_it, citations_of_it = parts
        report = Report(
            metadata, text, sections, indicators, tasks_of_it, citations_of_it, article.attachments
        )
        law = broken_law(report, rules.codes)
        yield report if law is None else Reject("soundness", "broken_law", law)


def _indicators(mentions: Sequence[Mention], codes: Sequence[str | None]) -> tuple[Indicator, ...]:
    found = []
    for mention, code in zip(mentions, codes, strict=True):
        start, end, value, unit, qualifier, nature, year, name, quote, path, *_ = mention
        found.append(Indicator(path, code, name, value, unit, qualifier, nature, year, quote, start, end))
    return tuple(found)
