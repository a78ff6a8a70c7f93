"""A server that speaks to the socket itself: answers that no HTTP library would send."""

import datetime as dt
import socket
import socketserver
import ssl
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Speak = Callable[[socket.socket], None]


def whole(body: bytes, status: str = "200 OK", more: str = "") -> Speak:
    """Answer as a sound server does."""
    length = f"Content-Type: text/html\r\nContent-Length: {len(body)}\r\n{more}"
    return said(f"HTTP/1.1 {status}\r\n{length}Connection: close\r\n\r\n".encode() + body)


def said(text: bytes) -> Speak:
    """Send `text` as it is, and hang up."""
    return lambda peer: peer.sendall(text)


def stall(peer: socket.socket) -> None:
    """Take the request and say nothing."""
    _wait_for_its_end(peer)


def drip(peer: socket.socket) -> None:
    """Send a byte now and then, for ever."""
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
    while True:
        peer.sendall(b" ")
        time.sleep(0.2)


def reset(peer: socket.socket) -> None:
    """Break the connection off."""
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _wait_for_its_end(peer: socket.socket) -> None:
    while peer.recv(1024):
        pass


class WireServer:
    """Answers `pages` by path; `url` is where, `asked` what was asked. With a certificate it speaks TLS."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.pages: dict[str, Speak] = {}
        self.asked: list[str] = []
        wire = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    peer = wire._secured(self.request)
                    head = b""
                    while b"\r\n\r\n" not in head and (part := peer.recv(65536)):
                        head += part
                    path = head.split(b" ", 2)[1].decode()
                    wire.asked.append(path)
                    wire.pages.get(path, whole(b"not here", "404 Not Found"))(peer)
                    peer.close()
                except (OSError, IndexError):  # the crawl hung up, which is what it should do
                    return

        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self._context and certificate:
            self._context.load_cert_chain(certificate)
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        scheme = "https" if certificate else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def _secured(self, peer: socket.socket) -> socket.socket:
        return self._context.wrap_socket(peer, server_side=True) if self._context else peer

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def self_signed(folder: Path) -> Path:
    """Return a file with a certificate that nobody vouches for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    plain = serialization.NoEncryption()
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(key.private_bytes(*form) + certificate.public_bytes(serialization.Encoding.PEM))
    return file
