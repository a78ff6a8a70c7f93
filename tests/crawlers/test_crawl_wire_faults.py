"""Servers that break off, stall, drip, lie about lengths, speak no HTTP or have a bad certificate."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from tests.crawlers.loopback import Crawled, crawler_of
from tests.crawlers.test_crawl_faults import PAGE, TITLE, listing
from tests.crawlers.wire import Speak, WireServer, drip, reset, said, self_signed, stall, whole

CHALLENGE = (
    b"<html><body><script>document.cookie='__jsl_clearance=1';location.reload()</script></body></html>"
)


def redirect(target: str) -> Speak:
    return whole(b"", "302 Found", f"Location: {target}\r\n")


# What a server does, the outcome that names it, and words of the detail.
FAULTS: dict[str, tuple[Speak, str, str]] = {
    "stalls": (stall, "error", "TimeoutError"),
    "drips": (drip, "error", "TimeoutError"),
    "resets": (reset, "error", "Error"),
    "says-nothing": (said(b""), "error", "Error"),
    "speaks-no-http": (said(b"220 ftp.mou.gov.cn ready\r\n"), "error", "Error"),
    "torn": (said(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + PAGE.encode()), "error", "DataLoss"),
    "torn-chunks": (
        said(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n" + PAGE.encode()[:200]),
        "error",
        "DataLoss",
    ),
    "claims-too-much": (
        said(b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n<html>"),
        "error",
        "Cancelled",
    ),
    "loops": (redirect("/fzzf/loops_1001.html"), "skipped", "max redirections"),
    "to-a-file": (redirect("file:///etc/passwd"), "skipped", "redirects to file:"),
    "to-ftp": (redirect("ftp://127.0.0.1/x.html"), "skipped", "redirects to ftp:"),
    "to-a-script": (redirect("javascript:alert(1)"), "error", "ValueError"),
    "to-itself-by-number": (redirect("http://2130706433/x.html"), "skipped", "out of scope"),
    "to-ipv6-loopback": (redirect("http://[::1]/x.html"), "skipped", "out of scope"),
    "to-the-cloud": (redirect("http://169.254.169.254/latest/meta-data/"), "skipped", "out of scope"),
    "to-a-broken-url": (redirect("http://[::1/x.html"), "error", "ValueError"),
    "sets-a-cookie-by-script": (whole(CHALLENGE), "blocked", "challenge page"),
    "challenges": (whole(b"<script>$_ts={}</script>", "412 Precondition Failed"), "blocked", "HTTP 412"),
    "challenges-again": (whole(b"<script>1</script>", "521 Web Server Is Down"), "blocked", "HTTP 521"),
    "teapot": (whole(b"", "418 Teapot"), "error", "HTTP 418"),
    "odd-status": (said(b"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n"), "error", "HTTP 999"),
}
SETTINGS = {
    "DOWNLOAD_TIMEOUT": 2,
    "RETRY_TIMES": 0,
    "BLOCKED_AFTER": 99,
    "CONCURRENT_REQUESTS": 30,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 30,
}


@pytest.fixture
def wire() -> Iterator[WireServer]:
    served = WireServer()
    yield served
    served.close()


def told_of(crawled: Crawled) -> dict[str, tuple[str, str]]:
    """Return outcome and detail of each fault's last line in the log."""
    names = list(FAULTS)
    numbered = [(line["list_title"].removeprefix(TITLE), line) for line in crawled.lines("article")]
    return {
        names[int(number) - 1]: (line["outcome"], line["detail"])
        for number, line in numbered
        if number != "99"
    }


def test_every_fault_of_the_wire_is_named_and_none_is_fatal(wire: WireServer, tmp_path: Path) -> None:
    rows = listing(*(f"{name}_1001.html" for name in FAULTS))
    rows += f'<ul><li><a href="good_1001.html">{TITLE}99</a><span>2025-03-28</span></li></ul>'
    wire.pages |= {f"/fzzf/{name}_1001.html": speak for name, (speak, _, _) in FAULTS.items()}
    wire.pages |= {"/fzzf/": whole(rows.encode()), "/fzzf/good_1001.html": whole(PAGE.encode())}
    crawled = crawler_of(wire, tmp_path)(["/fzzf/"], settings=SETTINGS)
    told = told_of(crawled)
    named = {name: (outcome, words in told[name][1]) for name, (_, outcome, words) in FAULTS.items()}
    assert {name: (told[name][0], True) for name in named} == named, told
    assert {name: told[name][0] for name in FAULTS} == {
        name: outcome for name, (_, outcome, _) in FAULTS.items()
    }
    counted = {name: crawled.summary[name] for name in ("new", "errors", "skipped", "blocked")}
    expected = [outcome for _, outcome, _ in FAULTS.values()]
    assert counted == {
        "new": 1,
        "errors": expected.count("error"),
        "skipped": expected.count("skipped"),
        "blocked": expected.count("blocked"),
    }
    assert (crawled.status, crawled.stderr) == (0, "")


def test_a_time_to_come_back_may_be_a_date(wire: WireServer, tmp_path: Path) -> None:
    back = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    late = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
    busy = whole(b"busy", "503 Service Unavailable", f"Retry-After: {back}\r\n")

    def first_busy(peer: object) -> None:
        (busy if wire.asked.count("/fzzf/t_1001.html") == 1 else whole(PAGE.encode()))(peer)  # type: ignore[arg-type]

    closed = whole(b"closed", "429 Too Many Requests", f"Retry-After: {late}\r\n")
    wire.pages |= {"/fzzf/": whole(listing("t_1001.html", "t_1002.html").encode())}
    wire.pages |= {"/fzzf/t_1001.html": first_busy, "/fzzf/t_1002.html": closed}
    crawled = crawler_of(wire, tmp_path)(["/fzzf/"], settings={"RETRY_TIMES": 3})
    assert (crawled.summary["new"], crawled.summary["errors"]) == (1, 1)
    # Tomorrow is later than a crawl waits.
    assert wire.asked.count("/fzzf/t_1002.html") == 1


def test_a_certificate_that_nobody_vouches_for_stops_all_but_who_says_why(tmp_path: Path) -> None:
    served = WireServer(self_signed(tmp_path))
    served.pages |= {
        "/fzzf/": whole(listing("t_1001.html").encode()),
        "/fzzf/t_1001.html": whole(PAGE.encode()),
    }
    crawl = crawler_of(served, tmp_path)
    refused = crawl(["/fzzf/"], settings={"RETRY_TIMES": 0})
    assert served.asked == []
    assert refused.summary["new"] == 0
    assert any("certificate" in problem for problem in refused.summary["problems"]), refused.summary
    excepted = crawl(
        ["/fzzf/"], entry={"tls": {"verify": False, "reason": "certificate of 2019, told by the office"}}
    )
    served.close()
    assert excepted.summary["new"] == 1
