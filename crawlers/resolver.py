"""Name resolution that never hands out a private address, whatever the DNS says.

Twisted asks it for literal addresses too, so it is the last gate before any connection, also after
redirects and for names that change their address between two requests (DNS rebinding).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from scrapy.crawler import Crawler
from scrapy.resolver import CachingHostnameResolver
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import IAddress, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped] # ships no types

from crawlers.addresses import as_address, is_public
from crawlers.scope import Scope


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes on the public addresses of a host; with none left, Twisted reports a host without address."""

    def __init__(self, receiver: Any) -> None:
        self._receiver = receiver

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:  # noqa: N802, N803 - Twisted's names
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - Twisted's name
        resolved = as_address(address.host)
        if resolved and is_public(resolved):
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802 - Twisted's name
        self._receiver.resolutionComplete()


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's caching resolver for IPv4 and IPv6, behind the guard (setting `PORTAL_SCOPES`).

    A process has one resolver, for all the portals crawled in it: a host may be private if the entry of
    any of them allows it, by that very name. That only that portal's crawl asks it the guard of scope keeps.
    """

    def __init__(self, reactor: ReactorBase, cache_size: int, scopes: Iterable[Scope]) -> None:
        super().__init__(reactor, cache_size)
        self._private = frozenset(host for scope in scopes for host, _ in scope.places)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "GuardedResolver":
        """Make the resolver of a process."""
        return cls(reactor, crawler.settings.getint("DNSCACHE_SIZE"), crawler.settings["PORTAL_SCOPES"])

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Resolve like the parent, private addresses left out unless the portal's entry allows them."""
        receiver: Any = resolutionReceiver if hostName in self._private else _PublicOnly(resolutionReceiver)
        return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
