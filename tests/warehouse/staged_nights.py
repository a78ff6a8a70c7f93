"""Small staged nights, written as readers would: one call per page, named constants for what matters."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.staging import STAGED

Row = dict[str, Any]

EVENING = datetime(2025, 3, 1, 20, tzinfo=UTC)
COUNTY = {
    "level": "county",
    "region_code": "430723",
    "province": "湖南省",
    "city": "常德市",
    "county": "澧县",
}
TOWNSHIP = {
    "level": "township",
    "region_code": "430723",
    "township_code": "430723101",
    "province": "湖南省",
    "city": "常德市",
    "county": "澧县",
    "township": "梦溪镇",
}
OWN_PORTAL = {"portal_id": "lixian", "name": "澧县人民政府", "region_code": "430723"}
CITY_PORTAL = {"portal_id": "changde", "name": "常德市人民政府", "region_code": "430700"}
OWN_URL = "https://www.lixian.example.cn/a/1.html"
CITY_URL = "https://www.changde.example.cn/b/2.html"

TEXT = (
    "一、主要工作情况\n"
    "共调解矛盾纠纷120件,调解成功率98%。开展普法活动35场次,依据《中华人民共和国行政复议法》办理案件。\n"
    "二、存在的问题\n"
    "执法力量不足。\n"
    "三、下一步打算\n"
    "力争调解成功率达到99%。"
)
LATER_TEXT = TEXT.replace("120件", "121件")
CODES = [
    {"code": "disputes_mediated", "area": "disputes", "unit": "件", "units": ["件"], "aggregation": "sum"},
    {"code": "publicity_events", "area": "publicity", "unit": "场次", "units": ["场"], "aggregation": "sum"},
    {
        "code": "mediation_success_rate",
        "area": "disputes",
        "unit": "%",
        "units": ["%"],
        "aggregation": "mean",
    },
]


def night_after(days: int) -> datetime:
    """The evening `days` after the first."""
    return EVENING + timedelta(days=days)


def capture(url: str, fetched_at: datetime, outcome: str = "new", **facts: Any) -> Row:
    """A capture, its id made of address and time as the crawlers do."""
    name = hashlib.sha256(f"{url}{fetched_at}".encode()).hexdigest()[:24]
    return {"capture_id": name, "url": url, "fetched_at": fetched_at, "outcome": outcome} | facts


def document(url: str = OWN_URL, *, text: str = TEXT, fetched_at: datetime = EVENING, **facts: Any) -> Row:
    """A page read as an annual report of a county; `facts` change what matters to a test."""
    row: Row = {
        "capture_id": capture(url, fetched_at)["capture_id"],
        "portal_id": "lixian" if url == OWN_URL else "changde" if url == CITY_URL else None,
        "url": url,
        "fetched_at": fetched_at,
        "kind": "annual_report",
        "title": "澧县2024年度法治政府建设工作情况的报告",
        "issuers": ["中共澧县县委", "澧县人民政府"],
        "department": False,
        **COUNTY,
        "year": 2024,
        "published_on": date(2025, 2, 20),
        "text": text,
        "content_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "reader_version": "1",
        "sections": sections_of(text),
        "indicators": indicators_of(text),
        "tasks": [],
        "citations": citations_of(text),
    }
    return row | facts


def sections_of(text: str) -> list[Row]:
    """The outline of a text with headings `一、…` on lines of their own, one item each below them."""
    roles = {"一": "achievements", "二": "problems", "三": "plans"}
    rows: list[Row] = []
    for line, following in zip(text.split("\n"), text.split("\n")[1:], strict=False):
        if line[1:2] != "、":
            continue
        start = text.index(line)
        path = str(len([row for row in rows if row["depth"] == 1]) + 1)
        shared = {"role": roles[line[0]], "end_char": start + len(line) + 1 + len(following)}
        rows.append(
            {"path": path, "parent_path": None, "depth": 1, "label": line[:2], "heading": line[2:]}
            | {"start_char": start, "text": ""}
            | shared
        )
        rows.append(
            {"path": f"{path}.1", "parent_path": path, "depth": 2, "label": "", "heading": following[:6]}
            | {"start_char": start + len(line) + 1, "text": following}
            | shared
        )
    return [row | {"position": position} for position, row in enumerate(rows)]


def indicators_of(text: str) -> list[Row]:
    """The numbers of `TEXT` and its kin."""
    found = []
    for name, unit, code, nature in [
        ("共调解矛盾纠纷", "件", "disputes_mediated", "actual"),
        ("调解成功率", "%", "mediation_success_rate", "actual"),
        ("开展普法活动", "场次", "publicity_events", "actual"),
        ("调解成功率达到", "%", "mediation_success_rate", "target"),
    ]:
        start = text.find(name) + len(name)
        digits = text[start : text.find(unit, start)]
        if text.find(name) >= 0 and digits.isdecimal():
            end = start + len(digits) + len(unit)
            found.append(
                {"section_path": "1.1" if nature == "actual" else "3.1", "code": code, "name": name}
                | {"value": float(digits), "unit": unit, "qualifier": "exact", "nature": nature, "year": 2024}
                | {"quote": text[start - len(name) : end], "start_char": start, "end_char": end}
            )
    return found


def citations_of(text: str) -> list[Row]:
    """The first title in 《》, if there is one."""
    start, end = text.find("《") + 1, text.find("》")
    if start == 0:
        return []
    return [{"section_path": "1.1", "title": text[start:end], "start_char": start, "end_char": end}]


def write_night(folder: Path, **tables: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows as the staged files of a night in `folder` and return it; lacking columns are null."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in tables.items():
        full = [{column.name: row.get(column.name) for column in STAGED[table]} for row in rows]
        content = pa.Table.from_pylist(full, schema=STAGED[table])
        pq.write_table(content, folder / f"{table}-{len(list(folder.iterdir()))}.parquet")
    return folder


def rows_of(warehouse: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query on the warehouse."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def whole_content(warehouse: Path) -> dict[str, list[str]]:
    """Every row of every table but the journal of loads, in an order of its own."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE table_name NOT IN ('loads', 'row_changes')"
        ).fetchall()
        return {
            table: sorted(map(repr, connection.execute(f"FROM {table}").fetchall())) for (table,) in tables
        }
