"""A column read page by page, without any network."""

import pytest

from crawlers.column import ColumnReading, CrawlMemory
from crawlers.known import KnownPages
from crawlers.platforms.page import Page
from crawlers.registry import Portal
from crawlers.scope import Scope
from crawlers.wording import load_wording

HOME = "http://www.mou.gov.cn/"
ROW = (
    '<li><a href="t_1001.html">某县人民政府关于2024年度法治政府建设情况的报告</a><span>2025-03-28</span></li>'
)


def column() -> ColumnReading:
    portal = Portal(id="mou", name="某县人民政府", region="430723", homepage=HOME)
    memory = CrawlMemory(KnownPages(), load_wording(), Scope.of(portal), False, 2000)
    return ColumnReading(f"{HOME}fzzf/", "法治政府建设", memory)


@pytest.mark.parametrize("pager", ["共 12 页", "总页数：12", "第1/12页", "第 1 页 / 共 12 页"])
def test_a_list_that_tells_of_pages_it_shows_no_way_to_is_cut_short(pager: str) -> None:
    reading = column().read(Page(f"{HOME}fzzf/", f"<ul>{ROW}</ul><p>{pager}</p>"))
    assert (reading.cut_short, reading.following) == (True, ())
    assert "12 pages" in (reading.remark or "")


@pytest.mark.parametrize(
    "pager", ["共 1 页", "第1/1页", "2024/12", '共 2 页 <a href="index_1.html">下一页</a>']
)
def test_a_list_at_its_end_or_with_a_way_on_is_not(pager: str) -> None:
    assert not column().read(Page(f"{HOME}fzzf/", f"<ul>{ROW}</ul><p>{pager}</p>")).cut_short


@pytest.mark.parametrize("pager", ["共 30 条", "共有记录 计30篇", "1/3 <button>下一页</button>"])
def test_so_is_one_that_tells_of_more_entries_or_of_a_next_page_drawn_by_script(pager: str) -> None:
    reading = column().read(Page(f"{HOME}fzzf/", f"<ul>{ROW}</ul><p>{pager}</p>"))
    assert reading.cut_short


def test_a_page_that_shows_no_list_is_read_with_its_own_script_files() -> None:
    listed, page = column(), f"{HOME}fzzf/index.html"
    shell = Page(page, '<ul id="l"></ul><script>var code = "fz";</script><script src="/js/list.js"></script>')
    (file,) = listed.read(shell).following
    assert (file.url, file.script) == (f"{HOME}js/list.js", True)

    script = '$.getJSON("data/list.do", { code: code, page: n }, function (d) { draw(d); });'
    (service,) = listed.read(Page(file.url, script, file)).following
    # Relative to the page, not to the file, and with what the page's own script says.
    assert service.url == f"{HOME}fzzf/data/list.do?code=fz&page=1"

    row = '{"title": "某县2024年度法治政府建设情况的报告", "url": "/fzzf/1001.html", "date": "2025-03-28"}'
    answer = listed.read(Page(service.url, f'{{"total": 1, "rows": [{row}]}}', service))
    assert [entry.url for entry in answer.wanted] == [f"{HOME}fzzf/1001.html"]
    assert answer.following == ()
    assert (listed.pages, listed.listed, listed.empty) == (2, 1, False)


def test_a_page_with_a_list_asks_for_no_script_file() -> None:
    reading = column().read(Page(f"{HOME}fzzf/", f'<ul>{ROW}</ul><script src="/js/list.js"></script>'))
    assert reading.following == ()
