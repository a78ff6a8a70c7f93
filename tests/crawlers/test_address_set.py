"""Addresses met are kept by what makes them a page, in little room."""

import tracemalloc

from crawlers.address_set import AddressSets


def test_a_page_is_met_once_however_its_address_is_written() -> None:
    met = AddressSets().another()
    assert met.add("http://www.mou.gov.cn/zwgk/t_1.html")
    assert not met.add("https://WWW.mou.gov.cn:443/zwgk/t_1.html")
    assert "https://www.mou.gov.cn/zwgk/t_1.html;jsessionid=5F" in met
    assert "http://www.mou.gov.cn/zwgk/t_2.html" not in met


def test_sets_of_one_crawl_are_apart() -> None:
    sets = AddressSets()
    columns = [sets.another() for _ in range(20)]
    for number, column in enumerate(columns):
        assert column.add("http://www.mou.gov.cn/zwgk/pinned.html")
        assert column.add(f"http://www.mou.gov.cn/zwgk/t_{number}.html")
    for number, column in enumerate(columns):
        assert not column.add("http://www.mou.gov.cn/zwgk/pinned.html")
        held = [other for other in range(20) if f"http://www.mou.gov.cn/zwgk/t_{other}.html" in column]
        assert held == [number]


def test_no_address_of_many_is_lost_or_made_up() -> None:
    sets = AddressSets()
    seen, asked = sets.another(), sets.another()
    urls = [f"http://www.mou.gov.cn/zwgk/t_{number}.html" for number in range(20_000)]
    tracemalloc.start()
    assert all(seen.add(url) for url in urls[::2])
    assert all(asked.add(url) for url in urls[::4])
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not any(seen.add(url) for url in urls[::2])
    assert [url in seen for url in urls] == [True, False] * 10_000
    assert [url in asked for url in urls] == [True, False, False, False] * 5_000
    assert taken < 20 * 10_000
