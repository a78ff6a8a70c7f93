"""One run at a host at a time, kept by the limits of a real server."""

import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.registry import Portal
from flows.limits import limits_of
from tests.flows.operating import Operator
from tests.prefect_server import PrefectServer

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("prefect")]

TWO_RUNS = """
from prefect import flow
from crawlers.registry import Portal
from flows.limits import HostBusyError, alone_at_hosts, make_limits

def portal(name, host):
    return Portal(id=name, name=name, region="430723", homepage=f"http://{host}/")

@flow
def crawl():
    here, there = portal("a", "www.a.gov.cn"), portal("b", "www.b.gov.cn:8080")
    platform = portal("c", "xxgk.b.gov.cn")
    make_limits([here, there])
    make_limits([here, there])
    with alone_at_hosts([here], wait=20):
        with alone_at_hosts([there], wait=20):
            print("another host is free")
        try:
            with alone_at_hosts([platform, here], wait=1):
                print("both at one host")
        except HostBusyError as error:
            print(error)
    with alone_at_hosts([here, platform], wait=60):
        print("free again")

if __name__ == "__main__":
    crawl()
"""


def test_two_crawls_never_are_at_one_host(prefect_server: PrefectServer, tmp_path: Path) -> None:
    (tmp_path / "two.py").write_text(TWO_RUNS, "utf-8")
    operator = Operator(prefect_server)
    done = subprocess.run(
        [sys.executable, "two.py"],
        cwd=tmp_path,
        env=operator.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    first, second, third = done.stdout.splitlines()
    assert (first, third) == ("another host is free", "free again"), done.stderr
    assert second.startswith("another run has been crawling baogao-host-a.gov.cn, baogao-host-b.gov.cn for")
    limits = operator.ask("/v2/concurrency_limits/filter", {"limit": 200})
    held = {limit["name"]: (limit["limit"], limit["active_slots"]) for limit in limits}
    assert held["baogao-host-b.gov.cn"] == (1, 0)


def test_a_limit_is_named_for_a_domain_and_for_a_private_address_and_port() -> None:
    county = Portal(
        id="a",
        name="a",
        region="430723",
        homepage="https://www.a.gov.cn/zwgk/",
        columns=("https://xxgk.hunan.gov.cn/a/",),
        hosts=("file.b.gov.cn",),
    )
    demo = Portal(id="b", name="b", region="430723", homepage="http://127.0.0.1:8080/", private=True)
    assert limits_of([county, demo]) == {
        "baogao-host-a.gov.cn",
        "baogao-host-hunan.gov.cn",
        "baogao-host-b.gov.cn",
        "baogao-host-127.0.0.1:8080",
    }
