from pathlib import Path

import pytest
import yaml

from flows.reading.coding import Codebook, assign_codes
from flows.vocabulary import read_data
from tests.flows.reading.coding_marks import read_marks

DATA = read_data("codebook")
CODEBOOK = Codebook.from_data(DATA)
CASES = Path(__file__).parent / "coding_cases"
AREAS = {area: yaml.safe_load((CASES / f"{area}.yaml").read_text("utf-8")) for area in DATA["areas"]}


def misses(marked: str, default: str | None) -> list[str]:
    """Return what the numbers of one marked text were coded as, where that is not what it asks for."""
    read = read_marks(marked)
    found = assign_codes(read.text, read.mentions, CODEBOOK)
    wanted = [default if code == "" else None if code == "-" else code for code in read.asked]
    return [
        f"{read.text[m.start_char : m.end_char]}: {got}, not {want}, in {read.text}"
        for m, asked, want, got in zip(read.mentions, read.asked, wanted, found, strict=True)
        if asked is not None and got != want
    ]


@pytest.mark.parametrize(
    ("area", "code"), [(area, code) for area, codes in DATA["areas"].items() for code in codes]
)
def test_a_code_counts_what_it_says_and_leaves_its_near_misses(area, code):
    cases = AREAS[area][code]
    assert len(cases["counts"]) >= 5
    assert len(cases["leaves"]) >= 5
    assert not [miss for marked in cases["counts"] for miss in misses(marked, code)]
    assert not [miss for marked in cases["leaves"] for miss in misses(marked, None)]


PASSAGES = yaml.safe_load((CASES / "passages.yaml").read_text("utf-8"))


@pytest.mark.parametrize("marked", PASSAGES)
def test_each_number_of_a_passage_has_its_code_or_none(marked):
    assert not misses(marked, None)
