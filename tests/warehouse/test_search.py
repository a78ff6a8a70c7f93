"""Words in, sections out, best first."""

from pathlib import Path

import pytest

from tests.warehouse.staged_nights import CODES, LATER_TEXT, OWN_URL, TOWNSHIP, document, write_night
from warehouse.errors import QueryError
from warehouse.loading import load
from warehouse.search import Scope, search

TOWN_URL = "https://www.lixian.example.cn/town.html"


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    town = document(TOWN_URL, text=LATER_TEXT, **TOWNSHIP, issuers=["梦溪镇人民政府"], year=2023)
    load(
        folder / "w.duckdb",
        write_night(folder / "n", documents=[document(), town], indicator_codes=CODES),
    )
    return folder / "w.duckdb"


def found(warehouse: Path, words: str, **scope) -> list[tuple[str, str]]:
    return [(hit.url, hit.path) for hit in search(warehouse, words, Scope(**scope))]


def marked(hit) -> list[str]:
    return [hit.snippet[start:end] for start, end in hit.marks]


def test_a_word_is_found_where_it_stands_and_marked(warehouse):
    hits = search(warehouse, "普法活动")

    assert {(hit.url, hit.path) for hit in hits} == {(OWN_URL, "1.1"), (TOWN_URL, "1.1")}
    assert marked(hits[0]) == ["普法活动"]
    assert "开展普法活动35场次" in hits[0].snippet


def test_sections_with_more_of_the_words_come_first(warehouse):
    assert found(warehouse, "调解成功率 执法力量", year=2024) == [
        (OWN_URL, "2.1"),
        (OWN_URL, "3.1"),
        (OWN_URL, "1.1"),
    ]


def test_words_that_nobody_writes_together_are_found_by_their_pairs(warehouse):
    hits = search(warehouse, "执法人员力量不足", Scope(year=2024))

    assert (hits[0].url, hits[0].path) == (OWN_URL, "2.1")
    assert marked(hits[0]) == ["执法", "力量不足"] or marked(hits[0])[-1].endswith("力量不足")


@pytest.mark.parametrize(
    ("scope", "urls"),
    [
        ({"year": 2023}, {TOWN_URL}),
        ({"role": "plans"}, set()),
        ({"role": "problems"}, {OWN_URL, TOWN_URL}),
        ({"region": "430000"}, {OWN_URL, TOWN_URL}),
        ({"region": "430723101"}, {TOWN_URL}),
        ({"region": "440000"}, set()),
        ({"kind": "work_plan"}, set()),
    ],
)
def test_the_scope_narrows(warehouse, scope, urls):
    assert {url for url, _ in found(warehouse, "执法力量", **scope)} == urls


@pytest.mark.parametrize("words", ["", "  ", "。,"])
def test_no_word_is_refused(warehouse, words):
    with pytest.raises(QueryError, match="nothing to search for"):
        search(warehouse, words)


def test_quotes_and_wildcards_are_only_letters(warehouse):
    assert search(warehouse, "100%' OR '1'='1") == []
