"""The portals: which need a person, what each night brought, what was refused and why."""

from starlette.testclient import TestClient


def test_a_portal_that_broke_stands_first_and_says_since_when(visitor: TestClient) -> None:
    page = visitor.get("/portals").text
    assert page.index("/portals/changde") < page.index("/portals/lixian")
    assert "中断" in page
    assert "自 20" in page
    assert "list.html: timeout" in page


def test_a_portal_that_broke_is_told_from_one_that_brought_something(visitor: TestClient) -> None:
    assert "/portals/lixian" not in visitor.get("/portals?state=broke").text
    brought = visitor.get("/portals?state=new").text
    assert "/portals/lixian" in brought
    assert "/portals/changde" not in brought


def test_portals_are_found_by_name_id_and_region(visitor: TestClient) -> None:
    for words in ("澧县", "LIXIAN"):
        page = visitor.get("/portals", params={"q": words}).text
        assert "/portals/lixian" in page
        assert "/portals/changde" not in page
    assert "没有符合条件的门户" in visitor.get("/portals?q=乌有").text


def test_a_portal_shows_its_nights_its_refusals_and_its_failures(visitor: TestClient) -> None:
    page = visitor.get("/portals/changde").text
    assert "news.html" in page
    assert "新闻" in page
    assert "&lt;b&gt;会议召开&lt;/b&gt;" in page
    assert "列表未读完" in page
    assert page.count('<th scope="row" class="nowrap">') == 2


def test_refusals_are_narrowed_by_a_reason_that_occurs(visitor: TestClient) -> None:
    assert "news.html" in visitor.get("/portals/changde?reason=news").text
    assert visitor.get("/portals/changde?reason=' OR 1=1").status_code == 400


def test_an_unknown_portal_or_state_gets_a_page_that_says_so(visitor: TestClient) -> None:
    missing = visitor.get("/portals/nowhere", headers={"Accept-Language": "en"})
    assert missing.status_code == 404
    assert "There is no such portal" in missing.text
    assert visitor.get("/portals?state=dead").status_code == 400
