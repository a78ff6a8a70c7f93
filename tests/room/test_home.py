"""The front page and the pages of regions: who has published, what came last night, what is held."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from room.app import create_app
from room.coverage import Tally, coverage_of, year_to_show, years_covered
from room.database import Database
from room.room import Room
from room.shapes import day, live_address, number, share
from room.static_files import static_files
from tests.warehouse.staged_nights import document, rows_of, write_night
from warehouse.loading import load

pytestmark = pytest.mark.xdist_group("room")

MAPS = [name for name in static_files() if name.startswith("maps/") and name.endswith(".json")]


def text_of(page: str, selector: str) -> list[str]:
    return [" ".join(node.text(separator=" ").split()) for node in LexborHTMLParser(page).css(selector)]


def test_the_front_page_tells_what_is_held(visitor: TestClient, shelf: Path) -> None:
    page = visitor.get("/").text
    held = dict(zip(text_of(page, ".figures dt"), text_of(page, ".figures dd"), strict=True))
    (standing,) = rows_of(shelf, "SELECT count(*) FROM reports WHERE withdrawn_at IS NULL")[0]
    assert held["份报告"] == str(standing)
    assert re.fullmatch(r"20\d\d–20\d\d", held["报告年度"])


def test_the_front_page_lists_what_was_published_last(visitor: TestClient) -> None:
    days = re.findall(r"(\d{4}-\d\d-\d\d) 发布", visitor.get("/").text)
    assert days == sorted(days, reverse=True)
    assert len(days) == 12


def test_the_front_page_tells_of_the_last_harvest(visitor: TestClient) -> None:
    page = visitor.get("/").text
    assert "访问 2 个门户，读出 2 份报告，排除 0 个页面" in page
    rows = text_of(page, "section[aria-labelledby=night-title] tbody tr")
    assert rows == ["新页面 1 1", "有改动 1 1", "已不存在 1 1", "出错 1 1"]


def test_an_empty_warehouse_says_so(tmp_path: Path) -> None:
    load(tmp_path / "w.duckdb", write_night(tmp_path / "night"))
    with TestClient(create_app(Room(tmp_path / "w.duckdb")), base_url="http://127.0.0.1") as guest:
        for page in ("/", "/reports", "/search", "/search?q=法治", "/indicators", "/portals"):
            assert guest.get(page).status_code == 200, page
        assert "库中还没有报告" in guest.get("/").text


def test_a_province_counts_the_governments_below_it(visitor: TestClient) -> None:
    table = text_of(visitor.get("/?year=2024").text, "#map-table tbody tr")
    hunan = next(row for row in table if row.startswith("湖南省"))
    assert re.fullmatch(r"湖南省 0\.7% 1 / 137 0 未见", hunan)
    below = text_of(visitor.get("/coverage/430000?year=2024").text, "#map-table tbody tr")
    assert next(row for row in below if row.startswith("常德市")) == "常德市 10% 1 / 10 0 未见"
    assert len(below) == 14
    within = text_of(visitor.get("/coverage/430700?year=2024").text, "#map-table tbody tr")
    assert next(row for row in within if row.startswith("澧县")) == "澧县 100% 1 / 1 0 按时"


def test_townships_are_a_level_of_their_own(visitor: TestClient) -> None:
    below = text_of(visitor.get("/coverage/430700?year=2024&of=township").text, "#map-table tbody tr")
    assert any(re.match(r"澧县 \d+(\.\d)?% 1 / \d\d", row) for row in below)


def test_a_county_lists_its_townships(visitor: TestClient) -> None:
    rows = text_of(visitor.get("/coverage/430723?year=2024").text, "main table tbody tr")
    assert "梦溪镇 按时 2025-02-20 -40" in rows
    assert sum(row.endswith("未见") for row in rows) == len(rows) - 1


def test_where_there_is_no_duty_to_report_nobody_is_missing(visitor: TestClient) -> None:
    page = visitor.get("/?year=2024").text
    assert not re.search("台湾省|香港特别行政区|澳门特别行政区", " ".join(text_of(page, "#map-table")))


@pytest.mark.parametrize("region", ["999999", "43", "4307231", "湖南省", "430723101", "''"])
def test_a_region_there_is_not_has_a_page_of_its_own(visitor: TestClient, region: str) -> None:
    answer = visitor.get(f"/coverage/{region}")
    assert (answer.status_code, "没有这个地区" in answer.text) == (404, True)


@pytest.mark.parametrize("query", ["year=20240", "year=x", "of=village", "year=２０２４"])
def test_what_a_map_cannot_show_is_refused(visitor: TestClient, query: str) -> None:
    assert visitor.get(f"/?{query}").status_code == 400


def test_a_year_without_reports_is_shown_as_such(visitor: TestClient) -> None:
    assert visitor.get("/?year=1950").status_code == 200


def test_every_row_of_the_table_has_its_place_on_the_map(visitor: TestClient) -> None:
    page = LexborHTMLParser(visitor.get("/?year=2024").text)
    borders = page.css_first("#map").attributes["data-borders"]
    assert borders is not None
    named = {feature["properties"]["code"] for feature in visitor.get(borders).json()["features"]}
    assert {row.attributes["data-code"] for row in page.css("#map-table tbody tr")} <= named
    assert {"710000", "810000", "820000"} <= named


@pytest.mark.parametrize("name", MAPS)
def test_maps_are_whole(name: str) -> None:
    features = json.loads(static_files()[name].body)["features"]
    codes = [feature["properties"]["code"] for feature in features]
    assert len(codes) == len(set(codes))
    for feature in features:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert len(ring) > 3
                assert ring[0] == ring[-1]
                assert all(70 < x < 140 and 0 < y < 56 for x, y in ring)


def test_there_is_a_map_for_every_province_with_divisions() -> None:
    assert len(MAPS) == 1 + 31


def test_the_divisions_of_hainan_and_of_a_municipality_are_counted_below_the_right_one(
    tmp_path: Path,
) -> None:
    places = [
        {
            "level": "county",
            "region_code": "469027",
            "province": "海南省",
            "county": "乐东黎族自治县",
            "city": None,
        },
        {"level": "county", "region_code": "110101", "province": "北京市", "county": "东城区", "city": None},
    ]
    documents = [
        document(
            f"https://a.cn/{place['region_code']}", **place, issuers=[str(place["county"])], title="报告"
        )
        for place in places
    ]
    regions = [
        {"region_code": "460000", "name": "海南省", "level": "province"},
        {"region_code": "469027", "name": "乐东黎族自治县", "level": "county", "parent_code": "460000"},
        {"region_code": "110000", "name": "北京市", "level": "province"},
        {"region_code": "110101", "name": "东城区", "level": "county", "parent_code": "110000"},
    ]
    load(tmp_path / "w.duckdb", write_night(tmp_path / "night", documents=documents, regions=regions))
    with Database(tmp_path / "w.duckdb").reading() as reading:
        country = coverage_of(reading, "", 2024)
        assert [(below.name, below.tally("main")) for below in country.below] == [
            ("北京市", Tally(2, 1, 0)),
            ("海南省", Tally(2, 1, 0)),
        ]
        island = coverage_of(reading, "460000", 2024)
        assert [(below.name, below.tally("county")) for below in island.below] == [
            ("乐东黎族自治县", Tally(1, 1, 0))
        ]
        assert years_covered(reading) == {2024: 2}


def test_in_spring_the_year_before_the_last_is_shown() -> None:
    assert year_to_show({2025: 3, 2024: 90, 2023: 100}) == 2024
    assert year_to_show({2019: 1}) == 2019
    assert year_to_show({}) is None


def test_numbers_and_days_look_as_they_should() -> None:
    assert [number(value) for value in (12345, 0.5, 98.75, None, 3.0)] == ["12,345", "0.5", "98.75", "", "3"]
    assert [share(1, 3), share(0, 3), share(3, 3), share(1, 300), share(0, 0)] == [
        "33%",
        "0%",
        "100%",
        "0.3%",
        "–",
    ]
    assert day(date(2025, 4, 1)) == "2025-04-01"


@pytest.mark.parametrize(
    ("url", "leads"),
    [
        ("https://www.example.cn/a?b=1", True),
        ("http://www.example.cn/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)//https://www.example.cn", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("saved/page.html", False),
        ("https://", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, *, leads: bool) -> None:
    assert (live_address(url) is not None) is leads
