"""Browsing, searching, downloading: what is chosen is what is shown, counted and sent."""

import csv
import io
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from room.database import Database
from room.facets import facets_of
from room.listing import ORDERS, PAGE_ROWS, Place, list_reports
from room.pages.search import pieces_of
from room.regions import region_tree
from room.selection import Selection
from tests.room.conftest import FORMULA_TITLE, HOSTILE_TITLE
from warehouse.search import Hit

pytestmark = pytest.mark.xdist_group("room")


def titles(page: str) -> list[str]:
    return [node.text() for node in LexborHTMLParser(page).css(".reports .title")]


def side(page: str, name: str) -> dict[str, int]:
    links = LexborHTMLParser(page).css(f"ul[aria-labelledby=side-{name}] li a")
    pairs = (" ".join(link.text().split()).rsplit(" ", 1) for link in links)
    return {value: int(count.replace(",", "")) for value, count in pairs}


def found(page: str) -> int:
    counted = re.search(r"共 ([\d,]+) 份", page)
    assert counted is not None
    return int(counted[1].replace(",", ""))


def test_counts_of_a_side_are_the_reports_one_finds_there(visitor: TestClient) -> None:
    page = visitor.get("/reports?kind=annual_report").text
    for year, count in side(page, "year").items():
        if year.isdecimal():
            assert found(visitor.get(f"/reports?kind=annual_report&year={year}").text) == count
    for level, name in (("county", "县级"), ("township", "乡镇、街道"), ("central", "中央")):
        assert (
            found(visitor.get(f"/reports?kind=annual_report&level={level}").text) == side(page, "level")[name]
        )


def test_a_region_leads_down_to_its_townships_and_up_again(visitor: TestClient) -> None:
    country, province = (visitor.get(f"/reports{query}").text for query in ("", "?region=430000"))
    assert side(country, "region")["湖南省"] == found(province) == sum(side(province, "region").values())
    assert "常德市" in side(province, "region")
    county = visitor.get("/reports?region=430723").text
    assert side(county, "region") == {"梦溪镇": 1}
    assert re.search(r'href="/reports\?region=430700"[^>]*>常德市', county)
    assert titles(visitor.get("/reports?region=430723101").text) == [HOSTILE_TITLE]


def test_departments_and_governments_are_told_apart(visitor: TestClient) -> None:
    assert FORMULA_TITLE in titles(visitor.get("/reports?body=department&region=430723").text)
    assert FORMULA_TITLE not in titles(visitor.get("/reports?body=government&region=430723").text)


def test_a_portal_has_the_reports_it_carries(visitor: TestClient) -> None:
    city = visitor.get("/reports?portal=changde").text
    assert titles(city) == ["澧县2024年度法治政府建设工作情况的报告"]
    assert "常德市人民政府" in text_in(city, ".chosen")
    assert found(visitor.get("/reports?portal=none").text) > 40


def text_in(page: str, selector: str) -> str:
    return " ".join(node.text() for node in LexborHTMLParser(page).css(selector))


def test_withdrawn_reports_are_kept_apart(visitor: TestClient) -> None:
    assert "撤下的报告" not in titles(visitor.get("/reports?region=430700").text)
    assert titles(visitor.get("/reports?standing=withdrawn").text) == ["撤下的报告"]


def test_taking_a_condition_away_leads_back(visitor: TestClient) -> None:
    page = LexborHTMLParser(visitor.get("/reports?year=2022&kind=annual_report").text)
    ways = {node.text(): node.attributes["href"] for node in page.css(".chosen a")}
    assert ways == {"年度报告": "/reports?year=2022", "2022": "/reports?kind=annual_report"}


def test_an_address_that_finds_nothing_says_so(visitor: TestClient) -> None:
    assert "没有符合这些条件的报告" in visitor.get("/reports?year=1999").text


@pytest.mark.parametrize("sort", ORDERS)
def test_turning_pages_shows_every_report_once_and_turning_back_the_same(shelf: Path, sort: str) -> None:
    with Database(shelf).reading() as reading:
        total = facets_of(reading, Selection()).total
        pages = [list_reports(reading, Selection(), ORDERS[sort], None)]
        while pages[-1].after:
            pages.append(list_reports(reading, Selection(), ORDERS[sort], pages[-1].after))
        seen = [row["report_id"] for page in pages for row in page.rows]
        assert len(seen) == len(set(seen)) == total > PAGE_ROWS
        assert pages[0].before is None
        places = [row["place"] for page in pages for row in page.rows]
        assert places == sorted(places, reverse=ORDERS[sort].descending)
        back = list_reports(reading, Selection(), ORDERS[sort], pages[-1].before)
        assert back.rows == pages[-2].rows
        assert back.after == pages[-2].after


def test_a_place_whose_report_is_gone_is_still_a_place(shelf: Path) -> None:
    with Database(shelf).reading() as reading:
        order = ORDERS["published"]
        page = list_reports(reading, Selection(), order, Place("2024-01-01", "no such report", after=True))
        assert page.rows[0]["place"] < "2024-01-01"


def test_pages_are_turned_by_links(visitor: TestClient) -> None:
    first = visitor.get("/reports?sort=place")
    following = LexborHTMLParser(first.text).css_first("a[rel=next]").attributes["href"]
    assert following is not None
    second = visitor.get(following)
    assert not set(titles(first.text)) & set(titles(second.text))
    previous = LexborHTMLParser(second.text).css_first("a[rel=prev]").attributes["href"]
    assert previous is not None
    assert titles(visitor.get(previous).text) == titles(first.text)


@pytest.mark.parametrize(
    "query",
    [
        *("year=soon", "year=20244", "kind=novel", "level=x", "region=43", "region=湖南", "portal=a/b"),
        *("sort=sideways", "after=nothing", "before=~", "body=both", "standing=maybe", "region=１２３４５６"),
    ],
)
def test_a_condition_there_is_not_is_refused(visitor: TestClient, query: str) -> None:
    answer = visitor.get(f"/reports?{query}")
    assert (answer.status_code, "地址有误" in answer.text) == (400, True)


def test_empty_conditions_are_open() -> None:
    assert Selection.asked(QueryParams("year=&kind=&region=")) == Selection()
    with pytest.raises(HTTPException):
        Selection.asked(QueryParams("year=20244"))


def test_a_download_is_what_is_shown(visitor: TestClient) -> None:
    page = visitor.get("/reports?year=2022").text
    answer = visitor.get("/reports.csv?year=2022")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="reports.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == found(page)
    assert [row["title"] for row in rows][:PAGE_ROWS] == titles(page)
    table = pq.read_table(io.BytesIO(visitor.get("/reports.parquet?year=2022").content))
    assert table.column("report_id").to_pylist() == [row["report_id"] for row in rows]
    assert "text" not in table.column_names


def test_a_download_runs_no_formula(visitor: TestClient) -> None:
    sent = visitor.get("/reports.csv?region=430723").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(sent)) for cell in row]
    assert "'" + FORMULA_TITLE in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]


def test_only_known_forms_are_sent(visitor: TestClient) -> None:
    for page in ("/reports.xlsx", "/reports.json", "/search.exe?q=法治"):
        assert visitor.get(page).status_code == 404, page


def test_downloads_leave_nothing_behind(
    visitor: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for page in ("/reports.csv", "/reports.parquet", "/search.csv?q=法治", "/reports.xlsx"):
        visitor.get(page)
    assert list(tmp_path.iterdir()) == []


def test_search_marks_the_words_and_leads_to_the_section(visitor: TestClient) -> None:
    page = LexborHTMLParser(visitor.get("/search?q=行政复议").text)
    marked = {node.text() for node in page.css(".snippet mark")}
    assert "行政复议" in marked
    first = page.css_first(".reports .title").attributes["href"]
    assert first is not None
    path, _, anchor = first.partition("#")
    assert f'id="{anchor}"' in visitor.get(path).text


def test_search_keeps_to_its_scope(visitor: TestClient) -> None:
    page = visitor.get("/search?q=调解&region=430723&role=plans&year=2024").text
    facts = text_in(page, ".reports .facts")
    assert "力争调解" in facts
    assert "共调解" not in facts


def test_search_shows_more_on_request(visitor: TestClient) -> None:
    page = LexborHTMLParser(visitor.get("/search?q=法治").text)
    assert len(page.css(".reports > li")) == 20
    more = page.css_first(".pages a").attributes["href"]
    assert more == "/search?q=%E6%B3%95%E6%B2%BB&limit=50"
    assert len(LexborHTMLParser(visitor.get(more).text).css(".reports > li")) == 50


@pytest.mark.parametrize("words", ["。。。", "--", "'; DROP TABLE reports; --", "%", "\x00"])
def test_words_that_mean_nothing_find_nothing(visitor: TestClient, words: str) -> None:
    answer = visitor.get("/search", params={"q": words})
    assert answer.status_code == 200
    assert titles(answer.text) == [] or "DROP" in words


@pytest.mark.parametrize("query", ["q=x&limit=1000", "q=x&role=king", "q=x&year=none", "q=" + "法" * 201])
def test_a_search_beyond_its_bounds_is_refused(visitor: TestClient, query: str) -> None:
    assert visitor.get(f"/search?{query}").status_code == 400


def test_found_sections_can_be_taken_along(visitor: TestClient) -> None:
    sent = visitor.get("/search.csv?q=行政复议").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sent)))
    assert len(rows) == 20
    assert all("行政复议" in row["snippet"] or row["marks"] for row in rows)
    assert pq.read_table(io.BytesIO(visitor.get("/search.parquet?q=无此词语甲乙丙").content)).num_rows == 0


def test_a_snippet_in_pieces_is_the_snippet() -> None:
    hit = Hit("r", "s", None, None, None, "u", "1", None, "甲乙丙丁", ((0, 1), (2, 4)), 1.0)
    assert list(pieces_of(hit)) == [("甲", True), ("乙", False), ("丙丁", True)]


def test_codes_that_no_list_knows_count_for_what_their_digits_name(shelf: Path) -> None:
    with Database(shelf).reading() as reading:
        tree = region_tree(reading)
        assert [region.name for region in tree.line("430723101")] == ["湖南省", "常德市", "澧县"]
        assert [region.name for region in tree.line("430799")] == ["湖南省", "常德市"]
        assert [region.name for region in tree.line("439999")] == ["湖南省"]
        assert tree.line("990000") == ()
        rolled = tree.rolled_up([("430723101", 2), ("430700", 1), ("430000", 4)], "430000")
        assert [(region.name, count) for region, count in rolled] == [("常德市", 3)]
