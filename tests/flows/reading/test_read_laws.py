"""Laws of the whole way: whatever the bytes, a report or a named reject, and offsets that quote the text."""

import random
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.reading.read import read_page, read_pages
from flows.reading.shapes import Page, Reject, Report
from flows.rules import load_rules
from tests.conftest import GOLD

DOCUMENTS = sorted(
    path for folder in ("real", "own") for path in (GOLD / folder).glob("*.*") if path.suffix != ".json"
)
PIECES = [
    b"<div>",
    b"</div>",
    b"<table><tr><td>",
    b"<script>",
    b"<!--",
    b"&nbsp;&#12288;",
    b"\x00",
    b"\xff\xfe",
    "第一百二十三万亿件".encode(),
    "一、二、三、".encode(),
    "（一）".encode("gbk"),
    b"9" * 400,
    "《".encode() * 50,
    "其中，".encode() * 30,
    b"<p>" * 300,
    "：；。，".encode(),
    "牵头单位：".encode(),
    b"&#xd800;\\ud83d",
    "《》".encode(),
    "2024年13月45日".encode(),
]
REASONS = re.compile(r"[a-z][a-z0-9_]+")


def page_of(payload: bytes, name: str) -> Page:
    return Page(payload, name, "text/plain" if name.endswith(".txt") else "text/html")


def check_laws(page: Page) -> None:
    read = read_page(page, load_rules())
    if isinstance(read, Reject):
        assert REASONS.fullmatch(read.reason)
        assert read.stage != "soundness", read.detail
        return
    assert isinstance(read, Report)
    text = read.text
    for section in read.sections:
        assert 0 <= section.start_char <= section.end_char <= len(text)
        assert text.startswith(section.label, section.start_char)
    paths = {section.path for section in read.sections}
    for indicator in read.indicators:
        printed = text[indicator.start_char : indicator.end_char]
        assert printed
        assert printed in indicator.quote
        assert indicator.quote in text
        assert indicator.section_path is None or indicator.section_path in paths
    for citation in read.citations:
        assert text[citation.start_char : citation.end_char] == citation.title


def mutated(payload: bytes, seed: int) -> bytes:
    """The payload with a few cuts, doublings, swaps and foreign pieces, the same for the same seed."""
    chance = random.Random(seed)
    changed = bytearray(payload)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(changed) + 1)
        upto = min(len(changed), at + chance.randint(0, 400))
        match chance.randrange(5):
            case 0:
                del changed[at:upto]
            case 1:
                changed[at:at] = chance.choice(PIECES)
            case 2:
                changed[at:at] = changed[at:upto]
            case 3:
                changed[at:upto] = bytes(chance.randrange(256) for _ in range(upto - at))
            case _:
                changed[at:upto] = changed[at:upto][::-1]
    return bytes(changed)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_mutated_documents_end_in_rows_or_a_named_reject(path: object) -> None:
    payload = path.read_bytes()
    for seed in range(25):
        check_laws(page_of(mutated(payload, seed), path.name))


@pytest.mark.parametrize("path", DOCUMENTS[:6], ids=lambda path: path.stem)
def test_reading_twice_gives_the_same_rows(path: object) -> None:
    page = page_of(path.read_bytes(), path.name)
    assert read_page(page, load_rules()) == read_page(page, load_rules())


def test_pages_read_together_give_the_rows_of_each_alone() -> None:
    pages = [page_of(mutated(path.read_bytes(), 7), path.name) for path in DOCUMENTS[:40]]
    pages[3:3] = [page_of(b"", "empty.html"), page_of(b"%PDF-1.4", "attached.pdf")]
    assert list(read_pages(iter(pages), load_rules())) == [read_page(page, load_rules()) for page in pages]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=2000), st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)))
def test_any_bytes_end_in_rows_or_a_named_reject(payload: bytes) -> None:
    for name in ("page.html", "page.txt"):
        check_laws(page_of(payload, name))
