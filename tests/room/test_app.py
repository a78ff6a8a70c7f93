"""The ground of the room: who is let in, what every answer carries, and what an error shows."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from starlette.testclient import TestClient

from room.app import create_app
from room.guarding import host_name
from room.languages import LANGUAGES, words_of
from room.pages import gather_routes
from room.room import Room

pytestmark = pytest.mark.xdist_group("room")

PAGES = ("/", "/reports", "/search?q=行政复议", "/coverage/430000", "/nowhere", "/reports?year=soon")


def guest_of(room: Room) -> TestClient:
    """Someone who asks a room of the test's own."""
    return TestClient(create_app(room), base_url="http://127.0.0.1", raise_server_exceptions=False)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_forbids_inline_script_and_foreign_sources(visitor: TestClient, page: str) -> None:
    answer = visitor.get(page)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "server" not in answer.headers


@pytest.mark.parametrize("page", PAGES)
def test_no_page_needs_what_the_policy_forbids(visitor: TestClient, page: str) -> None:
    text = visitor.get(page).text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"<[^>]*\s(style|on\w+)=", text.replace("&#34;", ""))
    assert "<style" not in text
    sources = re.findall(r"<(?:script|link|img)[^>]*(?:src|href)=\"([^\"]*)\"", text)
    assert all(source.startswith("/static/") for source in sources)


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8321", "127.0.0.1.evil.example", "localhost.", "", "10.0.0.7"]
)
def test_a_name_pointed_at_this_machine_from_elsewhere_is_refused(visitor: TestClient, host: str) -> None:
    answer = visitor.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "报告" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8321", "LOCALHOST:1", "[::1]:8321", "[::1]"])
def test_the_names_of_this_machine_are_served(visitor: TestClient, host: str) -> None:
    assert visitor.get("/static/room.css", headers={"Host": host}).status_code == 200


def test_a_room_on_all_addresses_is_asked_by_any_address_but_by_no_other_name(shelf: Path) -> None:
    guest = guest_of(Room(shelf, hosts=frozenset({"0.0.0.0"})))
    assert guest.get("/static/room.css", headers={"Host": "192.168.1.5:8321"}).status_code == 200
    assert guest.get("/static/room.css", headers={"Host": "[fe80::1]:8321"}).status_code == 200
    assert guest.get("/static/room.css", headers={"Host": "evil.example"}).status_code == 421


def test_a_host_header_is_read_with_and_without_port() -> None:
    assert [host_name(host) for host in ("a:80", "[::1]:80", "[::1]", "A.cn", "a:b")] == [
        *("a", "[::1]", "[::1]", "a.cn", "a:b")
    ]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_reading_methods_are_answered(visitor: TestClient, method: str) -> None:
    answer = visitor.request(method, "/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_head_answers_without_a_body(visitor: TestClient) -> None:
    answer = visitor.head("/reports")
    assert (answer.status_code, answer.content) == (200, b"")


def test_every_route_only_reads() -> None:
    assert {frozenset(route.methods or ()) for route in gather_routes()} == {frozenset({"GET", "HEAD"})}


def test_an_address_of_any_length_is_no_burden(visitor: TestClient) -> None:
    assert visitor.get("/search?q=" + "法" * 5000).status_code == 414


def test_both_languages_have_the_same_words_and_places_for_values() -> None:
    chinese, english = (words_of(language) for language in LANGUAGES)
    assert chinese.keys() == english.keys()
    for key, words in chinese.items():
        assert isinstance(words, str), key
        assert set(re.findall(r"{(\w+)}", words)) == set(re.findall(r"{(\w+)}", english[key])), key


def test_templates_ask_only_for_words_that_there_are() -> None:
    templates = Path(__file__).parents[2] / "room" / "templates"
    asked = {
        key
        for path in templates.glob("*.html")
        for key in re.findall(r"\bt\(['\"]([\w.]+)['\"][,)]", path.read_text("utf-8"))
    }
    assert asked - words_of("zh").keys() == set()


@pytest.mark.parametrize(
    ("header", "heading"),
    [
        ("zh-CN,zh;q=0.9", "没有这个页面"),
        ("en-US,en;q=0.9,zh;q=0.1", "There is no such page"),
        ("fr;q=0.9, en;q=0.8, zh;q=0.2", "There is no such page"),
        ("de", "没有这个页面"),
        ("", "没有这个页面"),
        ("en;q=nonsense, zh;q=0.5", "There is no such page"),
    ],
)
def test_the_browser_says_which_language_it_likes(visitor: TestClient, header: str, heading: str) -> None:
    assert heading in visitor.get("/nowhere", headers={"Accept-Language": header}).text


def test_a_chosen_language_stays(shelf: Path) -> None:
    guest = guest_of(Room(shelf))
    chinese = guest.get("/reports?year=2024")
    assert '<html lang="zh-Hans">' in chinese.text
    switch = re.search(r'href="(/reports\?[^"]*lang=en[^"]*)"', chinese.text)
    assert switch is not None
    english = guest.get(switch[1].replace("&amp;", "&"))
    assert '<html lang="en">' in english.text
    assert "year=2024" in switch[1]
    assert '<html lang="en">' in guest.get("/reports").text
    assert '<html lang="zh-Hans">' in guest.get("/?lang=zh").text


def test_a_language_there_is_not_changes_nothing(visitor: TestClient) -> None:
    answer = visitor.get("/nowhere?lang=xx")
    assert "没有这个页面" in answer.text
    assert "set-cookie" not in answer.headers


def test_static_files_are_kept_for_good_under_the_name_of_their_content(visitor: TestClient) -> None:
    named = re.search(r'href="(/static/room\.css\?v=\w+)"', visitor.get("/reports").text)
    assert named is not None
    kept = visitor.get(named[1])
    assert "immutable" in kept.headers["Cache-Control"]
    assert kept.headers["Content-Encoding"] == "gzip"
    assert kept.headers["Content-Type"].startswith("text/css")
    again = visitor.get(named[1], headers={"If-None-Match": kept.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert visitor.get("/static/room.css?v=old").headers["Cache-Control"] == "no-cache"


def test_static_files_go_out_plain_where_that_is_asked(visitor: TestClient) -> None:
    plain = visitor.get("/static/room.css", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert plain.text == visitor.get("/static/room.css").text


@pytest.mark.parametrize("name", ["../room.py", "..%2froom.py", "%2e%2e/app.py", "/etc/passwd", "nope.css"])
def test_nothing_but_static_files_is_below_static(visitor: TestClient, name: str) -> None:
    assert visitor.get(f"/static/{name}").status_code == 404


def test_a_missing_warehouse_has_a_page_that_names_no_path(tmp_path: Path) -> None:
    answer = guest_of(Room(tmp_path / "none.duckdb")).get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert str(tmp_path) not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_file_that_is_no_warehouse_has_a_page(tmp_path: Path) -> None:
    (tmp_path / "text.duckdb").write_text("no database")
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("CREATE TABLE a AS SELECT 1")
    for name in ("text.duckdb", "other.duckdb"):
        assert guest_of(Room(tmp_path / name)).get("/").status_code == 503


def test_a_warehouse_of_an_earlier_version_says_what_helps(shelf: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    shutil.copy(shelf, old)
    with duckdb.connect(str(old)) as connection:
        connection.execute("DELETE FROM schema_migrations WHERE name LIKE '0005%'")
    answer = guest_of(Room(old)).get("/", headers={"Accept-Language": "en"})
    assert (answer.status_code, "earlier version" in answer.text) == (503, True)


def test_a_fault_shows_nothing_of_the_machine(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(shelf)
    with room.database.reading() as reading:
        faulty: Callable[..., None] = lambda *_, **__: reading.ask("SELECT * FROM secret_place")  # noqa: E731
        monkeypatch.setattr("room.pages.home.asked_map", faulty)
        answer = guest_of(room).get("/", headers={"Accept-Language": "en"})
    assert answer.status_code == 500
    assert "Something went wrong" in answer.text
    assert not re.search(r"secret|Traceback|SELECT|duckdb|/work|\.py", answer.text)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
