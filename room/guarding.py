"""What every answer of the room obeys: who may ask, how, and what a browser may do with it."""

from collections.abc import Mapping
from ipaddress import ip_address
from types import MappingProxyType

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "private, no-cache",
    }
)
"""Sent with every answer that does not set them itself."""
LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})
_EVERY_ADDRESS = frozenset({"0.0.0.0", "[::]"})  # noqa: S104 - compared with, not bound to
_METHODS = frozenset({"GET", "HEAD"})
_LONGEST_QUERY = 4000


class Guard:
    """Wraps `app`: only reading requests to one of `hosts` get through, and answers get the headers.

    A page elsewhere that points its own name at this machine (DNS rebinding) sends its own name as Host.
    An address sent as Host cannot come about that way: where the room listens on all addresses of the
    machine (0.0.0.0 or [::] among `hosts`), any is good.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI has it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        host = host_name(Headers(scope=scope).get("host", ""))
        if host not in self.hosts and not (self.hosts & _EVERY_ADDRESS and _is_address(host)):
            return PlainTextResponse("This host name is not served here.\n", 421)
        if scope["method"] not in _METHODS:
            return PlainTextResponse("Only for reading.\n", 405, {"Allow": "GET, HEAD"})
        if len(scope["query_string"]) > _LONGEST_QUERY:
            return PlainTextResponse("This address is too long.\n", 414)
        return None


def host_name(host: str) -> str:
    """Return a Host header without its port, in lower case: [::1]:8321 is [::1]."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def host_in_address(host: str) -> str:
    """Return a host as it stands in an address and in a Host header: ::1 is [::1]."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


def _is_address(host: str) -> bool:
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
