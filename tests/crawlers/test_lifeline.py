"""A crawl ends with whoever started it, and a log has one writer."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.capture_log import Aim, CaptureLog
from crawlers.lifeline import CUT_OFF

HELD_ON = """
import time
from crawlers.lifeline import hold_on
hold_on()
print("held", flush=True)
time.sleep(600)
"""


def test_a_crawl_ends_when_its_starter_is_gone() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HELD_ON], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as crawl:
        assert crawl.stdout is not None
        assert crawl.stdin is not None
        assert crawl.stdout.readline() == "held\n"
        assert crawl.poll() is None
        crawl.stdin.close()  # as the system does for a process that was killed
        assert crawl.wait() == CUT_OFF


def test_a_log_has_one_writer(tmp_path: Path) -> None:
    log = CaptureLog(tmp_path / "log", "night1", "mou")
    with pytest.raises(BlockingIOError):
        CaptureLog(tmp_path / "log", "night1", "mou")
    log.close()
    CaptureLog(tmp_path / "log", "night1", "mou").close()


def test_a_line_that_a_kill_left_half_written_does_not_spoil_the_next(tmp_path: Path) -> None:
    (tmp_path / "log").write_text('{"a": 1}\n{"b": ', "utf-8")
    log = CaptureLog(tmp_path / "log", "night1", "mou")
    log.failed("http://mou.gov.cn/", Aim("list"), "error", "no answer")
    log.close()
    first, second = (tmp_path / "log").read_text("utf-8").splitlines()
    assert first == '{"a": 1}'
    assert '"no answer"' in second


@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (b"", b""),
        (b'{"a": 1}\n', b'{"a": 1}\n'),
        (b'{"a": ', b""),
        (b"{}\n" + b"x" * 300_000, b"{}\n"),
        (b"x" * 70_000 + b"\n" + b"y" * 65_536, b"x" * 70_000 + b"\n"),
    ],
)
def test_whole_lines_of_an_earlier_try_are_kept(left: bytes, kept: bytes, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(left)
    CaptureLog(tmp_path / "log", "night1", "mou").close()
    assert (tmp_path / "log").read_bytes() == kept


def test_times_stay_in_order_when_the_clock_was_set_back(tmp_path: Path) -> None:
    latest = datetime.now(UTC) + timedelta(days=3)
    log = CaptureLog(tmp_path / "log", "night1", "mou", latest)
    moments = [log.now() for _ in range(3)]
    assert latest < moments[0] < moments[1] < moments[2] < latest + timedelta(seconds=1)
    assert CaptureLog(tmp_path / "other", "night1", "mou").now() < latest
