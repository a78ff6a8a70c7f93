"""The whole way from one captured page to a report or a named reject."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from flows.reading.shapes import Article, Indicator, Mention, Page, Reject, Report
from flows.reading.soundness import broken_law
from flows.reading.tasks import TaskRules, read_tasks

READER_VERSION = "3"
"""Raised whenever the same bytes may read differently; stored with every report."""

_PLAIN_TEXT = ("text/plain",)


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
    article = _article_of(page, rules.article)
    if isinstance(article, Reject):
        return article
    found = read_metadata(article, page, rules.metadata, rules.gazetteer)
    if isinstance(found, Reject):
        return found
    metadata, text = found
    sections = read_outline(text, metadata.kind, rules.outline)
    mentions = read_mentions(text, sections, metadata.kind, metadata.year, rules.numbers)
    codes = assign_codes(text, mentions, rules.codebook)
    report = Report(
        metadata=metadata,
        text=text,
        sections=sections,
        indicators=_indicators(mentions, codes),
        tasks=read_tasks(text, sections, metadata.kind, metadata.year, rules.tasks),
        citations=read_citations(text, sections, rules.citations),
        attachments=article.attachments,
    )
    law = broken_law(report, rules.codes)
    return report if law is None else Reject("soundness", "broken_law", law)


def _article_of(page: Page, rules: ArticleRules) -> Article | Reject:
    decoded = decode(page.payload, page.charset)
    if isinstance(decoded, Reject):
        return decoded
    if page.mime in _PLAIN_TEXT:
        return read_plain(decoded.text, rules)
    return find_article(decoded.text, page.url, rules)


def _indicators(mentions: Sequence[Mention], codes: Sequence[str | None]) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            section_path=mention.section_path,
            code=code,
            name=mention.name,
            value=mention.value,
            unit=mention.unit,
            qualifier=mention.qualifier,
            nature=mention.nature,
            year=mention.year,
            quote=mention.quote,
            start_char=mention.start_char,
            end_char=mention.end_char,
        )
        for mention, code in zip(mentions, codes, strict=True)
    )
