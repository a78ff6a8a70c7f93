"""Hosts of portals, spelt as governments spell them, and the divisions that they may name."""

import pytest

from flows.gazetteer import load_gazetteer
from flows.reading.traces import TraceRules, host_department
from flows.vocabulary import read_data

GAZETTEER = load_gazetteer()
TRACES = TraceRules.from_data(read_data("metadata")["traces"])

FULL = {
    "www.liangping": ["500155"],
    "quxian": ["511725"],
    "mayang": ["431226"],
    "nyncj.xuchang": ["411000"],
    "csglj.liuzhou": ["450200"],
    "changzhi": ["140400"],  # 长 is read chang, not zhang
    "luan": ["341500"],
    "xiaoshan": ["330109"],
    "dujiangyan": ["510181"],
    "fuzhou": ["350100", "361000"],  # 福州 and 抚州
}
INITIALS = {
    "cqwx": ["500238"],  # 重庆|巫溪
    "www.jdzcjq": ["360202"],  # 景德镇|昌江区
    "xxgk.sxgp": ["140581"],  # 山西|高平
    "hhpb": ["532523"],  # 红河|屏边
    "gzlps": ["520200"],  # 贵州|六盘水
    "wfqzf": ["410502"],  # 文峰区|政府
    "fzmq": ["350124"],
    "nbyz": ["330212"],
}
OF_NO_PLACE = ["www", "mof", "customs", "samr", "ndrc", "mps", "english", "zwfw", "credit"]


def names(host: str, suffix: str = ".gov.cn/art/1.html") -> tuple[list[str], list[str]]:
    hosted = GAZETTEER.hosted(f"https://{host}{suffix}")
    return sorted(hosted.full), sorted(hosted.initials)


@pytest.mark.parametrize("host", FULL)
def test_a_host_spells_a_name_in_full(host: str) -> None:
    assert names(host)[0] == FULL[host]


@pytest.mark.parametrize("host", INITIALS)
def test_a_host_gives_the_initials_of_a_place_behind_those_of_the_one_above(host: str) -> None:
    assert names(host) == ([], INITIALS[host])


@pytest.mark.parametrize("host", OF_NO_PLACE)
def test_other_hosts_name_no_place(host: str) -> None:
    assert names(host) == ([], [])


def test_initials_before_a_city_are_those_of_a_county_of_the_city() -> None:
    assert names("hcq.huaihua")[1] == ["431202"]
    assert names("hcq.liuzhou") == (["450200"], [])


def test_only_hosts_of_governments_tell_a_place() -> None:
    assert names("liuzhou", ".com/1") == ([], [])
    assert names("liuzhou.gov.cn", ".example/1") == ([], [])


@pytest.mark.parametrize(
    ("host", "department"),
    [
        ("nyncj.xuchang", "农业农村局"),
        ("ssfj.suining", "司法局"),
        ("sft.yn", "司法厅"),
        ("www.xuchang", None),
        ("sfj", None),
        ("zwfw.suining", None),
    ],
)
def test_the_host_of_a_department_names_it(host: str, department: str | None) -> None:
    assert host_department(f"http://{host}.gov.cn/a/1.html", TRACES) == department
