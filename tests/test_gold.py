"""The golden gate: what the reader makes of labelled documents may not fall below the floors.

`tests/gold/floors.json` holds a floor per figure and folder; a failure lists every document's misses.
Raise a floor when the reader gets better; lowering one needs a reason in the commit.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from flows.reading.read import read_page
from flows.reading.shapes import Page
from flows.rules import load_rules
from tests.scoring import Tally, load_labels, score

GOLD = Path(__file__).parent / "gold"
FLOORS: Mapping[str, Mapping[str, float]] = json.loads((GOLD / "floors.json").read_text("utf-8"))
MIME = {".txt": "text/plain", ".html": "text/html"}


@pytest.mark.parametrize("folder", FLOORS)
def test_reading_keeps_its_floors(folder: str) -> None:
    tally = Tally()
    for path, label in load_labels(GOLD / folder):
        page = Page(path.read_bytes(), label.get("url") or path.name, MIME[path.suffix])
        score(tally, label, read_page(page, load_rules()))
    figures = tally.figures()
    assert figures.keys() >= FLOORS[folder].keys(), "a figure with a floor was not measured"
    below = {name: (figures[name], floor) for name, floor in FLOORS[folder].items() if figures[name] < floor}
    assert not below, "\n".join([f"{folder}: below the floor (got, floor): {below}", *tally.misses])


def test_every_label_has_its_document_and_every_document_its_label() -> None:
    for folder in FLOORS:
        labelled = {path for path, _ in load_labels(GOLD / folder)}
        documents = {path for path in (GOLD / folder).iterdir() if path.suffix in MIME}
        assert labelled == documents
