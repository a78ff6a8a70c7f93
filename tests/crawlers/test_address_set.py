"""Addresses met are kept by what makes them a page, in little room."""

import tracemalloc

from crawlers.address_set import AddressSet


def test_a_page_is_met_once_however_its_address_is_written() -> None:
    met = AddressSet()
    assert met.add("http://www.mou.gov.cn/zwgk/t_1.html")
    assert not met.add("https://WWW.mou.gov.cn:443/zwgk/t_1.html")
    assert "https://www.mou.gov.cn/zwgk/t_1.html;jsessionid=5F" in met
    assert "http://www.mou.gov.cn/zwgk/t_2.html" not in met
    assert len(met) == 1


def test_no_address_of_many_is_lost_or_made_up() -> None:
    met = AddressSet()
    urls = [f"http://www.mou.gov.cn/zwgk/t_{number}.html" for number in range(20_000)]
    tracemalloc.start()
    assert all(met.add(url) for url in urls[::2])
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not any(met.add(url) for url in urls[::2])
    assert [url in met for url in urls] == [True, False] * 10_000
    assert held < 16 * len(met)
