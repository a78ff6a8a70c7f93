"""What a page offers to follow, under which name."""

import pytest

from crawlers.discovery import Frontier
from crawlers.leads import entrances, leads_of
from crawlers.platforms.page import Page
from crawlers.wording import load_wording

HOME = "http://www.mou.gov.cn/"
MENU = (
    '<a href="/a/">走进某县</a><a href="/b/">政务公开</a><a href="/c/">互动交流</a><a href="/d/">办事服务</a>'
)


def offered(markup: str) -> dict[str, str]:
    leads = leads_of(Page(HOME, f"<html><body>{markup}</body></html>"))
    return {request.url.removeprefix(HOME): name for name, request in leads}


@pytest.mark.parametrize(
    "block",
    [
        '<div class="tab"><span>依法行政</span><a class="more" href="yfxz/">更多</a></div>',
        '<div class="hd"><h3>依法行政</h3></div><div><a href="yfxz/">更多&gt;&gt;</a></div>',
        '<dt><strong><a href="/x/">依法行政</a></strong><span><a href="yfxz/">更多...</a></span></dt>',
        '<div><a class="fr" href="yfxz/">MORE+</a><h3>依法行政</h3><ul><li>某镇法治</li></ul></div>',
    ],
)
def test_the_more_of_a_block_is_named_by_its_heading(block: str) -> None:
    assert offered(block)["yfxz/"] == "依法行政"


def test_nodes_without_an_address_get_it_from_the_function_that_is_called_with_one() -> None:
    script = (
        'var zNodes = [{ id:11, pId:1, name:"机构职能" }, { id:35, pId:1, name:"法治政府建设" }];'
        'function onClick(event, treeId, treeNode) { $("#f").attr("src", "list.jsp?cid=" + treeNode.id); }'
    )
    assert offered(f"<script>{script}</script>")["list.jsp?cid=35"] == "法治政府建设"


@pytest.mark.parametrize(
    "door", ['<a href="main.html"><img src="s.jpg"></a>', '<a href="main.html">点击进入网站</a>']
)
def test_a_page_of_welcome_has_an_entrance(door: str) -> None:
    (request,) = entrances(Page(HOME, f"<html><body>{door}</body></html>"))
    assert request.url == f"{HOME}main.html"


@pytest.mark.parametrize("markup", ['<a href="/zwgk/">政务公开</a>', f'{MENU}<a href="main.html"></a>'])
def test_a_page_with_a_menu_has_none(markup: str) -> None:
    assert entrances(Page(HOME, f"<html><body>{markup}</body></html>")) == []


@pytest.mark.parametrize("name", ["2024年", "2023年度", "更多", "年度报告", "历年"])
def test_parts_of_a_column_of_reports_are_as_promising_as_the_column(name: str) -> None:
    frontier = Frontier(load_wording().columns, 60)
    frontier.offer(Page(f"{HOME}fz/", f'{MENU}<a href="/fz/7/">{name}</a>'), ("法治政府建设",))
    (lead, *_) = frontier.best(1, 8)
    assert (lead.request.url, lead.name) == (f"{HOME}fz/7/", f"法治政府建设 {name}")


def test_so_are_the_tabs_of_its_page_and_the_years_of_its_list() -> None:
    tabs = '<li data-src="./gov/">县政府</li><li data-src="./bm/">县直部门</li>'
    years = (
        "<select onchange=\"location.href='?year='+this.value\"><option value='2024'>2024年</option></select>"
    )
    frontier = Frontier(load_wording().columns, 60)
    frontier.offer(Page(f"{HOME}fz/", f"{MENU}{tabs}{years}"), ("法治政府建设",))
    found = [lead.request.url.removeprefix(f"{HOME}fz/") for lead in frontier.best(9, 8)]
    assert found == ["gov/", "bm/", "?year=2024"]


def test_categories_of_one_page_are_told_apart_by_their_fragments() -> None:
    nodes = '{"id": 7, "name": "法治政府建设", "jump_url": "/gkmlpt/index#7"}'
    frontier = Frontier(load_wording().columns, 60)
    frontier.offer(Page(f"{HOME}gkmlpt/index", f"{MENU}<script>var TREE = [{nodes}]</script>"))
    assert [lead.request.url for lead in frontier.best(1, 8)] == [f"{HOME}gkmlpt/index#7"]


@pytest.mark.parametrize("way", [(), ("政府工作报告",)])
def test_elsewhere_a_year_says_nothing(way: tuple[str, ...]) -> None:
    frontier = Frontier(load_wording().columns, 60)
    frontier.offer(Page(f"{HOME}fz/", f'{MENU}<a href="/7/">2024年</a>'), way)
    assert frontier.best(1, 8) == []


@pytest.mark.parametrize(
    "headline", ["某县法治政府建设推进会召开", "关于征求依法行政意见的公告", "某县依法行政培训班"]
)
def test_headlines_among_the_menus_are_no_columns(headline: str) -> None:
    assert load_wording().columns.report_weight(headline) == 0
