"""Indicators over all governments: the panel's values, how they spread, the way back to each sentence."""

import csv
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from room.app import create_app
from room.database import Database
from room.indicators.histogram import Spread, bins_of, edges_of, is_skewed
from room.indicators.values import OfYear, settled_year, show_values
from room.room import Room
from tests.warehouse.staged_nights import CODES, TEXT, document, rows_of, write_night
from warehouse.loading import load

CODE = "disputes_mediated"
REGIONS = [
    {"region_code": "430000", "name": "湖南省", "level": "province", "parent_code": None},
    {"region_code": "430700", "name": "常德市", "level": "city", "parent_code": "430000"},
    {"region_code": "430723", "name": "澧县", "level": "county", "parent_code": "430700"},
    {"region_code": "430724", "name": "临澧县", "level": "county", "parent_code": "430700"},
    {"region_code": "430725", "name": "桃源县", "level": "county", "parent_code": "430700"},
    {"region_code": "430821", "name": "慈利县", "level": "county", "parent_code": "430800"},
]
MEDIATED = {  # by region and year
    ("430700", 2024): 9000,
    ("430723", 2023): 100,
    ("430723", 2024): 120,
    ("430724", 2024): 300,
    ("430725", 2024): 60,
    ("430821", 2024): 5,
}


def report(region: str, year: int, mediated: int, page: str = "report", **facts: object) -> dict[str, object]:
    named = next(row for row in REGIONS if row["region_code"] == region)
    name, level = str(named["name"]), str(named["level"])
    text = f"{name}{page}。" + TEXT.replace("120件", f"{mediated}件")
    row = document(
        f"https://{region}.example.cn/{page}/{year}.html",
        text=text,
        title=f"{name}{year}年度法治政府建设情况报告",
        issuers=[f"{name}人民政府"],
        level=level,
        region_code=region,
        city=name if level == "city" else "常德市",
        county=name if level == "county" else None,
        year=year,
        published_on=date(year + 1, 3, 1),
    )
    row["indicators"] = [number | {"year": year} for number in row["indicators"]]
    return row | facts


@pytest.fixture(scope="module")
def governments(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city, its counties, a county elsewhere, and a bureau."""
    folder = tmp_path_factory.mktemp("governments")
    documents = [report(region, year, mediated) for (region, year), mediated in MEDIATED.items()]
    named = {"title": "澧县司法局2024年依法行政工作总结", "issuers": ["澧县司法局"], "department": True}
    bureau = report("430723", 2024, 7, page="bureau", **named)
    tables = {"documents": [*documents, bureau], "regions": REGIONS, "indicator_codes": CODES}
    load(folder / "w.duckdb", write_night(folder / "night", **tables))
    return folder / "w.duckdb"


@pytest.fixture(scope="module")
def asker(governments: Path) -> Iterator[TestClient]:
    """Someone who asks a room of these governments, in English."""
    room = Room(governments)
    headers = {"Accept-Language": "en"}
    with TestClient(create_app(room), base_url="http://127.0.0.1", headers=headers) as client:
        yield client
    room.database.close()


def page_of(client: TestClient, address: str) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.document_fromstring(answer.text)


def table_of(page: html.HtmlElement, selector: str) -> list[list[str]]:
    rows = page.cssselect(f"{selector} tbody tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in rows]


def test_the_values_are_those_of_the_panel(shelf, governments):
    for warehouse in (shelf, governments):
        panel = rows_of(
            warehouse,
            """SELECT v.code, r.rowid, v.year, v.value, v.qualifier
            FROM indicator_panel AS v JOIN reports AS r USING (report_id)""",
        )
        database = Database(warehouse)
        own = []
        for code in {row[0] for row in panel}:
            with database.reading() as reading:
                show_values(reading, code)
                values = reading.ask("SELECT place, year, value, qualifier FROM code_values")
                own += [(code, *row.values()) for row in values]
        database.close()
        assert sorted(own) == sorted(panel)


def test_readers_of_two_codes_at_once_get_each_their_own(governments):
    database = Database(governments)

    def least_and_greatest(code: str) -> tuple[float, float] | None:
        with database.reading() as reading:
            show_values(reading, code)
            return reading.cursor.execute("SELECT min(value), max(value) FROM code_values").fetchone()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(least_and_greatest, [CODE, "mediation_success_rate"] * 8))
    database.close()
    assert set(found[::2]) == {(5, 9000)}
    assert set(found[1::2]) == {(98, 98)}


def test_every_value_leads_to_the_number_it_was_printed_as(asker, governments):
    page = page_of(asker, f"/indicators/{CODE}")
    links = {link for link in page.xpath("//a/@href") if "#i-" in link}
    assert len(links) == 6
    for link in links:
        report_id, _, indicator_id = link.removeprefix("/reports/").partition("#i-")
        where = f"indicator_id = '{indicator_id}' AND report_id = '{report_id}' AND code = '{CODE}'"
        assert rows_of(governments, f"SELECT nature FROM indicators WHERE {where}") == [("actual",)]


def test_the_list_is_ranked_and_can_be_narrowed(asker):
    def listed(query: str) -> list[tuple[str, str]]:
        page = page_of(asker, f"/indicators/{CODE}?{query}")
        return [(row[0], row[2]) for row in table_of(page, "#values")]

    whole = [("1", "9,000"), ("2", "300"), ("3", "120"), ("4", "60"), ("5", "7"), ("6", "5")]
    assert listed("") == whole
    assert listed("order=least") == whole[::-1]
    assert listed("level=county&body=government") == [("1", "300"), ("2", "120"), ("3", "60"), ("4", "5")]
    assert listed("region=430700&level=county&low=60&high=300") == [("2", "120"), ("3", "60")]
    assert listed("year=2023") == [("1", "100")]


def test_a_county_stands_beside_its_siblings_and_its_parent(asker):
    page = page_of(asker, f"/indicators/{CODE}?government=430723")
    assert table_of(page, "#lines") == [
        ["澧县", "100", "120"],
        ["常德市 parent", "–", "9,000"],
        ["Median of the siblings", "100", "120"],
        ["临澧县", "–", "300"],
        ["桃源县", "–", "60"],
    ]
    (chart,) = page.cssselect(".chart[data-chart=bins]")
    assert (chart.get("data-own"), chart.get("data-own-name")) == ("120.0", "澧县")


def test_a_region_without_values_is_compared_all_the_same(asker):
    page = page_of(asker, f"/indicators/{CODE}?government=430000")
    assert "do not state this indicator" in page.text_content()


def test_the_spread_is_a_table_too_and_its_bins_lead_to_their_values(asker):
    page = page_of(asker, f"/indicators/{CODE}")
    assert [row[2] for row in table_of(page, "#bins") if row[2] != "0"] == ["2", "1", "1", "1", "1"]
    link = page.cssselect("#bins a")[-1].get("href")
    assert [row[2] for row in table_of(page_of(asker, link), "#values")] == ["9,000"]


def test_levels_and_years_stand_side_by_side(asker):
    page = page_of(asker, f"/indicators/{CODE}")
    assert [row[:2] for row in table_of(page, "#years")] == [["2023", "1"], ["2024", "6"]]
    spreads = [row[:3] for row in table_of(page, ".spreads:not(#years)")]
    assert spreads == [
        ["City", "Government or party", "1"],
        ["County", "Government or party", "4"],
        ["County", "Department", "1"],
    ]


def test_the_codebook_tells_how_much_there_is_of_each_code(asker):
    page = page_of(asker, "/indicators")
    (row,) = [row for row in table_of(page, ".codes") if CODE in row[0]]
    assert row[1:] == ["件", "100%", "7", "7", "2023–2024"]
    assert page_of(asker, page.cssselect(".codes a")[0].get("href")).cssselect("h1")


def test_values_are_downloaded_with_their_sentences(asker):
    answer = asker.get(f"/indicators/{CODE}/values.csv?level=county&year=2024&body=government")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["county"], row["value"]) for row in rows] == [
        ("临澧县", "300"),
        ("澧县", "120"),
        ("桃源县", "60"),
        ("慈利县", "5"),
    ]
    assert all(row["value"] in row["quote"] for row in rows)
    assert asker.get(f"/indicators/{CODE}/values.parquet").content[:4] == b"PAR1"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/indicators/nothing", 404),
        ("/indicators/nothing/values.csv", 404),
        (f"/indicators/{CODE}/values.exe", 404),
        (f"/indicators/{CODE}?page=99", 404),
        (f"/indicators/{CODE}?year=soon", 400),
        (f"/indicators/{CODE}?region=43%25", 400),
        (f"/indicators/{CODE}?government=1%20OR%201", 400),
        (f"/indicators/{CODE}?low=nan", 400),
        (f"/indicators/{CODE}?scale=cubic", 400),
        (f"/indicators/{CODE}?year=1999", 200),
        ("/indicators/publicity_audience%27--", 404),
    ],
)
def test_what_is_not_there_is_said_in_a_friendly_way(asker, address, status):
    answer = asker.get(address)
    assert answer.status_code == status
    assert re.search(r"<h1>[^<]+</h1>", answer.text)


def test_hostile_issuers_are_text(visitor):
    answer = visitor.get(f"/indicators/{CODE}")
    page = html.document_fromstring(answer.text)
    assert [name for element in page.iter() for name in element.attrib if name.startswith("on")] == []
    assert [script for script in page.cssselect("script") if not script.get("src")] == []
    assert page.cssselect("[style]") == []


numbers = st.floats(0, 1e9) | st.integers(0, 1000).map(float)


@given(values=st.lists(numbers, min_size=1, max_size=40), log=st.booleans())
def test_every_value_falls_into_one_bin(values, log):
    values.sort()
    edges = edges_of(Spread(len(values), values[0], values[len(values) // 2], values[-1]), log=log)
    assert list(edges) == sorted(set(edges))
    assert len(edges) < 40
    assert edges[0] <= values[0]
    assert values[-1] < edges[-1]
    reached = [sum(edge <= value for edge in edges) for value in values]
    bins = bins_of(edges, {place: reached.count(place) for place in reached})
    assert sum(row.count for row in bins) == len(values)


def test_edges_are_round_numbers():
    assert edges_of(Spread(4, 3, 20, 450), log=True) == (2, 5, 10, 20, 50, 100, 200, 500)
    assert edges_of(Spread(100, 0, 5, 9), log=True) == (0, 1, 2, 5, 10)
    assert edges_of(Spread(9, 97, 98, 99), log=False) == (97, 97.5, 98, 98.5, 99, 99.5)
    assert edges_of(Spread(3, 100, 100, 100), log=False) == (100, 101)
    assert edges_of(Spread(4, -4, 1, 6), log=True) == (-5, -2.5, 0, 2.5, 5, 7.5)
    assert is_skewed(Spread(4, 0, 3, 100))
    assert not is_skewed(Spread(4, 90, 95, 100))


def test_a_year_is_settled_once_most_have_reported_on_it():
    def of(year: int, count: int) -> OfYear:
        return OfYear(count=count, least=0, greatest=0, mean=0, quantiles=(0,) * 5, year=year)

    assert settled_year([of(2022, 90), of(2023, 100), of(2024, 60), of(2025, 3)]) == 2024
    assert settled_year([]) is None
