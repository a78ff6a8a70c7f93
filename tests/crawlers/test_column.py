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
