from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from crawlers.platforms.platform import platforms
from crawlers.registry import SHIPPED, Portal, RegistryError, load_registry, select_portals
from crawlers.scope import registrable_domain

ENTRY = """
- id: mou
  name: 某县人民政府
  region: "430723"
  homepage: https://www.mou.gov.cn/
"""


# The files of the registry and the first two digits of the codes in each (GB/T 2260).
PROVINCES = {
    "beijing": "11", "tianjin": "12", "hebei": "13", "shanxi": "14", "neimenggu": "15",
    "liaoning": "21", "jilin": "22", "heilongjiang": "23",
    "shanghai": "31", "jiangsu": "32", "zhejiang": "33", "anhui": "34", "fujian": "35", "jiangxi": "36",
    "shandong": "37", "henan": "41", "hubei": "42", "hunan": "43", "guangdong": "44", "guangxi": "45",
    "hainan": "46", "chongqing": "50", "sichuan": "51", "guizhou": "52", "yunnan": "53", "xizang": "54",
    "shaanxi": "61", "gansu": "62", "qinghai": "63", "ningxia": "64", "xinjiang": "65",
}  # fmt: skip


def test_what_ships_is_valid_and_says_where_its_facts_came_from() -> None:
    portals = load_registry()
    assert len(portals) >= 60
    assert [portal.id for portal in portals] == sorted({portal.id for portal in portals})
    assert all(portal.source and not portal.private for portal in portals)
    families = {portal.platform for portal in portals} - {None}
    assert families <= set(platforms())


def test_what_ships_covers_every_province_and_the_ministries() -> None:
    files = {file.stem for file in SHIPPED.glob("*.yaml")}
    assert files == {*PROVINCES, "central"}
    for name, prefix in PROVINCES.items():
        assert {portal.region[:2] for portal in load_registry(SHIPPED / f"{name}.yaml")} == {prefix}
    ministries = load_registry(SHIPPED / "central.yaml")
    assert {portal.region for portal in ministries} == {"100000"}


def test_no_homepage_and_no_column_stands_twice() -> None:
    portals = load_registry()
    addresses = [url for portal in portals for url in (portal.homepage, *portal.columns)]
    assert [url for url, times in Counter(addresses).items() if times > 1] == []
    assert [
        url for url in addresses if not registrable_domain(urlsplit(url).hostname).endswith("gov.cn")
    ] == []


def test_reads_a_file_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "hunan.yaml").write_text(ENTRY)
    (tmp_path / "yunnan.yml").write_text(ENTRY.replace("mou", "lin"))
    assert [portal.id for portal in load_registry(tmp_path)] == ["lin", "mou"]
    assert load_registry(tmp_path / "hunan.yaml")[0].columns == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY + "  colums: []", "portal mou: colums"),
        (ENTRY.replace('"430723"', "430723"), "portal mou: region"),
        (ENTRY.replace("id: mou", "id: Mou"), "portal Mou: id"),
        (ENTRY.replace("https:", "ftp:"), "portal mou: homepage"),
        (ENTRY + "  tls: {verify: false}", "portal mou: tls.reason"),
        (ENTRY + ENTRY, "stands already in"),
        ("portals: {}", "must hold a list"),
        ("- [", "is not YAML"),
    ],
)
def test_a_wrong_entry_is_one_line_that_names_file_and_entry(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "hunan.yaml"
    file.write_text(text)
    with pytest.raises(RegistryError) as raised:
        load_registry(file)
    assert words in str(raised.value)
    assert str(file) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_registry_says_so(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="no such file"):
        load_registry(tmp_path / "none.yaml")
    with pytest.raises(RegistryError, match=r"no \.yaml file"):
        load_registry(tmp_path)


def test_portals_are_chosen_by_id() -> None:
    portals = tuple(
        Portal(id=name, name=name, region="430723", homepage="http://a.gov.cn/") for name in ("a", "b")
    )
    assert select_portals(portals, ()) == portals
    assert [portal.id for portal in select_portals(portals, ["b"])] == ["b"]
    with pytest.raises(RegistryError, match="no portal named c"):
        select_portals(portals, ["c"])
