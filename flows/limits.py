"""One crawl a host at a time, whoever runs it: by Prefect's global concurrency limits.

Within a run the portals of a host are crawled in turn by one process anyway; the limits keep two runs apart
(a shard elsewhere, another warehouse, last night's run that is not done). Only a server that others use
too can do that, so with the embedded one nothing is asked. The slots are leases: those of a worker that was
killed come free by themselves, which the slots of tag limits do not.
"""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import httpx
from prefect.client.base import ServerType
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectAlreadyExists
from prefect.logging import get_run_logger

from crawlers.registry import Portal

CRAWLS_A_HOST = 1
"""What a limit is made with; `prefect gcl update` changes it for good."""

WAIT_AT_MOST = 3600.0
"""Seconds to wait for another run to be done with a host."""

_PAGE = 200


class HostBusyError(Exception):
    """Another run is crawling one of the hosts and did not end in time."""


def limit_of(portal: Portal) -> str:
    """Return the name of the limit on crawls of a portal's host."""
    return f"baogao-host-{urlsplit(portal.homepage).netloc}"


def make_limits(portals: Collection[Portal]) -> None:
    """Make the limits of these portals' hosts that the server does not have yet; others stay as they are."""
    with get_client(sync_client=True) as client:
        if client.server_type == ServerType.EPHEMERAL:
            return
        held: set[str] = set()
        while page := client.read_global_concurrency_limits(limit=_PAGE, offset=len(held)):
            held.update(limit.name for limit in page)
        for name in sorted({limit_of(portal) for portal in portals} - held):
            try:
                client.create_global_concurrency_limit(
                    GlobalConcurrencyLimitCreate(name=name, limit=CRAWLS_A_HOST)
                )
            except ObjectAlreadyExists:  # another run was quicker
                continue


@contextmanager
def alone_at_hosts(portals: Collection[Portal], wait: float = WAIT_AT_MOST) -> Iterator[None]:
    """Hold the hosts of these portals against other runs while the block runs.

    Raises HostBusyError after `wait` seconds. A server that goes away meanwhile is no reason to stop a crawl.
    """
    with get_client(sync_client=True) as client:
        shared = client.server_type != ServerType.EPHEMERAL
    held = ExitStack()
    if shared:
        names = sorted({limit_of(portal) for portal in portals})
        try:
            held.enter_context(
                concurrency(names, timeout_seconds=wait, strict=False, raise_on_lease_renewal_failure=False)
            )
        except TimeoutError as error:
            raise HostBusyError(f"another run has been crawling {names[0]} … for {wait:.0f} s") from error
    try:
        yield
    finally:
        _let_go(held)


def _let_go(held: ExitStack) -> None:
    try:
        held.close()
    except httpx.HTTPError as error:
        get_run_logger().warning("the limits of hosts come free by themselves: %s", error)
