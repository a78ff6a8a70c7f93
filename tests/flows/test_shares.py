"""Portals that may ask a common host are crawled by one process."""

from pathlib import Path
from typing import Any

from crawlers.registry import Portal
from flows.crawling import CrawlJob
from flows.shares import shares_of


def job(name: str, homepage: str, **more: Any) -> CrawlJob:
    entry = {"id": name, "name": "某县", "region": "430723", "homepage": homepage, **more}
    return CrawlJob("night", Portal.model_validate(entry), Path("archive"))


def named(shares: list[tuple[CrawlJob, ...]]) -> set[str]:
    return {" ".join(sorted(job.portal.id for job in share)) for share in shares}


def test_portals_of_one_host_come_into_one_share() -> None:
    jobs = [job(f"p{number}", f"https://www.h{number % 50}.gov.cn/{number}/") for number in range(200)]
    assert shares_of([], 2) == []
    assert [len(share) for share in shares_of(jobs[:32], 4)] == [32]
    shares = shares_of(jobs, 4)
    assert [len(share) for share in shares] == [52, 52, 48, 48]
    hosts = [{job.portal.homepage.split("/")[2] for job in share} for share in shares]
    assert sum(map(len, hosts)) == 50


def test_a_column_on_the_province_s_platform_joins_counties() -> None:
    jobs = [
        job("lixian", "https://www.li-xian.gov.cn/", columns=["https://xxgk.hunan.gov.cn/li/"]),
        job("gaoping", "https://www.sxgp.gov.cn/"),
        job("mou", "https://www.mou.gov.cn/", hosts=["file.hunan.gov.cn"]),
        job("hunan", "https://www.hunan.gov.cn/"),
    ]
    assert named(shares_of(jobs, 4, smallest=1)) == {"hunan lixian mou", "gaoping"}


def test_portals_are_joined_through_others() -> None:
    jobs = [
        job("a", "https://www.a.gov.cn/", hosts=["www.ab.gov.cn"]),
        job("c", "https://www.c.gov.cn/", hosts=["www.bc.gov.cn"]),
        job("b", "https://www.b.gov.cn/", hosts=["www.bc.gov.cn", "www.ab.gov.cn"]),
        job("d", "https://www.d.gov.cn/"),
    ]
    assert named(shares_of(jobs, 4, smallest=1)) == {"a b c", "d"}


def test_private_portals_are_told_apart_by_their_ports() -> None:
    jobs = [
        job("a", "http://127.0.0.1:8001/", private=True, columns=["http://127.0.0.1:9000/a/"]),
        job("b", "http://127.0.0.1:8002/", private=True, columns=["http://127.0.0.1:9000/b/"]),
        job("c", "http://127.0.0.1:8003/", private=True),
    ]
    assert named(shares_of(jobs, 3, smallest=1)) == {"a b", "c"}
