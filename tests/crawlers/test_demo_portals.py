"""The demo portals over real HTTP: whoever follows a family's own paging meets every entry once."""

import json
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
import yaml
from bs4 import BeautifulSoup

from crawlers.demo import stock
from crawlers.demo.server import DemoPortals

pytestmark = pytest.mark.server

# What each report's page has to show: its parts' headings, as printed.
HEADINGS = {
    "lixian-2024": [
        "一、主要工作情况",
        "(三)依法行政制度体系不断完善",
        "二、存在问题和困难",
        "(六)强化能力提升",
    ],
    "hengjie-2024": [
        "一、2024年法治建设推进情况",
        "(二)高效开展法治服务保障",
        "四、2025年推进法治政府建设的主要安排",
    ],
    "zhongcun-2022": [
        "(一)强化组织领导,夯实组织基础",
        ")强化基层民主法治建设,提升政府公信度",
        "三、下一步工作打算",
    ],
    "gaoping-2021": ["5.强化行政权力制约监督", "三、本年度推进法治政府建设存在的差距和不足"],
    "shapotou-2024-plan": ["八、促进行政权力规范透明运行", "36.全面推进政务公开", "(此件公开发布)"],
}
# Words around the articles that belong to the portal.
NOISE = {
    "lixian-2024": ["用户登录", "还没有账号?", "立即注册", "索引号:"],
    "hengjie-2024": ["浏览次数:", "【关闭窗口】"],
    "zhongcun-2022": ["日期:2023年05月11日", "作者:中村乡党政办公室", "点击:[]", "上一条:禄丰市城管局"],
    "gaoping-2021": ["来源:高平市大数据中心", "发布时间:2022-02-09", "【字体:", "本页二维码"],
    "shapotou-2024-plan": ["附件下载:", "扫一扫在手机上查看当前页面"],
}


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def get(url: str, **headers: str) -> Answer:
    asked = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=asked)) as answer:
            return Answer(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


def text(url: str) -> str:
    body = get(url).body
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("gb18030")


def shown(url: str) -> str:
    """A page's text as a browser without scripts shows it, white space left out."""
    soup = BeautifulSoup(text(url), "lxml")
    for hidden in soup(["script", "style"]):
        hidden.decompose()
    return re.sub(r"\s", "", soup.get_text())


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortals]:
    with DemoPortals() as portals:
        yield portals


def list_address(demo: DemoPortals, portal: str) -> str:
    site = demo.sites[portal]
    return site.address + site.column_path(site.portal.column("main"))


def links(markup: str, page: str, pattern: str) -> list[str]:
    return [urljoin(page, unescape(href)) for href in re.findall(pattern, markup)]


def trs_pages(start: str) -> Iterator[list[str]]:
    count = int(re.search(r"createPageHTML\((\d+),", text(start))[1])
    for page in [start, *(f"{start}index_{number}.html" for number in range(1, count))]:
        yield links(text(page), page, r'<li>\s*<a href="([^"]+)" target="_blank" title')


def hanweb_pages(start: str) -> Iterator[list[str]]:
    page: str | None = start
    while page:
        markup = text(page)
        yield links(markup, page, r"<li><a href='([^']+)'")
        more = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', markup)
        page = urljoin(page, more[1]) if more else None


def next_link_pages(start: str, item: str, following: str) -> Iterator[list[str]]:
    page: str | None = start
    while page:
        markup = text(page)
        yield links(markup, page, item)
        page = next(iter(links(markup, page, following)), None)


def kaipu_pages(start: str) -> Iterator[list[str]]:
    channel = re.search(r"/common/search/(\w{32})", text(start))[1]
    page = total = 1
    while (page - 1) * 15 < total:
        search = f"/common/search/{channel}?page={page}&_pageSize=15&_isAgg=true&_isJson=true&_template=index"
        data = json.loads(get(urljoin(start, search)).body)["data"]
        yield [urljoin(start, result["url"]) for result in data["results"]]
        page, total = page + 1, data["total"]


def follow(portal: str, start: str) -> list[list[str]]:
    if portal == "lixian":
        return list(trs_pages(start))
    if portal == "hengjie":
        return list(hanweb_pages(start))
    if portal == "gaoping":
        return list(kaipu_pages(start))
    if portal == "lufeng":
        return list(next_link_pages(start, r'class="c191" href="([^"]+)"', r'<a href="([^"]+)">下页'))
    return list(next_link_pages(start, r'<TD><A href="([^"]+)" target', r'<A href="([^"]+)">下一页'))


@pytest.mark.parametrize("portal", ["lixian", "hengjie", "lufeng", "gaoping", "shapotou"])
def test_the_familys_own_paging_reaches_every_entry_once(demo: DemoPortals, portal: str) -> None:
    pages = follow(portal, list_address(demo, portal))
    found = [re.sub(r"[?&]sessionid=\w+", "", link) for page in pages for link in page]
    site = demo.sites[portal]
    expected = [
        urljoin(site.address, site.path_of(entry)) for entry in site.entries if "main" in entry.columns
    ]
    assert found == expected
    assert len(pages) >= 3
    assert {len(page) for page in pages[:-1]} == {15}
    assert len(set(found)) == len(found)


def test_older_pages_of_visual_site_builder_count_down(demo: DemoPortals) -> None:
    site = demo.sites["lufeng"]
    paths = [site.listing_path(page) for page in site.listings["main"]]
    assert paths == [
        "/zfxxgk/fdzdgknr.htm",
        "/zfxxgk/fdzdgknr/3.htm",
        "/zfxxgk/fdzdgknr/2.htm",
        "/zfxxgk/fdzdgknr/1.htm",
    ]


def test_dataproxy_gives_any_range_of_records(demo: DemoPortals) -> None:
    service = (
        "/module/web/jpage/dataproxy.jsp?startrecord=16&endrecord=45&perpage=15&columnid=1229051&unitid="
    )
    markup = text(demo.sites["hengjie"].address + service + "61229051&webid=3507")
    assert markup.count("<record>") == 30
    assert "<totalrecord>47</totalrecord>" in markup


@pytest.mark.parametrize("report", sorted(HEADINGS))
def test_a_report_page_shows_headings_and_portal_noise(demo: DemoPortals, report: str) -> None:
    page = shown(demo.article_urls[report])
    missing = [words for words in HEADINGS[report] + NOISE[report] if re.sub(r"\s", "", words) not in page]
    assert missing == []


@pytest.mark.parametrize("report", sorted(HEADINGS))
def test_no_character_of_a_report_is_lost(demo: DemoPortals, report: str) -> None:
    page = shown(demo.article_urls[report])
    parts = stock.read_parts(stock.HERE.joinpath("reports", f"{report}.txt").read_text("utf-8"))
    for part in parts:
        assert re.sub(r"\s", "", "".join(part.paragraphs)) in page, part.name


@pytest.mark.parametrize("report", ["lixian-2024", "hengjie-2024", "shapotou-2024-plan"])
def test_a_page_that_tells_no_date_tells_none_anywhere(demo: DemoPortals, report: str) -> None:
    markup = text(demo.article_urls[report])
    assert not re.search(r"发布(?:时间|日期)|信息来源|(?i:pubdate)\" content=\"[^\"]", markup)


def test_the_legacy_portal_declares_no_charset(demo: DemoPortals) -> None:
    answer = get(demo.article_urls["shapotou-2024-plan"])
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset" not in answer.body.lower()
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    assert "中卫市沙坡头区人民政府" in answer.body.decode("gbk")


def test_one_name_on_the_legacy_portal_needs_gb18030(demo: DemoPortals) -> None:
    site = demo.sites["shapotou"]
    entry = next(entry for entry in site.entries if "䶮" in entry.title)
    body = get(site.address + site.path_of(entry)).body
    with pytest.raises(UnicodeDecodeError):
        body.decode("gbk")
    assert "调解能手胡䶮" in body.decode("gb18030")


def test_a_session_is_given_once_and_carried_on(demo: DemoPortals) -> None:
    home = demo.sites["shapotou"].address + "/"
    first, second = (set(re.findall(r"sessionid=(\w+)", text(home + "index.asp"))) for _ in range(2))
    assert len(first) == len(second) == 1
    assert first != second
    session = first.pop()
    carried = re.findall(r"sessionid=(\w+)", text(f"{home}list.asp?cid=12&page=2&sessionid={session}"))
    assert set(carried) == {session}


@pytest.mark.parametrize("report", ["lixian-2024", "gaoping-2021"])
def test_a_good_etag_is_answered_with_304(demo: DemoPortals, report: str) -> None:
    url = demo.article_urls[report]
    first = get(url)
    again = get(url, If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert get(url, If_None_Match='"stale"').status == 200


def test_a_good_date_is_answered_with_304(demo: DemoPortals) -> None:
    url = demo.article_urls["zhongcun-2022"]
    modified = get(url).headers["Last-Modified"]
    assert get(url, If_Modified_Since=modified).status == 304
    assert get(url, If_Modified_Since="Wed, 10 May 2023 00:00:00 GMT").status == 200


def test_the_other_portals_send_no_validators(demo: DemoPortals) -> None:
    for report in ("hengjie-2024", "shapotou-2024-plan"):
        assert not {"ETag", "Last-Modified"} & set(get(demo.article_urls[report]).headers)


def test_every_list_leads_once_into_what_robots_txt_closes(demo: DemoPortals) -> None:
    for portal, site in demo.sites.items():
        robots = RobotFileParser()
        robots.parse(get(f"{site.address}/robots.txt").body.decode().splitlines())
        linked = [link for page in follow(portal, list_address(demo, portal)) for link in page]
        own = [link for link in linked if urlsplit(link).hostname == "127.0.0.1"]
        assert len([link for link in own if not robots.can_fetch("baogao", link)]) == 1
        assert robots.can_fetch("baogao", list_address(demo, portal))


def test_titles_that_trs_cuts_stand_whole_in_the_title_attribute(demo: DemoPortals) -> None:
    markup = text(list_address(demo, "lixian") + "index_1.html")
    cut = re.search(r'title="(中共澧县县委 [^"]+)">([^<]+)…</a>', markup)
    assert cut
    assert cut[1].startswith(cut[2])
    assert "法治政府建设" in cut[1]
    assert "法治政府建设" not in cut[2]


@pytest.mark.parametrize(
    ("portal", "words"),
    [
        ("lixian", ["政府信息公开", "法定主动公开内容", "法治政府建设"]),
        ("shapotou", ["政府信息公开", "法定主动公开内容", "法治政府建设"]),
        ("lufeng", ["政府信息公开", "法定主动公开内容"]),
        ("gaoping", ["专题专栏", "专栏", "全面发力建设法治政府 以法为基助推转型发展"]),
    ],
)
def test_menus_lead_from_the_homepage_to_the_column(demo: DemoPortals, portal: str, words: list[str]) -> None:
    page = demo.sites[portal].address + "/"
    for word in words:
        link = next(
            a for a in BeautifulSoup(text(page), "lxml").find_all("a") if a.get_text(strip=True) == word
        )
        page = urljoin(page, str(link["href"]))
    assert re.sub(r"[?&]sessionid=\w+", "", page) == list_address(demo, portal)


def test_every_column_and_every_article_answers(demo: DemoPortals) -> None:
    for site in demo.sites.values():
        paths = [site.column_path(column) for column in site.portal.columns]
        paths += [site.path_of(entry) for entry in site.entries if not entry.elsewhere]
        assert {get(site.address + path).status for path in paths} == {200}
        assert get(f"{site.address}/nothing/here.html").status == 404


def test_requests_are_recorded_with_who_asked(demo: DemoPortals) -> None:
    before = len(demo.requests)
    answer = get(demo.article_urls["lixian-2024"], User_Agent="baogao-test/1")
    served = demo.requests[before]
    assert (served.portal, served.method, served.status) == ("lixian", "GET", 200)
    assert served.path.endswith("/t20250126_6571200.html")
    assert served.sent == len(answer.body)
    assert served.headers["User-Agent"] == "baogao-test/1"


def test_head_sends_the_length_and_no_body(demo: DemoPortals) -> None:
    url = demo.article_urls["gaoping-2021"]
    with urllib.request.urlopen(urllib.request.Request(url, method="HEAD")) as answer:
        assert int(answer.headers["Content-Length"]) == len(get(url).body)
        assert answer.read() == b""


def test_the_registry_names_columns_for_three_portals(demo: DemoPortals, tmp_path: Path) -> None:
    demo.write_registry(tmp_path / "portals.yaml")
    entries = {entry["id"]: entry for entry in yaml.safe_load((tmp_path / "portals.yaml").read_text("utf-8"))}
    assert {portal: entry["region"] for portal, entry in entries.items()} == {
        "lixian": "430723",
        "hengjie": "330000",
        "lufeng": "532302",
        "gaoping": "140581",
        "shapotou": "640502",
    }
    assert [portal for portal, entry in entries.items() if "columns" in entry] == [
        "hengjie",
        "lufeng",
        "gaoping",
    ]
    assert all(entry["private"] and "platform" not in entry for entry in entries.values())


def test_the_second_night_changes_one_page_and_adds_a_plan() -> None:
    with DemoPortals() as demo:
        site = demo.sites["lixian"]
        before = {site.path_of(entry): get(site.address + site.path_of(entry)).body for entry in site.entries}
        demo.show_night(2)
        site = demo.sites["lixian"]
        after = {site.path_of(entry): get(site.address + site.path_of(entry)).body for entry in site.entries}
        new = [entry.title for entry in site.entries if site.path_of(entry) not in before]
        changed = [
            body.decode() for path, body in after.items() if path in before and "更正" in body.decode()
        ]
    assert new == ["澧县2025年法治政府建设工作要点", "澧县召开行政争议协调化解工作座谈会"]
    assert len(changed) == 1
    assert before.keys() <= after.keys()


def test_the_same_night_is_told_the_same_way_each_time() -> None:
    for portal in stock.portals():
        assert stock.entries(portal, 1) == stock.entries(portal, 1)


def test_a_taken_port_is_an_error_that_leaves_nothing_open(demo: DemoPortals) -> None:
    taken = urlsplit(demo.sites["lixian"].address).port
    assert taken
    threads = threading.active_count()
    with pytest.raises(OSError, match="in use"), DemoPortals([0, 0, taken, 0, 0]):
        pass
    assert threading.active_count() <= threads


def test_ports_must_be_given_for_all_or_none() -> None:
    with pytest.raises(ValueError, match="5 portals"):
        DemoPortals([8001])
