"""Loads the vocabulary and compiles it into the rules of reading, once a process."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from flows.codebook import codebook_rows
from flows.gazetteer import load_gazetteer
from flows.reading.article import ArticleRules
from flows.reading.citations import CitationRules
from flows.reading.coding import Codebook
from flows.reading.metadata import MetadataRules
from flows.reading.number_rules import NumberRules
from flows.reading.outline import OutlineRules
from flows.reading.read import Rules
from flows.reading.tasks import TaskRules
from flows.vocabulary import read_data


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """Return the rules of the vocabulary that ships; costs some 0.2 s, once a process."""
    with _collector_paused():
        return _compiled_rules()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Spare the garbage collector what is built meanwhile, now and later: it lives as long as the process.

    Going through it again and again while it grows would take a third of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def _compiled_rules() -> Rules:
    codebook = read_data("codebook")
    return Rules(
        article=ArticleRules.from_data(read_data("article")),
        metadata=MetadataRules.from_data(read_data("metadata")),
        gazetteer=load_gazetteer(),
        outline=OutlineRules.from_data(read_data("outline")),
        tasks=TaskRules.from_data(read_data("tasks")),
        citations=CitationRules.from_data(read_data("citations")),
        numbers=NumberRules.from_data(read_data("numbers")),
        codebook=Codebook.from_data(codebook),
        codes=frozenset(str(row["code"]) for row in codebook_rows(codebook)),
    )
