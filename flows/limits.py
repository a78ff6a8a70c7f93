"""One run at a host at a time, whoever started it: by Prefect's global concurrency limits.

Within a run a host is asked by one process (`flows.shares`), which is one visitor to it; the limits keep
two runs apart (another warehouse, last night's run that is not done). There is one for each registrable
domain that a portal's entry opens to its crawl, since the crawl may find further hosts there. Only a server
that others use too can keep them, so with the embedded one nothing is asked. The slots are leases: those of a
worker that was killed come free by themselves, which the slots of tag limits do not.
"""

from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency.asyncio import ConcurrencySlotAcquisitionError
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectAlreadyExists
from prefect.logging import get_run_logger
from prefect.settings import get_current_settings

from crawlers.registry import Portal
from crawlers.scope import Scope

CRAWLS_A_HOST = 1
"""What a limit is made with; `prefect gcl update` changes it for good."""

WAIT_AT_MOST = 3600.0
"""Seconds to wait for another run to be done with a host."""

_PAGE = 200


class HostBusyError(Exception):
    """Another run is crawling one of the hosts and did not end in time."""


def limits_of(portals: Collection[Portal]) -> set[str]:
    """Return the names of the limits on crawls of these portals, one for each domain that they may ask."""
    return {f"baogao-host-{name}" for portal in portals for name in Scope.of(portal).reach}


def make_limits(portals: Collection[Portal]) -> None:
    """Make the limits of these portals' hosts that the server does not have yet; others stay as they are.

    A server that does not answer, or makes none, is no reason not to crawl.
    """
    try:
        if shared_server():
            with get_client(sync_client=True) as client:
                _make_missing(client, limits_of(portals))
    except httpx.HTTPError as error:
        get_run_logger().warning("no limits on crawls of a host: %s", error)


def _make_missing(client: SyncPrefectClient, names: Collection[str]) -> None:
    held: set[str] = set()
    while page := client.read_global_concurrency_limits(limit=_PAGE, offset=len(held)):
        held.update(limit.name for limit in page)
    for name in sorted(set(names) - held):
        with suppress(ObjectAlreadyExists):  # another run was quicker
            client.create_global_concurrency_limit(
                GlobalConcurrencyLimitCreate(name=name, limit=CRAWLS_A_HOST)
            )


@contextmanager
def alone_at_hosts(portals: Collection[Portal], wait: float = WAIT_AT_MOST) -> Iterator[None]:
    """Hold the hosts of these portals against other runs while the block runs.

    Raises HostBusyError after `wait` seconds. A server that goes away meanwhile is no reason to stop a crawl.
    """
    held = _hold(sorted(limits_of(portals)), wait)
    try:
        yield
    finally:
        try:
            held.close()
        except httpx.HTTPError as error:
            get_run_logger().warning("limits come free by themselves later: %s", error)


def _hold(names: list[str], wait: float) -> ExitStack:
    held = ExitStack()
    if not shared_server():
        return held
    try:
        held.enter_context(
            concurrency(names, timeout_seconds=wait, strict=False, raise_on_lease_renewal_failure=False)
        )
    except TimeoutError as error:
        raise HostBusyError(
            f"another run has been crawling {', '.join(names)} for more than {wait / 60:.0f} minutes"
        ) from error
    except ConcurrencySlotAcquisitionError as error:
        get_run_logger().warning("no limits on crawls of a host: %s", error)
    return held


def shared_server() -> bool:
    """Whether runs are told to a server that other processes share, and not to the embedded one."""
    return bool(get_current_settings().api.url)
