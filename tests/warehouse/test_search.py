"""Words in, sections out, best first."""

from pathlib import Path

import pytest

from tests.warehouse.staged_nights import (
    CITY_URL,
    CODES,
    LATER_TEXT,
    OWN_URL,
    TEXT,
    TOWNSHIP,
    document,
    night_after,
    write_night,
)
from warehouse.errors import QueryError
from warehouse.loading import load
from warehouse.querying import open_read_only
from warehouse.search import Scope, search
from warehouse.search_index import index_file, open_index, update_index
from warehouse.segmenting import Segmenter, load_segmenter

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
    assert found(warehouse, "普法活动 调解成功率", year=2024) == [(OWN_URL, "1.1"), (OWN_URL, "3.1")]


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


@pytest.fixture
def growing(tmp_path: Path) -> Path:
    """A warehouse of two nights: the first report changed, a second one came."""
    path = tmp_path / "w.duckdb"
    load(path, write_night(tmp_path / "a", documents=[document()]))
    changed = document(text=TEXT.replace("执法力量不足", "鉴定人才短缺"), fetched_at=night_after(1))
    town = document(
        TOWN_URL, text=LATER_TEXT, **TOWNSHIP, issuers=["梦溪镇人民政府"], fetched_at=night_after(1)
    )
    load(path, write_night(tmp_path / "b", documents=[changed, town]))
    return path


def test_a_night_is_indexed_without_the_rest(growing):
    with open_read_only(index_file(growing), holds="state") as index:
        indexed = index.execute("SELECT number, report_id FROM indexed ORDER BY number").fetchall()
    assert [number for number, _ in indexed] == [2, 3]
    assert found(growing, "鉴定人才") == [(OWN_URL, "2.1")]
    assert {url for url, _ in found(growing, "执法力量")} == {TOWN_URL}


def test_without_an_index_the_answers_are_the_same(growing):
    with_index = [found(growing, words) for words in ("执法力量", "普法活动", "调解成功率 鉴定")]
    index_file(growing).unlink()
    assert open_index(growing) is None
    assert [found(growing, words) for words in ("执法力量", "普法活动", "调解成功率 鉴定")] == with_index


def test_an_index_that_fell_behind_is_not_asked_and_catches_up(growing, tmp_path, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr("warehouse.loading.update_index", lambda warehouse: 0)
        later = document(CITY_URL, year=2022, text=TEXT.replace("执法力量不足", "经费保障不足"))
        load(growing, write_night(tmp_path / "c", documents=[later]))
    assert open_index(growing) is None
    assert found(growing, "经费保障") == [(CITY_URL, "2.1")]

    assert update_index(growing) == 1
    assert update_index(growing) == 0
    index = open_index(growing)
    assert index is not None
    index.close()
    assert found(growing, "经费保障") == [(CITY_URL, "2.1")]


def test_an_index_cut_by_other_words_is_made_anew(growing, monkeypatch):
    monkeypatch.setattr("warehouse.search_index.load_segmenter", lambda: Segmenter("鉴定人才短缺"))
    assert update_index(growing) == 2


def test_the_genres_terms_are_words():
    words = load_segmenter().words("行政负责人出庭应诉率100%，“两法衔接”和行政规范性文件备案审查")
    assert words == ["行政", "负责人出庭应诉", "两法衔接", "行政规范性文件", "备案审查"]
