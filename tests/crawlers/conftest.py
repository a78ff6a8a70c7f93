"""A portal on loopback, and a crawl of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawlers.loopback import Crawl, LoopbackPortal, crawler_of


@pytest.fixture
def portal() -> Iterator[LoopbackPortal]:
    served = LoopbackPortal()
    yield served
    served.close()


@pytest.fixture
def crawl(tmp_path: Path, portal: LoopbackPortal) -> Crawl:
    """Crawl the loopback portal: `crawl(["/list/"], known=[…], settings={…}, entry={…})`."""
    return crawler_of(portal, tmp_path)
