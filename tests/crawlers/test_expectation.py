from datetime import date

import pytest

from crawlers.column import ColumnReading, CrawlMemory
from crawlers.expectation import shortfall
from crawlers.known import KnownPages
from crawlers.platforms.page import Page
from crawlers.registry import Expectation, Portal
from crawlers.scope import Scope
from crawlers.wording import load_wording

URL = "http://www.mou.gov.cn/fzzf/"
PORTAL = Portal(id="mou", name="某县", region="430723", homepage="http://www.mou.gov.cn/")


def column(*years: int, goes_on: bool = False) -> ColumnReading:
    """A column of reports published in March of `years`, read one page deep."""
    rows = "".join(
        f'<li><a href="t_{year}1.html">某县{year - 1}年度法治政府建设报告</a><span>{year}-03-20</span></li>'
        for year in years
    )
    more = '<a href="index_1.html">下一页</a>' if goes_on else ""
    memory = CrawlMemory(KnownPages(), load_wording(), Scope.of(PORTAL), full=True, longest=9)
    reading = ColumnReading(URL, "法治政府建设", memory)
    reading.read(Page(URL, f"<ul>{rows}</ul>{more}"))
    return reading


@pytest.mark.parametrize(
    ("listed", "goes_on", "today", "missing"),
    [
        # In May the reports for last year must be there; in March not yet.
        ((2025, 2024), False, date(2026, 5, 2), True),
        ((2025, 2024), False, date(2026, 3, 2), False),
        ((2026, 2025), False, date(2026, 5, 2), False),
        # In March last season counts.
        ((2024,), False, date(2026, 3, 2), True),
        # Where the list goes on but was read back far enough, it can be told; else not.
        ((2025,), True, date(2026, 5, 2), True),
        ((), True, date(2026, 5, 2), False),
    ],
)
def test_a_season_without_reports_is_told(
    listed: tuple[int, ...], goes_on: bool, today: date, missing: bool
) -> None:
    told = shortfall(Expectation(reports_per_year=1), [column(*listed, goes_on=goes_on)], today)
    assert (told is not None) == missing


def test_all_columns_count_together() -> None:
    columns = [column(2026), column(2026, 2025)]
    assert shortfall(Expectation(reports_per_year=2), columns, date(2026, 6, 1)) is None
    told = shortfall(Expectation(reports_per_year=3), columns, date(2026, 6, 1))
    assert told == "2 entries of 2026 may be reports, 3 are expected"


def test_without_columns_nothing_can_be_told() -> None:
    assert shortfall(Expectation(reports_per_year=1), [], date(2026, 6, 1)) is None
