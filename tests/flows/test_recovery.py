"""What a dead run fetched is taken in; what its archive no longer gives back is asked for again."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crawlers.registry import Portal
from flows.crawling import logged_captures
from flows.journal import RunNote, begun
from flows.known import ATTACHMENTS_LEFT
from flows.locks import only_harvest
from flows.places import RunFolder
from flows.recovery import take_in
from tests.crawlers.loopback import LoopbackPortal, Reply, job_of, run_jobs
from warehouse.health import cut_short

RUN = "20260401T180000.000Z-0001"
TITLE = "某县2024年法治政府建设年度报告"
BODY = "<p>2024年，某县坚持依法行政。现将有关情况报告如下。</p>" + "<p>一、主要举措和成效</p>" * 3
FILE = '<a href="/files/plan.pdf">附件：2025年法治政府建设工作计划.pdf</a>'
PDF = Reply(b"%PDF-1.4 nothing to read", headers={"Content-Type": "application/pdf"})


class DiedError(Exception):
    """Stands for whatever ends a run before it has loaded."""


@pytest.fixture
def portal() -> Iterator[LoopbackPortal]:
    served = LoopbackPortal()
    rows = "".join(
        f'<li><a href="/a/{number}.html">{TITLE}</a><span>2025-03-{number}</span></li>' for number in (11, 12)
    )
    served.pages |= {"/fzzf/": f"<html><ul>{rows}</ul></html>", "/files/plan.pdf": PDF}
    served.pages["/a/11.html"] = f"<html><title>{TITLE}</title><h1>{TITLE}</h1><div>{BODY}{FILE}</div></html>"
    served.pages["/a/12.html"] = f"<html><title>{TITLE}</title><h1>{TITLE}</h1><div>{BODY}</div></html>"
    yield served
    served.close()


def crawl_and_die(folder: Path, portal: LoopbackPortal) -> Portal:
    """Leave what a run leaves that crawled a portal to its end and died before it read a page."""
    entry: dict[str, Any] = {
        "id": "mou",
        "name": "某县",
        "homepage": portal.url,
        "region": "430723",
        "private": True,
    }
    entry["columns"] = [f"{portal.url}/fzzf/"]
    entry["platform"] = "generic"
    note = RunNote.of(RUN, "harvest", folder / "w.duckdb", datetime(2026, 4, 1, 18, tzinfo=UTC))
    with suppress(DiedError), begun(folder / "w.duckdb", note) as run:
        job = job_of(run.path, entry, folder / "archive")
        job |= {"captures": str(run.captures("mou")), "summary": str(run.summary("mou"))}
        done = run_jobs(run.jobs("1"), [job])
        assert (done.returncode, done.stderr) == (0, "")
        raise DiedError
    return Portal(**entry)


def damage(folder: Path, page: str) -> None:
    """Flip a byte within the record of a page that the run archived."""
    run = RunFolder(folder / "staging" / RUN)
    (line,) = [line for line in logged_captures(run.captures("mou")) if line["url"].endswith(page)]
    warc = folder / "archive" / line["warc_file"]
    contents = bytearray(warc.read_bytes())
    contents[line["warc_offset"] + 60] ^= 0xFF
    warc.write_bytes(contents)


def taken_in(folder: Path, portal: Portal) -> dict[str, tuple[str, str | None]]:
    """Take the run in and return outcome and detail of each article and file in the warehouse."""
    with only_harvest(folder / "w.duckdb"):
        take_in(folder / "w.duckdb", folder / "archive", {portal.id: portal})
    with duckdb.connect(str(folder / "w.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT url, page_role, outcome, detail FROM captures").fetchall()
    return {
        url.rpartition("/")[2]: (outcome, detail)
        for url, role, outcome, detail in rows
        if role in ("article", "attachment")
    }


def test_a_run_whose_archive_is_whole_needs_no_second_look(tmp_path: Path, portal: LoopbackPortal) -> None:
    entry = crawl_and_die(tmp_path, portal)
    found = taken_in(tmp_path, entry)
    assert found == {"11.html": ("new", None), "12.html": ("new", None), "plan.pdf": ("new", None)}
    assert cut_short(tmp_path / "w.duckdb", ["mou"]) == frozenset()
    assert not list((tmp_path / "staging").iterdir())


def test_a_portal_that_lost_a_page_is_read_whole_again(tmp_path: Path, portal: LoopbackPortal) -> None:
    entry = crawl_and_die(tmp_path, portal)
    damage(tmp_path, "12.html")
    found = taken_in(tmp_path, entry)
    assert found["12.html"] == ("error", "its record in the archive is damaged")
    assert found["11.html"] == ("new", None)
    assert cut_short(tmp_path / "w.duckdb", ["mou"]) == {"mou"}


def test_a_page_whose_file_was_lost_is_asked_for_it_again(tmp_path: Path, portal: LoopbackPortal) -> None:
    entry = crawl_and_die(tmp_path, portal)
    damage(tmp_path, "plan.pdf")
    found = taken_in(tmp_path, entry)
    assert found["plan.pdf"][0] == "error"
    assert found["11.html"] == ("new", ATTACHMENTS_LEFT)
    assert found["12.html"] == ("new", None)
