"""Progress from logs that grow while they are read."""

import json
from pathlib import Path

from flows.command.progress import Crawls


def line(outcome: str) -> str:
    return json.dumps({"outcome": outcome}) + "\n"


def test_only_what_has_grown_is_read_and_a_half_written_line_waits(tmp_path: Path) -> None:
    crawls = Crawls(tmp_path / "run")
    crawls.look()
    assert crawls.outcomes == {}
    (tmp_path / "run").mkdir()
    lixian, gaoping = (tmp_path / "run" / f"{portal}.captures.jsonl" for portal in ("lixian", "gaoping"))
    lixian.write_text(line("new") + line("skipped")[:5], "utf-8")
    crawls.look()
    assert crawls.outcomes == {"lixian": {"new": 1}}
    lixian.write_text(line("new") + line("skipped"), "utf-8")
    gaoping.write_text(line("unchanged"), "utf-8")
    crawls.look()
    crawls.look()
    assert crawls.outcomes == {"lixian": {"new": 1, "skipped": 1}, "gaoping": {"unchanged": 1}}
    with lixian.open("a", encoding="utf-8") as log:
        log.write("\0\0\n" + line("new"))
    crawls.look()
    assert list(crawls.outcomes) == ["gaoping", "lixian"]
    assert crawls.outcomes["lixian"] == {"new": 2, "skipped": 1, "error": 1}
