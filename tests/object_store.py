"""A server on loopback that speaks S3, for tests: real HTTP, no cloud."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from crawlers.storage import filesystem

SECRET = "wJalrXUtnFEMI-bPxRfiCYEXAMPLEKEY"
BUCKET = "reports"


@contextmanager
def environment(values: Mapping[str, str]) -> Iterator[None]:
    """Let this process know these variables, and take up a new way to storage with them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        filesystem.cache_clear()
        yield
    filesystem.cache_clear()


@contextmanager
def object_store(spool: Path) -> Iterator[dict[str, str]]:
    """Serve a bucket, let this process know how to use it, and yield what other processes must be told."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    told = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "baogao",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
        "BAOGAO_SPOOL": str(spool),
    }
    with environment(told):
        filesystem().mkdir(BUCKET)
        yield told
        filesystem().rm(BUCKET, recursive=True)
    server.stop()
