"""URLs and network addresses: what a link means, when two URLs are one page, which addresses are private."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

_SCHEMES = frozenset({"http", "https"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SESSION_PATH = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_SESSION_PARAMETER = re.compile(
    r"(?:^|&)(?:jsessionid|phpsessid|aspsessionid\w*|sessionid|session_id|sessid)=[^&]*", re.IGNORECASE
)
_BLANKS = re.compile(r"[\s\u3000]+")
_NAT64 = IPv6Network("64:ff9b::/96")


def absolute_url(base: str, href: str | None) -> str | None:
    """Return where a link of the page `base` leads, without fragment; None if not to a web page."""
    cleaned = _BLANKS.sub("", href or "").replace("\\", "/")
    if not cleaned or cleaned.startswith("#"):
        return None
    try:
        joined = urljoin(base, cleaned)
        parts = urlsplit(joined)
        known_host = parts.hostname
    except ValueError:  # a bracket or port that is none: such a link leads nowhere
        return None
    if parts.scheme not in _SCHEMES or not known_host:
        return None
    return urlunsplit(parts._replace(path=parts.path or "/", fragment=""))


def identity(url: str) -> str:
    """Return what makes two URLs one page: scheme, case of host, default port and session id do not count."""
    parts = urlsplit(url)
    path = _SESSION_PATH.sub("", parts.path) or "/"
    query = _SESSION_PARAMETER.sub("", parts.query).lstrip("&")
    return urlunsplit(("", f"{host_of(parts)}{_port_suffix(parts)}", path, query, ""))


def without_session(url: str) -> str:
    """Return the URL to ask for: as given, but without a session id of somebody else's visit."""
    parts = urlsplit(url)
    path = _SESSION_PATH.sub("", parts.path)
    query = _SESSION_PARAMETER.sub("", parts.query).lstrip("&")
    return urlunsplit(parts._replace(path=path, query=query))


def host_of(parts: SplitResult) -> str:
    """Return the host of a split URL, lower case, without a trailing dot; empty where there is none."""
    return (parts.hostname or "").rstrip(".")


def port_of(parts: SplitResult) -> int | None:
    """Return the port that a split URL means."""
    return parts.port or _DEFAULT_PORTS.get(parts.scheme)


def _port_suffix(parts: SplitResult) -> str:
    return f":{parts.port}" if parts.port and parts.port not in _DEFAULT_PORTS.values() else ""


def as_address(host: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address that a host is written as; None for a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is on the open internet; IPv4 inside IPv6 counts as what it wraps."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
    return address.is_global and not address.is_multicast
