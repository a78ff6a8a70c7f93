import subprocess
import sys

import pytest

from tests.crawlers.loopback import Asked, Crawl, LoopbackPortal, Reply, known_of

ARTICLE = (
    "<html><head><title>{title}</title></head><body><h1>{title}</h1>"
    "<p>2024年,我县法治政府建设……</p></body></html>"
)


def trs_list(rows: list[tuple[str, str, str]], pages: int, current: int) -> str:
    items = "".join(
        f'<li><a href="{url}" title="{title}">{title[:12]}…</a><span>{day}</span></li>'
        for url, title, day in rows
    )
    return (
        "<html><head><meta name='ColumnName' content='法治政府建设'></head><body><ul>"
        f"{items}</ul><script>createPageHTML({pages}, {current}, 'index', 'html');</script></body></html>"
    )


@pytest.fixture
def trs_portal(portal: LoopbackPortal) -> LoopbackPortal:
    """Three list pages of a TRS column: on each a report and news."""
    for number in range(3):
        report = f"./20240{number + 1}/t20240{number + 1}15_10{number}.html"
        news = f"./20240{number + 1}/t20240{number + 1}20_20{number}.html"
        title = f"某县关于202{number}年度法治政府建设情况的报告"
        rows = [
            (news, "某县召开法治政府建设工作推进会", f"2024-0{number + 1}-20"),
            (report, title, f"2024-0{number + 1}-15"),
        ]
        path = "/fzzf/" if number == 0 else f"/fzzf/index_{number}.html"
        portal.pages[path] = trs_list(rows, 3, number)
        portal.pages["/fzzf/" + report[2:]] = ARTICLE.format(title=title)
    return portal


def test_reads_a_column_to_its_end_and_archives_its_reports(trs_portal: LoopbackPortal, crawl: Crawl) -> None:
    crawled = crawl(["/fzzf/"])
    assert (crawled.status, crawled.stderr) == (0, "")
    assert crawled.summary["problems"] == []
    assert crawled.summary["platform"] == "trs"
    assert (crawled.summary["listed"], crawled.summary["new"]) == (6, 3)
    articles = crawled.lines("article")
    # Requests under way at once may be answered in any order.
    assert sorted(line["list_title"] for line in articles) == [
        f"某县关于202{number}年度法治政府建设情况的报告" for number in range(3)
    ]
    capture = crawled.capture(articles[0])
    assert capture.payload.decode() == ARTICLE.format(title=capture.list_title)
    assert capture.capture_id == articles[0]["capture_id"]
    assert (capture.page_role, capture.run_id, capture.portal_id) == ("article", "night0", "demo")
    assert {line["page_role"] for line in crawled.log} == {"robots", "list", "article"}


def test_the_archive_passes_warcio_check(trs_portal: LoopbackPortal, crawl: Crawl) -> None:
    crawled = crawl(["/fzzf/"])
    (file,) = {line["warc_file"] for line in crawled.log}
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(crawled.archive / file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout) == (0, "")


def test_a_second_night_asks_for_no_article_again(trs_portal: LoopbackPortal, crawl: Crawl) -> None:
    first = crawl(["/fzzf/"])
    trs_portal.asked.clear()
    second = crawl(["/fzzf/"], known=known_of(first))
    assert second.lines("article") == []
    assert [asked.path for asked in trs_portal.asked] == ["/robots.txt", "/fzzf/"]


def test_known_articles_are_asked_again_conditionally_after_the_slow_cycle(
    trs_portal: LoopbackPortal, crawl: Crawl
) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("If-None-Match") == '"v1"':
            return Reply(status=304, headers={"ETag": '"v1"'})
        return Reply(ARTICLE.format(title="报告"), headers={"ETag": '"v1"', "Content-Type": "text/html"})

    trs_portal.pages["/fzzf/202401/t20240115_100.html"] = answer
    first = crawl(["/fzzf/"])
    second = crawl(["/fzzf/"], known=known_of(first), settings={"SLOW_CYCLE_DAYS": 0})
    assert [line["status"] for line in second.lines("article")].count(304) == 1
    assert {line["outcome"] for line in second.lines("article")} == {"unchanged"}
    assert second.summary["unchanged"] == 3


@pytest.mark.parametrize("told", [True, False])
def test_what_is_never_held_makes_no_night_read_further(
    trs_portal: LoopbackPortal, crawl: Crawl, told: bool
) -> None:
    """Each list page names a report that is gone, one that robots.txt forbids, and one of another site."""
    for number in range(3):
        path = "/fzzf/" if number == 0 else f"/fzzf/index_{number}.html"
        links = (
            f"./20240{number + 1}/t2024011{number}_30{number}.html",
            f"/closed/t2024011{number}_40{number}.html",
            f"http://else.example/t_50{number}.html",
        )
        lost = [
            (link, f"{issuer}202{number}年度法治政府建设报告", f"2024-0{number + 1}-10")
            for link, issuer in zip(links, ("某局", "某办", "某委"), strict=True)
        ]
        page = trs_portal.pages[path]
        assert isinstance(page, str)
        trs_portal.pages[path] = page.replace(
            "</ul>", trs_list(lost, 3, number).partition("<ul>")[2].partition("</ul>")[0] + "</ul>"
        )
    trs_portal.pages["/robots.txt"] = "User-agent: *\nDisallow: /closed/"
    first = crawl(["/fzzf/"])
    assert (first.summary["new"], first.summary["missing"], first.summary["skipped"]) == (3, 3, 6)
    trs_portal.asked.clear()
    # The caller may tell what was asked for in vain; without it the dates of the entries do.
    in_vain = [line for line in first.lines("article") if line["outcome"] in {"missing", "skipped"}]
    crawl(["/fzzf/"], known=[*known_of(first), *(in_vain if told else [])])
    articles = [] if told else ["/fzzf/202401/t20240110_300.html"]
    assert sorted(asked.path for asked in trs_portal.asked) == sorted(["/robots.txt", "/fzzf/", *articles])


def test_a_full_pass_reads_every_list_page(trs_portal: LoopbackPortal, crawl: Crawl) -> None:
    first = crawl(["/fzzf/"])
    second = crawl(["/fzzf/"], known=known_of(first), full=True)
    assert len(second.lines("list")) == 3
    assert second.lines("article") == []


def test_a_page_that_moved_is_followed(trs_portal: LoopbackPortal, crawl: Crawl) -> None:
    first = crawl(["/fzzf/"])
    old, new = "/fzzf/202401/t20240115_100.html", "/fzzf/2024/t20240115_100.html"
    trs_portal.pages[new] = trs_portal.pages[old]
    trs_portal.pages[old] = Reply(status=301, headers={"Location": new})
    second = crawl(["/fzzf/"], known=known_of(first), settings={"SLOW_CYCLE_DAYS": 0})
    told = {line["url"].partition("/fzzf/")[2]: line for line in second.lines("article")}
    assert told["202401/t20240115_100.html"]["detail"] == f"redirects to {trs_portal.url}{new}"
    assert told["2024/t20240115_100.html"]["outcome"] == "new"
    assert told["2024/t20240115_100.html"]["payload_sha256"] in {
        line["payload_sha256"] for line in first.lines("article")
    }


def test_a_portal_that_brings_less_than_expected_is_a_problem(
    trs_portal: LoopbackPortal, crawl: Crawl
) -> None:
    crawled = crawl(["/fzzf/"], entry={"expect": {"reports_per_year": 1}})
    assert any("1 are expected" in problem for problem in crawled.summary["problems"])
