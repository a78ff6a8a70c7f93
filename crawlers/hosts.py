"""Hosts as the crawls of a process visit them together: to a host, they are one visitor.

Portals lie on hosts that others use too (a province's disclosure platform holds the columns of fifty
counties), so what is kept toward a host cannot be kept by each crawl for itself: how many requests are under
way, how long after the last one the next may follow, and until when the host wants to be left alone.
"""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlsplit

from crawlers.addresses import as_address, host_of, is_public, port_of


def server_of(url: str) -> str:
    """Return the name of the host that a URL asks, whatever the port; of a private address with it.

    Ports of one name are one machine, which is what manners are about. Portals on a private address are told
    apart by nothing but their ports.
    """
    parts = urlsplit(url)
    return _server_at(parts.scheme, parts.netloc)


@lru_cache(maxsize=1000)
def _server_at(scheme: str, netloc: str) -> str:
    parts = SplitResult(scheme, netloc, "", "", "")
    host = host_of(parts)
    address = as_address(host)
    return host if address is None or is_public(address) else f"{host}:{port_of(parts)}"


class Host:
    """One host, asked by any number of crawls. Delays are in seconds, from one request to the next."""

    def __init__(self) -> None:
        self._at_once: float = math.inf
        self._least_delay = 0.0
        self._delay: float | None = None
        self._last_asked = self._quiet_until = -math.inf
        self._under_way = 0
        self._turn = asyncio.Lock()
        self._one_less = asyncio.Event()

    def keep_below(self, at_once: int) -> None:
        """Take up how many requests a crawl may make at once; of several crawls' the strictest holds."""
        self._at_once = min(self._at_once, at_once)

    def keep_at_least(self, delay: float) -> None:
        """Never go below a delay again: a crawl's own, or what robots.txt asks for."""
        self._least_delay = max(self._least_delay, delay)

    def begin_with(self, delay: float) -> None:
        """Take up a crawl's first delay, unless it is known already how fast the host answers."""
        if self._delay is None:
            self._delay = delay

    def leave_alone(self, seconds: float) -> None:
        """Ask nothing for some time, as the host wants it."""
        self._quiet_until = max(self._quiet_until, monotonic() + seconds)

    @property
    def delay(self) -> float:
        """The delay as it is adjusted to the pace of the host."""
        return max(self._least_delay, self._delay or 0.0)

    @delay.setter
    def delay(self, seconds: float) -> None:
        self._delay = seconds

    @asynccontextmanager
    async def visit(self) -> AsyncIterator[None]:
        """Hold a place at the host: entered in order of arrival, when its delay is over."""
        async with self._turn:
            while self._under_way >= self._at_once:
                self._one_less.clear()
                await self._one_less.wait()
            while (pause := self._next_at() - monotonic()) > 0:
                await asyncio.sleep(pause)
            self._last_asked = monotonic()
            self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._one_less.set()

    def _next_at(self) -> float:
        return max(self._last_asked + self.delay, self._quiet_until)


class Hosts:
    """The hosts of a process; the setting `HOSTS` of its crawls."""

    def __init__(self) -> None:
        self._hosts: dict[str, Host] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> "Hosts":
        """Return itself: Scrapy gives each crawl a copy of its settings, and all are to share this."""
        return self

    def at(self, url: str) -> Host:
        """Return the host that `url` asks."""
        return self._hosts.setdefault(server_of(url), Host())
