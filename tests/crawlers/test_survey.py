"""What `discover` and `check` write, each run as the process it is."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.registry import Portal
from tests.crawlers.loopback import QUICK, LoopbackPortal, Reply

HOME = (
    '<head><meta name="SiteName" content="某县人民政府"><meta name="SiteIDCode" content="4307230001"></head>'
    '<a href="/xxgk/">政府信息公开</a>'
)
ROWS = "".join(
    f'<li><a href="t_{year}.html">某县关于{year}年度法治政府建设情况的报告</a><i>{year + 1}-03-01</i></li>'
    for year in (2024, 2023)
)
COLUMN = f"<title>法治政府建设</title><ul>{ROWS}</ul>"


def visit(module: str, portal: LoopbackPortal, folder: Path, **entry: Any) -> dict[str, Any]:
    facts = {"id": "mou", "name": "某县", "region": "430723", "homepage": f"{portal.url}/", "private": True}
    job = {"portal": facts | entry, "report": str(folder / "report.json"), "settings": QUICK}
    (folder / "job.json").write_text(json.dumps(job))
    subprocess.run([sys.executable, "-m", f"crawlers.{module}", str(folder / "job.json")], check=True)
    found: dict[str, Any] = json.loads((folder / "report.json").read_text())
    return found


def test_discovery_tells_what_it_found_why_and_the_entry_to_paste(
    portal: LoopbackPortal, tmp_path: Path
) -> None:
    portal.pages |= {"/": HOME, "/xxgk/": '<a href="/fz/">法治政府建设</a>', "/fz/": COLUMN}
    found = visit("discover", portal, tmp_path)
    (column,) = found["columns"]
    assert column["url"] == f"{portal.url}/fz/"
    assert column["way"] == ["政府信息公开", "法治政府建设"]
    assert (column["entries"], column["reports"], column["newest"]) == (2, 2, "2025-03-01")
    assert found["requests"] <= 6
    (entry,) = yaml.safe_load(found["entry"])
    pasted = Portal.model_validate(entry)
    assert (pasted.name, pasted.region) == ("某县人民政府", "430723")
    assert pasted.columns == (f"{portal.url}/fz/",)
    assert not [asked for asked in portal.asked if "t_100" in asked.path]


def test_a_check_tells_what_each_column_lists(portal: LoopbackPortal, tmp_path: Path) -> None:
    portal.pages |= {"/": HOME, "/fz/": COLUMN, "/robots.txt": "User-agent: *\nDisallow: /closed/"}
    columns = [f"{portal.url}{path}" for path in ("/fz/", "/gone/", "/closed/")]
    seen = visit("check", portal, tmp_path, columns=columns)
    assert (seen["alive"], seen["status"], seen["blocked"]) == (True, 200, False)
    assert [column["reports"] for column in seen["columns"]] == [2, 0, 0]
    assert seen["robots"] == f"forbids {portal.url}/closed/"
    assert any("/gone/" in problem for problem in seen["problems"])
    assert portal.times_asked("/closed/") == 0


@pytest.mark.parametrize(
    ("answer", "alive", "blocked"),
    [
        (Reply("<script>$_ts={}</script>", 412), False, True),
        (Reply("gone", 404), False, False),
        (Reply("moved", 302, {"Location": "/new/"}), True, False),
    ],
)
def test_a_check_tells_how_a_homepage_answers(
    portal: LoopbackPortal, tmp_path: Path, answer: Reply, alive: bool, blocked: bool
) -> None:
    portal.pages |= {"/": answer, "/new/": HOME, "/fz/": COLUMN}
    seen = visit("check", portal, tmp_path, columns=[f"{portal.url}/fz/"])
    assert (seen["alive"], seen["blocked"]) == (alive, blocked)
    assert seen["answered_by"] == f"{portal.url}{'/new/' if alive else '/'}"


def test_a_portal_that_does_not_answer_is_not_alive(portal: LoopbackPortal, tmp_path: Path) -> None:
    seen = visit("check", portal, tmp_path, homepage="http://127.0.0.1:9/", columns=["http://127.0.0.1:9/a/"])
    assert (seen["alive"], seen["status"]) == (False, None)
    assert "refused" in seen["detail"]
