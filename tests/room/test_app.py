"""The ground of the room: who is let in, what every answer carries, and what an error shows."""

from starlette.testclient import TestClient


def test_every_page_forbids_inline_script_and_foreign_sources(visitor: TestClient) -> None:
    policy = visitor.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
