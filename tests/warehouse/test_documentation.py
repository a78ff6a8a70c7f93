"""The page of the warehouse is up to date, and its ten queries give answers."""

from pathlib import Path

import pytest

from tests.warehouse.staged_nights import (
    CODES,
    LATER_TEXT,
    OWN_PORTAL,
    OWN_URL,
    TOWNSHIP,
    capture,
    document,
    night_after,
    write_night,
)
from warehouse.documentation import warehouse_page
from warehouse.loading import load
from warehouse.querying import run_query
from warehouse.sqlfiles import sql_files

PAGE = Path(__file__).parents[2] / "docs" / "warehouse.md"
EXAMPLES = sql_files("examples")


def test_the_page_is_what_the_schema_says():
    assert PAGE.read_text("utf-8") == warehouse_page(), (
        "stale: run `python -m warehouse.documentation docs/warehouse.md`"
    )


def test_there_are_ten_queries_each_with_a_title():
    assert len(EXAMPLES) == 10
    assert all(path.read_text("utf-8").startswith("-- ") for path in EXAMPLES)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory) -> Path:
    """Two years of a county, a township that is silent on its region's neighbour, and a work plan."""
    folder = tmp_path_factory.mktemp("examples")
    plan = document(
        "https://www.lixian.example.cn/plan.html",
        kind="work_plan",
        title="澧县2025年法治政府建设工作要点",
        year=2025,
        tasks=[{"number": 1, "heading": "加强培训", "lead": ["县司法局"], "responsible": ["各乡镇"]}],
    )
    earlier = document(
        "https://www.lixian.example.cn/0.html", text=LATER_TEXT, year=2023, fetched_at=night_after(1)
    )
    earlier["indicators"] = [row | {"year": 2023} for row in earlier["indicators"]]
    township = document("https://www.lixian.example.cn/t.html", **TOWNSHIP, issuers=["梦溪镇人民政府"])
    night = write_night(
        folder / "night",
        documents=[document(), earlier, township, plan],
        captures=[capture(OWN_URL, night_after(0), portal_id="lixian")],
        portals=[OWN_PORTAL],
        regions=[
            {"region_code": "430723", "name": "澧县", "level": "county", "parent_code": "430700"},
            {"region_code": "430724", "name": "临澧县", "level": "county", "parent_code": "430700"},
        ],
        indicator_codes=CODES,
    )
    load(folder / "w.duckdb", night)
    return folder / "w.duckdb"


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_a_worked_query_gives_rows(warehouse, path):
    with run_query(warehouse, path.read_text("utf-8"), 10.0) as result:
        assert list(result.rows())
