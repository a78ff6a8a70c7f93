"""`baogao portals` over loopback portals."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from flows.command.portals import run_check, run_discover
from flows.command.status import OK, PARTLY
from tests.conftest import Baogao
from tests.crawlers.loopback import QUICK, Asked, LoopbackPortal, Reply

COLUMN = (
    "<title>法治政府建设</title><ul><li><a href='t_1001.html'>某县关于2024年度法治政府建设情况的报告</a>"
    "<span>2025-03-01</span></li></ul>"
)

COMMON = {"name": "某县人民政府", "region": "430723", "private": True}


@pytest.fixture
def registry(loopback: LoopbackPortal, tmp_path: Path) -> Path:
    entries = [
        {"id": "well", "homepage": f"{loopback.url}/", "columns": [f"{loopback.url}/fz/"]},
        {"id": "dead", "homepage": "http://127.0.0.1:9/"},
    ]
    file = tmp_path / "portals.yaml"
    file.write_text(yaml.safe_dump([entry | COMMON for entry in entries], allow_unicode=True))
    return file


@pytest.fixture
def loopback() -> Iterator[LoopbackPortal]:
    served = LoopbackPortal()
    served.pages |= {"/": "<a href='/fz/'>法治政府建设</a>", "/fz/": COLUMN}
    yield served
    served.close()


def test_check_prints_a_row_a_portal_and_what_is_wrong(
    registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_check((), registry, QUICK | {"RETRY_TIMES": 0}) == PARTLY
    printed = capsys.readouterr()
    rows = {line.split()[0]: line.split() for line in printed.out.splitlines() if line.strip()}
    assert rows["well"][1:3] == ["yes", "200"]
    assert "2025-03-01" in rows["well"]
    assert rows["dead"][1] == "no"
    assert "baogao: dead: http://127.0.0.1:9/" in printed.err
    assert "well" not in printed.err


def test_check_of_well_portals_is_ok(registry: Path) -> None:
    assert run_check(["well"], registry, QUICK) == OK


def test_portals_of_one_host_are_checked_in_turn(loopback: LoopbackPortal, tmp_path: Path) -> None:
    """Else two processes, each of two requests at a time, would be at the host together."""
    here, most = 0, 0
    counting = threading.Lock()

    def column(_: Asked) -> Reply:
        nonlocal here, most
        with counting:
            here += 1
            most = max(most, here)
        time.sleep(0.4)
        with counting:
            here -= 1
        return Reply(COLUMN)

    entries = []
    for county in ("a", "b"):
        paths = [f"/{county}/{number}/" for number in range(4)]
        loopback.pages |= dict.fromkeys(paths, column)
        columns = [loopback.url + path for path in paths]
        entries.append({"id": county, "homepage": f"{loopback.url}/", "columns": columns} | COMMON)
    (tmp_path / "shared.yaml").write_text(yaml.safe_dump(entries, allow_unicode=True))
    assert run_check((), tmp_path / "shared.yaml", QUICK) == OK
    assert most == 2


def test_discover_prints_the_entry_to_paste(
    loopback: LoopbackPortal, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_discover(f"{loopback.url}/", private=True, settings=QUICK) == OK
    printed = capsys.readouterr().out
    (entry,) = yaml.safe_load(printed[printed.index("- id:") :])
    assert entry["columns"] == [f"{loopback.url}/fz/"]


def test_discover_of_nothing_says_so(loopback: LoopbackPortal, capsys: pytest.CaptureFixture[str]) -> None:
    loopback.pages = {"/": "<a href='/news/'>新闻</a>"}
    assert run_discover(f"{loopback.url}/", private=True, settings=QUICK) == PARTLY
    assert "no column of reports found" in capsys.readouterr().err


def test_what_is_no_address_is_refused_in_one_line(baogao: Baogao) -> None:
    refused = baogao("portals", "discover", "ftp://mou.gov.cn/")
    assert refused.returncode == 2
    assert len(refused.stderr.splitlines()) == 1
