"""What goes wrong on the real web, one portal a fault, over real HTTP."""

import gzip
import time
from itertools import pairwise

import pytest

from tests.crawlers.loopback import Asked, Crawl, LoopbackPortal, Reply, known_of

TITLE = "某县人民政府关于2024年度法治政府建设情况的报告"
PAGE = (
    f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
    f"<p>{'全县依法行政能力稳步提升。' * 60}</p></body></html>"
)


def listing(*urls: str, more: str = "") -> str:
    rows = "".join(
        f'<li><a href="{url}">{TITLE}{number}</a><span>2025-03-{number:02}</span></li>'
        for number, url in enumerate(urls, 1)
    )
    return f"<html><head><title>法治政府建设</title></head><body><ul>{rows}</ul>{more}</body></html>"


def outcomes(crawled: object, role: str = "article") -> list[tuple[str, str | None]]:
    return [(line["outcome"], line["detail"]) for line in crawled.lines(role)]  # type: ignore[attr-defined]


FAULTS = {
    "gone": (Reply("gone", 404), "missing", "HTTP 404"),
    "script": (Reply("<script>challenge()</script>", 403), "blocked", "challenge page"),
    "challenge": (Reply("", 412), "blocked", "challenge page"),
    "forbidden": (Reply("forbidden", 403), "error", "HTTP 403"),
    "soft": (Reply("<title>404页面</title><body>您访问的页面不存在</body>"), "missing", "with HTTP 200"),
    "brief": (Reply("<html><body><div>信息不存在</div></body></html>"), "missing", "信息不存在"),
    "login": (Reply("<title>用户登录</title><form><input type=password></form>"), "skipped", "login page"),
    "bomb": (
        Reply(gzip.compress(b"a" * 4_000_000), headers={"Content-Encoding": "gzip"}),
        "error",
        "unpacks to",
    ),
    "damaged": (Reply(b"not gzip", headers={"Content-Encoding": "gzip"}), "error", "damaged gzip"),
    "large": (Reply("a" * 2_000_000), "error", "DownloadCancelledError"),
    "home": (Reply(status=302, headers={"Location": "/"}), "missing", "redirected to the home page"),
}


def test_every_failing_article_is_named(portal: LoopbackPortal, crawl: Crawl) -> None:
    names = list(FAULTS)
    portal.pages |= {f"/fzzf/{name}_1001.html": reply for name, (reply, _, _) in FAULTS.items()}
    portal.pages |= {"/fzzf/": listing(*(f"{name}_1001.html" for name in [*names, "good"])), "/": PAGE}
    portal.pages["/fzzf/good_1001.html"] = PAGE
    crawled = crawl(["/fzzf/"], settings={"DOWNLOAD_MAXSIZE": 1_000_000})
    told = {line["list_title"]: line for line in crawled.lines("article")}
    for number, (name, (_, outcome, words)) in enumerate(FAULTS.items(), 1):
        line = told[f"{TITLE}{number}"]
        assert (name, line["outcome"]) == (name, outcome)
        assert words in line["detail"]
    counted = ("new", "missing", "blocked", "errors", "skipped")
    assert [crawled.summary[name] for name in counted] == [1, 4, 2, 4, 1]


def test_all_pages_that_lead_home_are_named(portal: LoopbackPortal, crawl: Crawl) -> None:
    names = [f"t_100{number}.html" for number in range(4)]
    portal.pages |= {"/fzzf/": listing(*names), "/": PAGE}
    portal.pages |= {f"/fzzf/{name}": Reply(status=302, headers={"Location": "/"}) for name in names}
    crawled = crawl(["/fzzf/"])
    assert (crawled.summary["missing"], crawled.summary["new"]) == (4, 0)


def test_a_portal_that_answers_its_lists_with_challenges_is_blocked(
    portal: LoopbackPortal, crawl: Crawl
) -> None:
    portal.pages |= {"/fzzf/": Reply("<script>$_ts={}</script>", 412), "/b/": listing("x_1001.html")}
    crawled = crawl(["/fzzf/", "/b/"])
    assert crawled.summary["finish_reason"] == "blocked"
    assert "challenge" in crawled.summary["problems"][0]


def test_a_busy_server_is_asked_again_after_the_time_it_names(portal: LoopbackPortal, crawl: Crawl) -> None:
    moments: list[float] = []

    def answer(asked: Asked) -> Reply:
        moments.append(time.monotonic())
        return Reply(PAGE) if len(moments) > 1 else Reply("busy", 429, {"Retry-After": "1"})

    portal.pages |= {"/fzzf/": listing("t_1001.html"), "/fzzf/t_1001.html": answer}
    crawled = crawl(["/fzzf/"])
    assert [line["status"] for line in crawled.lines("article")] == [429, 200]
    assert moments[1] - moments[0] >= 1
    assert (crawled.summary["new"], crawled.summary["errors"]) == (1, 0)


def test_a_server_that_stays_broken_fails_the_page_once(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages |= {"/fzzf/": listing("t_1001.html"), "/fzzf/t_1001.html": Reply("sorry", 500)}
    crawled = crawl(["/fzzf/"])
    assert portal.times_asked("/fzzf/t_1001.html") == 3
    assert crawled.summary["errors"] == 1


def test_robots_txt_is_obeyed(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages |= {
        "/robots.txt": Reply("User-agent: *\nDisallow: /fzzf/secret"),
        "/fzzf/": listing("secret_1001.html", "open_1002.html"),
        "/fzzf/open_1002.html": PAGE,
    }
    crawled = crawl(["/fzzf/"])
    assert portal.times_asked("/fzzf/secret_1001.html") == 0
    assert ("skipped", "Forbidden by robots.txt") in outcomes(crawled)


def test_robots_txt_is_obeyed_by_all_who_wait_for_it(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages["/robots.txt"] = "User-agent: *\nDisallow: /secret"
    crawled = crawl([f"/secret/{number}/" for number in range(8)])
    assert {asked.path for asked in portal.asked} == {"/robots.txt", "/"}
    assert len(crawled.lines("list", "skipped")) == 8


def test_requests_say_who_asks(portal: LoopbackPortal, crawl: Crawl, monkeypatch: pytest.MonkeyPatch) -> None:
    portal.pages["/fzzf/"] = listing()
    crawl(["/fzzf/"])
    monkeypatch.setenv("BAOGAO_CONTACT", "crawl@mou.example")
    crawl(["/fzzf/"])
    crawl(["/fzzf/"], entry={"contact": "https://mou.example/crawl"})
    agents = {asked.headers["User-Agent"].partition(" ")[2] for asked in portal.asked}
    about = "research on public government reports)"
    contacts = ("", "+crawl@mou.example; ", "+https://mou.example/crawl; ")
    assert agents == {f"({contact}{about}" for contact in contacts}


def test_no_request_leaves_the_portal(portal: LoopbackPortal, crawl: Crawl) -> None:
    other = LoopbackPortal()
    portal.pages |= {
        "/fzzf/": listing(f"{other.url}/t_1001.html", "http://192.168.0.1/t_1002.html", "moved_1003.html"),
        "/fzzf/moved_1003.html": Reply(status=302, headers={"Location": f"{other.url}/x_1003.html"}),
    }
    crawled = crawl(["/fzzf/"])
    other.close()
    assert other.asked == []
    assert crawled.summary["skipped"] == 3
    assert (
        sum(
            detail == "out of scope: outside the private portal's host and port"
            for _, detail in outcomes(crawled)
        )
        == 3
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_public_portal_never_reaches_a_private_address(
    portal: LoopbackPortal, crawl: Crawl, host: str
) -> None:
    portal.pages["/"] = PAGE
    home = portal.url.replace("127.0.0.1", host)
    crawled = crawl(entry={"private": False, "homepage": f"{home}/"}, settings={"RETRY_TIMES": 0})
    assert portal.asked == []
    assert {line["outcome"] for line in crawled.log} <= {"error", "skipped"}
    assert crawled.summary["problems"]


def test_a_paginator_that_repeats_its_last_page_is_stopped(portal: LoopbackPortal, crawl: Crawl) -> None:
    def answer(asked: Asked) -> Reply:
        number = int(asked.path.rpartition("=")[2])
        shown = min(number, 3)
        return Reply(listing(f"t_100{shown}.html", more=f'<a href="?page={number + 1}">下一页</a>'))

    portal.pages |= {f"/fzzf/?page={number}": answer for number in range(1, 50)}
    portal.pages |= {f"/fzzf/t_100{number}.html": PAGE for number in (1, 2, 3)}
    crawled = crawl(["/fzzf/?page=1"])
    assert len(crawled.lines("list")) == 4
    assert crawled.summary["new"] == 3


def test_an_empty_column_is_a_problem(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages["/fzzf/"] = "<html><body><h1>法治政府建设</h1></body></html>"
    crawled = crawl(["/fzzf/"])
    assert [problem for problem in crawled.summary["problems"] if "lists nothing" in problem]


def test_a_column_that_is_gone_is_a_problem(portal: LoopbackPortal, crawl: Crawl) -> None:
    crawled = crawl(["/fzzf/"])
    assert "missing (HTTP 404)" in crawled.summary["problems"][0]


def test_attachments_of_an_article_are_fetched_where_they_are_in_scope(
    portal: LoopbackPortal, crawl: Crawl
) -> None:
    notice = f'<h1>{TITLE}</h1><p>见附件</p><a href="files/2024.pdf">{TITLE}.pdf</a><a href="http://else.gov.cn/a.doc">表</a>'
    portal.pages |= {
        "/fzzf/": listing("t_1001.html"),
        "/fzzf/t_1001.html": notice,
        "/fzzf/files/2024.pdf": Reply(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}),
    }
    crawled = crawl(["/fzzf/"])
    (fetched,) = crawled.lines("attachment", "new")
    assert (fetched["mime"], fetched["list_title"]) == ("application/pdf", f"{TITLE}.pdf")
    assert fetched["referrer_url"] == f"{portal.url}/fzzf/t_1001.html"


def test_a_changed_article_is_told_from_an_unchanged_one(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages |= {"/fzzf/": listing("t_1001.html", "t_1002.html", "t_1003.html")}
    portal.pages |= {f"/fzzf/t_100{number}.html": f"{PAGE}{number}" for number in (1, 2, 3)}
    first = crawl(["/fzzf/"])
    portal.pages |= {"/fzzf/t_1002.html": PAGE + "更正", "/fzzf/t_1003.html": Reply("", 404)}
    second = crawl(["/fzzf/"], known=known_of(first), settings={"SLOW_CYCLE_DAYS": 0})
    told = {line["url"][-11:-5]: line["outcome"] for line in second.lines("article")}
    assert told == {"t_1001": "unchanged", "t_1002": "changed", "t_1003": "missing"}
    (again,) = second.lines("article", "unchanged")
    (before,) = [line for line in first.lines("article") if line["url"] == again["url"]]
    assert second.capture(again).payload == b""
    assert second.capture(again).payload_sha256 == first.capture(before).payload_sha256


def test_gbk_lists_of_an_undeclared_charset_are_read(portal: LoopbackPortal, crawl: Crawl) -> None:
    portal.pages |= {
        "/fzzf/": listing("t_1001.html").encode("gb18030"),
        "/fzzf/t_1001.html": PAGE.encode("gb18030"),
    }
    crawled = crawl(["/fzzf/"])
    assert [line["list_title"] for line in crawled.lines("article")] == [f"{TITLE}1"]


def test_a_job_that_is_wrong_is_one_line_and_status_2(crawl: Crawl) -> None:
    ended = crawl(settings={"ROBOTSTXT_OBEY": False}, must_run=False)
    assert ended.status == 2
    assert "ROBOTSTXT_OBEY" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_the_delay_that_robots_txt_asks_for_is_kept(portal: LoopbackPortal, crawl: Crawl) -> None:
    moments: list[float] = []

    def answer(asked: Asked) -> Reply:
        moments.append(time.monotonic())
        return Reply(PAGE)

    portal.pages |= {
        "/robots.txt": "User-agent: *\nCrawl-delay: 0.6",
        "/fzzf/": listing("t_1001.html", "t_1002.html", "t_1003.html"),
    }
    portal.pages |= {f"/fzzf/t_100{number}.html": answer for number in (1, 2, 3)}
    crawl(["/fzzf/"])
    gaps = [after - before for before, after in pairwise(moments)]
    assert min(gaps) >= 0.5
