from pathlib import Path

import pytest

from crawlers.registry import Portal, RegistryError, load_registry, select_portals

ENTRY = """
- id: mou
  name: 某县人民政府
  region: "430723"
  homepage: https://www.mou.gov.cn/
"""


def test_what_ships_is_valid_and_says_where_its_facts_came_from() -> None:
    portals = load_registry()
    assert len(portals) >= 12
    assert [portal.id for portal in portals] == sorted({portal.id for portal in portals})
    assert all(portal.source and not portal.private for portal in portals)


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
