"""A host is visited by all crawls of a process as by one: so many at once, so long between two."""

import asyncio
from itertools import pairwise
from time import monotonic

import pytest

from crawlers.hosts import Host, Hosts, server_of


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://XXGK.Mou.gov.cn/zwgk/", "xxgk.mou.gov.cn"),
        ("http://xxgk.mou.gov.cn.:8080/", "xxgk.mou.gov.cn"),
        ("http://8.8.8.8:8080/", "8.8.8.8"),
        ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
        ("http://10.0.0.1/", "10.0.0.1:80"),
        ("http://[::1]:8080/", "::1:8080"),
    ],
)
def test_ports_of_one_name_are_one_host_and_those_of_a_private_address_are_not(url: str, server: str) -> None:
    assert server_of(url) == server


def visits(host: Host, number: int, seconds: float = 0.0) -> tuple[list[float], int]:
    """Visit `number` times as fast as may be; return when each visit began, and the most at once."""
    began: list[float] = []
    here, most = 0, 0

    async def visit() -> None:
        nonlocal here, most
        async with host.visit():
            began.append(monotonic())
            here += 1
            most = max(most, here)
            await asyncio.sleep(seconds)
            here -= 1

    async def all_of_them() -> None:
        await asyncio.gather(*(visit() for _ in range(number)))

    asyncio.run(all_of_them())
    return began, most


def test_no_more_are_there_at_once_than_the_strictest_crawl_allows() -> None:
    host = Host()
    for at_once in (3, 2, 4):
        host.keep_below(at_once)
    assert visits(host, 9, seconds=0.01)[1] == 2


def test_the_delay_lies_between_any_two() -> None:
    host = Host()
    host.keep_at_least(0.02)
    host.begin_with(0.05)
    began, _ = visits(host, 5)
    assert min(after - before for before, after in pairwise(began)) >= 0.05


def test_what_one_crawl_learns_of_the_pace_holds_for_the_next() -> None:
    host = Host()
    host.begin_with(1.0)
    host.delay = 7.0
    host.begin_with(1.0)
    assert host.delay == 7.0


def test_no_pace_is_faster_than_what_robots_txt_asks_for() -> None:
    host = Host()
    host.keep_at_least(0.5)
    host.keep_at_least(5.0)
    host.delay = 0.6
    assert host.delay == 5.0


def test_a_host_that_wants_quiet_is_left_alone() -> None:
    host = Host()
    host.leave_alone(0.1)
    host.leave_alone(0.05)
    asked = monotonic()
    assert visits(host, 1)[0][0] - asked >= 0.1


def test_a_visit_that_fails_gives_its_place_up() -> None:
    host = Host()
    host.keep_below(1)

    async def fail() -> None:
        async with host.visit():
            raise ConnectionError

    with pytest.raises(ConnectionError):
        asyncio.run(fail())
    assert visits(host, 2)[1] == 1


def test_a_visitor_who_gives_up_waiting_lets_the_next_in() -> None:
    host = Host()
    host.keep_below(1)

    async def give_up() -> list[str]:
        came: list[str] = []

        async def visit(name: str) -> None:
            async with host.visit():
                came.append(name)
                await asyncio.sleep(0.05)

        first, second = asyncio.create_task(visit("first")), asyncio.create_task(visit("second"))
        await asyncio.sleep(0.01)
        second.cancel()
        await asyncio.gather(first, visit("third"))
        return came

    assert asyncio.run(give_up()) == ["first", "third"]


def test_hosts_are_found_by_any_of_their_addresses() -> None:
    hosts = Hosts()
    assert hosts.at("http://www.mou.gov.cn/a") is hosts.at("https://www.mou.gov.cn/b")
    assert hosts.at("http://www.mou.gov.cn/a") is not hosts.at("http://www.gaoping.gov.cn/a")
