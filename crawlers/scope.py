"""Which URLs a crawl may ask: its portal's own, and nothing that is not on the open internet."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import tldextract

from crawlers.addresses import as_address, host_of, is_public, port_of
from crawlers.registry import Portal

# The list of public suffixes that ships with the package: a crawl asks nobody but its portal.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def registrable_domain(host: str) -> str:
    """Return the domain that somebody registered: `lixian.gov.cn` of `www.lixian.gov.cn`; or the host."""
    return _SUFFIXES(host).top_domain_under_public_suffix or host


@dataclass(frozen=True, slots=True)
class Scope:
    """The bounds of one portal's crawl.

    `places` are the (host, port) pairs of a private portal, and then all that may be asked; a public
    portal has `domains` (with all their hosts, on any port) and single `hosts`.
    """

    places: frozenset[tuple[str, int | None]]
    domains: frozenset[str]
    hosts: frozenset[str]

    @classmethod
    def of(cls, portal: Portal) -> "Scope":
        """Return the scope of a registry entry: hosts of homepage and columns, and those listed."""
        parts = [urlsplit(url) for url in (portal.homepage, *portal.columns)]
        if portal.private:
            return cls(frozenset((host_of(part), port_of(part)) for part in parts), frozenset(), frozenset())
        domains = frozenset(registrable_domain(host_of(part)) for part in parts)
        return cls(frozenset(), domains, frozenset(host.lower() for host in portal.hosts))

    @property
    def reach(self) -> frozenset[str]:
        """Names of all that may be asked; crawls of two portals that may ask one host have one in common."""
        if self.places:
            return frozenset(
                registrable_domain(host) if as_address(host) is None else f"{host}:{port}"
                for host, port in self.places
            )
        return self.domains | frozenset(map(registrable_domain, self.hosts))

    def refusal(self, url: str) -> str | None:
        """Return why `url` must not be asked; None when it may."""
        try:
            parts = urlsplit(url)
            place = (host_of(parts), port_of(parts))
        except ValueError:
            return "not a URL"
        if parts.scheme not in {"http", "https"}:
            return f"scheme {parts.scheme or 'missing'}"
        if self.places:
            return None if place in self.places else "outside the private portal's host and port"
        address = as_address(place[0])
        if address and not is_public(address):
            return "private address"
        if place[0] in self.hosts or registrable_domain(place[0]) in self.domains:
            return None
        return "outside the portal's domain"
