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
    assert [line["list_title"] for line in articles] == [
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
