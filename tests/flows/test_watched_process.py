"""A process that falls silent is ended; one that speaks, or whose listener is slow, is let alone."""

import sys
import time
from pathlib import Path

from flows.watched_process import WatchedProcess

STUCK = "print('began mou', flush=True); import time; time.sleep(600)"
SPEAKS = "import time\nfor n in range(6): print(n, flush=True); time.sleep(0.3)"
FAILS = "import sys; sys.exit('no such portal')"


def watched(program: str, folder: Path, silent_for: float) -> WatchedProcess:
    return WatchedProcess([sys.executable, "-c", program], folder / "stderr", silent_for)


def test_a_process_that_falls_silent_is_ended(tmp_path: Path) -> None:
    process = watched(STUCK, tmp_path, silent_for=2)
    assert list(process.lines()) == ["began mou"]
    assert process.last_words() == (
        "the crawl's process was ended: it showed no sign of life for 0:00:02 (h:mm:ss)"
    )


def test_a_listener_who_takes_his_time_does_not_make_it_silent(tmp_path: Path) -> None:
    process = watched(SPEAKS, tmp_path, silent_for=2)
    heard = []
    for line in process.lines():
        heard.append(line)
        time.sleep(2.1 if line == "0" else 0)
    assert heard == ["0", "1", "2", "3", "4", "5"]
    assert process.last_words() == "the crawl ended with status 0 and said nothing"


def test_the_last_complaint_says_why_it_ended(tmp_path: Path) -> None:
    process = watched(FAILS, tmp_path, silent_for=60)
    assert list(process.lines()) == []
    assert process.last_words() == "no such portal"
