"""The main job end to end: demo portals over HTTP, the real command, Prefect's embedded server."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from crawlers.archive import iter_captures
from crawlers.demo.server import DemoPortals
from flows.batches import page_of
from flows.reading.read import read_page
from flows.reading.shapes import Report
from flows.rules import load_rules
from tests.conftest import REAL, Baogao
from tests.scoring import Tally, load_labels, score

pytestmark = [pytest.mark.server, pytest.mark.xdist_group("harvest")]

KEPT = ("reports", "sections", "indicators", "tasks", "citations", "report_copies", "report_versions")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoPortals]:
    with DemoPortals() as portals:
        yield portals


def rows(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_two_nights(demo: DemoPortals, baogao: Baogao, tmp_path: Path) -> None:
    """One long story, since a night costs half a minute: harvest, check, harvest again, change, harvest."""
    demo.write_registry(tmp_path / "portals.yaml")
    warehouse = tmp_path / "w.duckdb"
    options = ("--warehouse", warehouse, "--archive", tmp_path / "archive", "--portals", "portals.yaml")
    home = {"PREFECT_HOME": str(tmp_path / "prefect")}

    first = baogao("harvest", *options, **home)
    assert first.returncode == 0, first.stderr
    assert first.stderr == ""
    for portal in ("gaoping", "hengjie", "lixian", "lufeng", "shapotou"):
        assert portal in first.stdout
    urls = {url for (url,) in rows(warehouse, "SELECT url FROM report_copies")}
    assert set(demo.article_urls.values()) <= urls
    assert reading_scores(tmp_path / "archive", demo) >= 98
    assert rows(warehouse, "SELECT * FROM reports WHERE kind NOT IN ('annual_report', 'work_plan')") == []

    held = {table: rows(warehouse, f"SELECT * FROM {table} ORDER BY ALL") for table in KEPT}
    asked = len(demo.requests)
    second = baogao("harvest", *options, **home)
    assert second.returncode == 0, second.stderr
    assert {table: rows(warehouse, f"SELECT * FROM {table} ORDER BY ALL") for table in KEPT} == held
    articles = {url.split("/", 3)[3] for url in demo.article_urls.values()}
    again = [request.path for request in demo.requests[asked:]]
    assert again, "a second night asks the lists"
    assert not [path for path in again if path.lstrip("/").split("?")[0] in articles]

    again_read = baogao("reprocess", *options[:1], tmp_path / "again.duckdb", *options[2:])
    assert again_read.returncode == 0, again_read.stderr
    for table in ("reports", "sections", "indicators", "tasks", "citations"):
        sql = f"SELECT * FROM {table} ORDER BY ALL"
        assert rows(tmp_path / "again.duckdb", sql) == held[table], f"{table} rebuilt from the archive differ"


def reading_scores(archive: Path, demo: DemoPortals) -> float:
    """The lowest of the figures that matter, read from the archive through HTML, JSON and GBK."""
    names = {url: name for name, url in demo.article_urls.items()}
    labels = {label["doc"]: label for _, label in load_labels(REAL)}
    tally = Tally()
    seen = set()
    for path in sorted(archive.rglob("*.warc.gz")):
        for capture in iter_captures(path):
            if capture.url in names and capture.payload:
                read = read_page(page_of(capture), load_rules())
                assert isinstance(read, Report), (capture.url, read)
                seen.add(names[capture.url])
                score(tally, labels[names[capture.url]], read)
    assert seen == set(labels)
    figures = tally.figures()
    judged = ("found", "meta.kind", "meta.title", "meta.issuers", "meta.year", "meta.region", "text.start")
    judged += ("text.end", "text.noise", "sections.f1", "indicators.recall", "tasks.lead", "citations.f1")
    assert min(figures[name] for name in judged) >= 98, json.dumps(tally.misses, ensure_ascii=False, indent=1)
    return min(figures[name] for name in judged)
