from ipaddress import ip_address

import pytest

from crawlers.addresses import absolute_url, identity, is_public
from crawlers.registry import Portal
from crawlers.scope import Scope

PUBLIC = Portal(
    id="a", name="a", region="430723", homepage="http://www.mou.gov.cn/", hosts=("files.other.cn",)
)
PRIVATE = Portal(id="a", name="a", region="430723", homepage="http://127.0.0.1:8001/", private=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://sfj.mou.gov.cn:8443/a.html",
        "http://mou.gov.cn/",
        "http://WWW.MOU.GOV.CN./x",
        "http://files.other.cn/a.pdf",
    ],
)
def test_a_public_portal_owns_its_domain_and_its_listed_hosts(url: str) -> None:
    assert Scope.of(PUBLIC).refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://www.other.gov.cn/",
        "http://gov.cn/",
        "http://www.mou.gov.cn.evil.com/",
        "http://www.mou.gov.cn@evil.com/",
        "http://other.cn/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/",
        "http://2130706433/",
        "ftp://www.mou.gov.cn/",
        "file:///etc/passwd",
        "http://www.mou.gov.cn:99999/",
    ],
)
def test_and_nothing_else(url: str) -> None:
    assert Scope.of(PUBLIC).refusal(url)


def test_a_private_portal_is_one_host_and_port() -> None:
    scope = Scope.of(PRIVATE)
    assert scope.refusal("http://127.0.0.1:8001/x") is None
    assert scope.refusal("http://127.0.0.1:8002/x")
    assert scope.refusal("http://127.0.0.1/x")
    assert scope.refusal("http://localhost:8001/x")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("59.110.1.1", True),
        ("2400:3200::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_addresses_on_the_open_internet(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        (" ./a.html\n", "http://a.gov.cn/x/a.html"),
        ("a.html#top", "http://a.gov.cn/x/a.html"),
        ("\\files\\a.pdf", "http://a.gov.cn/files/a.pdf"),
        ("//b.gov.cn", "http://b.gov.cn/"),
        ("#", None),
        ("", None),
        (None, None),
        ("javascript:void(0)", None),
        ("mailto:a@b.cn", None),
        ("http://[bad", None),
    ],
)
def test_where_a_link_leads(href: str | None, expected: str | None) -> None:
    assert absolute_url("http://a.gov.cn/x/index.html", href) == expected


def test_one_page_by_many_urls() -> None:
    same = [
        "http://a.gov.cn/show.jsp?id=1",
        "https://A.gov.cn:443/show.jsp?id=1",
        "http://a.gov.cn/show.jsp;jsessionid=XY?id=1",
        "http://a.gov.cn/show.jsp?PHPSESSID=9&id=1",
        "http://a.gov.cn/show.jsp?id=1#top",
    ]
    assert len({identity(url) for url in same}) == 1
    assert identity("http://a.gov.cn:8080/show.jsp?id=1") != identity(same[0])
    assert identity("http://a.gov.cn/show.jsp?id=2") != identity(same[0])
