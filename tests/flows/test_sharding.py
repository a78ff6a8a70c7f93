"""Shards of a night: what one that died had crawled is read all the same, the rest is told as broken."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from crawlers.demo.server import DemoPortals
from tests.flows.operating import Operator
from tests.prefect_server import PrefectServer

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("prefect")]

DEAD_SHARD = """
import json
from pathlib import Path
from prefect import flow
from crawlers.registry import load_registry
from flows.crawling import CrawlJob, crawl_together
from flows.places import RunFolder
from flows.sharding import ShardFiles, _left_undone

@flow
def harvest():
    portals = {portal.id: portal for portal in load_registry(Path("portals.yaml"))}
    settings = {"DOWNLOAD_DELAY": 0.02, "AUTOTHROTTLE_START_DELAY": 0.05}
    archive, names = Path("archive").absolute(), ("lixian", "gaoping")
    share = [CrawlJob("r", portals[name], archive, settings) for name in names]
    folder = RunFolder(Path("run").absolute())
    list(crawl_together(share[:1], folder))
    folder.staged.mkdir()
    (folder.staged / "documents-shard-1-of-2-00000.parquet").write_bytes(b"half a file")
    why = "shard 1/2 ended as Crashed: no reason told"
    nights = _left_undone(ShardFiles(folder, "1/2"), share, why, None)
    Path("nights.json").write_text(json.dumps([night.as_facts() for night in nights]))

if __name__ == "__main__":
    Path("run").mkdir()
    harvest()
"""


def test_what_a_dead_shard_left_is_read_and_the_rest_is_broken(
    prefect_server: PrefectServer, tmp_path: Path
) -> None:
    (tmp_path / "dead.py").write_text(DEAD_SHARD, "utf-8")
    with DemoPortals() as portals:
        portals.write_registry(tmp_path / "portals.yaml")
        done = subprocess.run(
            [sys.executable, "dead.py"],
            cwd=tmp_path,
            env=Operator(prefect_server).environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    gaoping, lixian = json.loads((tmp_path / "nights.json").read_text("utf-8"))
    assert (lixian["counts"]["documents"], lixian["summary"]["finish_reason"]) == (1, "finished")
    assert gaoping["summary"]["finish_reason"] == "died"
    assert gaoping["summary"]["problems"] == ["shard 1/2 ended as Crashed: no reason told"]
    [staged] = (tmp_path / "run" / "rows").glob("documents-*.parquet")
    assert pq.read_table(staged).num_rows == 1
