"""The deployments as an operator meets them: deployed, taken by workers, a night, a recheck, an export."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import pytest

from crawlers.demo.server import DemoPortals
from tests.flows.operating import Operator
from tests.prefect_server import LOOPBACK, PrefectServer, free_port

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("prefect")]

BRISK = {"DOWNLOAD_DELAY": 0.02, "AUTOTHROTTLE_START_DELAY": 0.05, "RETRY_TIMES": 0}
GONE = "gone"
"""A portal at whose address nobody answers."""


@dataclass(frozen=True, slots=True)
class Scene:
    operator: Operator
    demo: DemoPortals
    folder: Path

    @property
    def places(self) -> dict[str, str]:
        return {
            "warehouse": str(self.folder / "w.duckdb"),
            "archive": str(self.folder / "archive"),
            "registry": str(self.folder / "portals.yaml"),
        }

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(self.places["warehouse"], read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def scene(prefect_server: PrefectServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Deployed, with a worker a queue, and demo portals to harvest."""
    folder = tmp_path_factory.mktemp("operated")
    operator = Operator(prefect_server)
    operator.prefect("work-pool", "create", "baogao", "--type", "process")
    operator.prefect("deploy", "--all")
    with (
        DemoPortals() as demo,
        operator.worker("default", folder / "worker.log", "--limit", "1"),
        operator.worker("crawl", folder / "crawl-worker.log"),
    ):
        gone = {
            "id": GONE,
            "name": "某县人民政府",
            "region": "430723",
            "homepage": f"http://{LOOPBACK}:{free_port()}/",
            "columns": [f"http://{LOOPBACK}:{free_port()}/fz/"],
            "private": True,
        }
        (folder / "portals.yaml").write_text(json.dumps([*demo.entries, gone], ensure_ascii=False), "utf-8")
        yield Scene(operator, demo, folder)


@pytest.mark.parametrize(
    ("deployment", "cron", "tags"),
    [
        ("harvest/nightly", "0 2 * * *", ["baogao", "harvest"]),
        ("harvest/weekly-recheck", "0 12 * * 6", ["baogao", "harvest"]),
        ("reprocess/reprocess", None, ["baogao", "reading"]),
        ("publish/publish", "0 8 * * *", ["baogao", "export"]),
        ("crawl-shard/shard", None, ["baogao", "harvest"]),
    ],
)
def test_deployments_say_what_they_do(
    scene: Scene, deployment: str, cron: str | None, tags: list[str]
) -> None:
    deployed = scene.operator.read(f"/deployments/name/{deployment}")
    schedules = [schedule["schedule"] for schedule in deployed["schedules"]]
    assert [(found["cron"], found["timezone"]) for found in schedules] == (
        [(cron, "Asia/Shanghai")] if cron else []
    )
    assert (deployed["tags"], deployed["work_pool_name"]) == (tags, "baogao")
    assert deployed["description"]
    schema = deployed["parameter_openapi_schema"]
    shapes = [schema, *schema.get("definitions", {}).values()]
    fields = {name: field for shape in shapes for name, field in shape["properties"].items()}
    assert [name for name, field in fields.items() if not field.get("description")] == []


def test_a_night_in_two_shards_is_loaded_once(scene: Scene) -> None:
    """Two workers' crawls, one loader; then a recheck with a portal that broke, and an export of it all."""
    run = scene.operator.start(
        "harvest/nightly",
        portals=["lixian", "gaoping"],
        places=scene.places,
        manner={"settings": BRISK},
        shards=2,
    )
    [night] = scene.operator.wait(run)
    assert night["state_type"] == "COMPLETED", night["state"]
    assert night["name"].startswith("harvest 20")
    assert night["name"].endswith("2 portals")
    assert scene.rows("SELECT portal_id, count(*) FROM report_copies GROUP BY ALL ORDER BY ALL") == [
        ("gaoping", 1),
        ("lixian", 1),
    ]
    assert scene.rows("SELECT count(*), any_value(outcome) FROM runs") == [(1, "ok")]
    assert not list((scene.folder / "staging").glob("*"))
    shards = scene.operator.ask("/flow_runs/filter", {"flows": {"name": {"any_": ["crawl-shard"]}}})
    assert sorted(shard["parameters"]["shard"] for shard in shards) == ["1/2", "2/2"]
    crawls = [crawl["name"] for shard in shards for crawl in scene.operator.task_runs(shard["id"], "crawl")]
    assert sorted(name.split()[1] for name in crawls) == ["gaoping", "lixian"]
    table = json.loads(scene.operator.artifact(run, "harvest-portals"))
    assert [(row["portal"], row["state"], row["reports"]) for row in table] == [
        ("gaoping", "new", 1),
        ("lixian", "new", 1),
    ]
    assert scene.operator.artifact(run, "harvest-progress") == 100
    limits = scene.operator.ask("/v2/concurrency_limits/filter", {"limit": 200})
    allowed = {limit["name"]: limit["limit"] for limit in limits}
    homepages = {entry["id"]: str(entry["homepage"]) for entry in scene.demo.entries}
    for portal in ("gaoping", "lixian"):
        assert allowed[f"baogao-host-{urlsplit(homepages[portal]).netloc}"] == 1


def test_a_recheck_asks_known_articles_and_tells_what_broke_from_what_is_quiet(scene: Scene) -> None:
    asked = len(scene.demo.requests)
    run = scene.operator.start(
        "harvest/weekly-recheck",
        portals=["lixian", GONE],
        places=scene.places,
        manner={"full": True, "recheck_after_days": 0, "retry_after": [0.5], "settings": BRISK},
    )
    export = scene.operator.start(
        "publish/publish", warehouse=scene.places["warehouse"], folder=str(scene.folder / "export")
    )
    night, published = scene.operator.wait(run, export)
    assert (night["state_type"], published["state_type"]) == ("COMPLETED", "COMPLETED"), (night, published)
    assert night["name"].startswith("recheck 20")
    conditional = [r for r in scene.demo.requests[asked:] if "If-None-Match" in r.headers]
    assert {request.status for request in conditional} == {304}
    table = {row["portal"]: row for row in json.loads(scene.operator.artifact(run, "harvest-portals"))}
    assert [table[portal]["state"] for portal in ("lixian", GONE)] == ["quiet", "broke"], table
    [crawl] = scene.operator.task_runs(run, "crawl")
    assert crawl["run_count"] == 2
    digest = scene.operator.artifact(run, "harvest-digest")
    assert "1 with nothing new, 0 with problems, 1 that broke" in digest
    assert f"**{GONE}**" in digest
    assert (scene.folder / "export" / "datapackage.json").exists()
