"""What every answer of the room obeys: who may ask, how, and what a browser may do with it."""

from collections.abc import Mapping
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
_METHODS = frozenset({"GET", "HEAD"})
_LONGEST_QUERY = 4000


class Guard:
    """Wraps `app`: only reading requests to one of `hosts` get through, and answers get the headers.

    A page elsewhere that points its own name at this machine (DNS rebinding) sends its own name as Host.
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
        if host_name(Headers(scope=scope).get("host", "")) not in self.hosts:
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
