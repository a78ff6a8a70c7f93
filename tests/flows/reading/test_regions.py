"""Names of places: what they may mean and which of them a text prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.gazetteer import load_gazetteer
from flows.reading.organs import OrganRules, is_department, is_organ, read_organ, split_organs
from flows.reading.shapes import Place
from flows.vocabulary import read_data

GAZETTEER = load_gazetteer()
RULES = OrganRules.from_data(read_data("metadata")["organs"])


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("澧县", ["430723"]),
        ("黔西南州", ["522300"]),
        ("金平县", ["532530"]),
        ("鄂温克旗", ["150724"]),
        ("管城区", ["410104"]),
        ("静海", ["120118"]),
        ("内蒙古", ["150000"]),
        ("巴州", ["652800"]),
        ("禄丰县", ["532302"]),
        ("襄樊市", ["420600"]),
        ("第八师", ["659001"]),
        ("鼓楼区", ["320106", "320302", "350102", "410204"]),
        ("某某县", []),
    ],
)
def test_official_short_and_former_names(name: str, codes: list[str]) -> None:
    assert sorted(sense.code for sense in GAZETTEER.senses(name)) == codes


def test_a_bare_name_is_weak_and_a_full_one_is_not() -> None:
    assert [sense.weak for sense in GAZETTEER.senses("静海")] == [True]
    assert [sense.weak for sense in GAZETTEER.senses("静海区")] == [False]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("湖南省常德市澧县人民政府", ["湖南省", "常德市", "澧县"]),
        ("凉山州西昌市", ["凉山州", "西昌市"]),
        ("吉林省吉林市船营区", ["吉林省", "吉林市", "船营区"]),
        ("第八师石河子市", ["第八师", "石河子市"]),
        ("常德市长沙县", ["常德市"]),
        ("市人民政府", []),
    ],
)
def test_a_chain_goes_down_without_a_gap(text: str, chain: list[str]) -> None:
    assert [text[named.start : named.end] for named in GAZETTEER.chain(text)] == chain


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("430723", Place("湖南省", "常德市", "澧县", None, "430723")),
        ("120118", Place("天津市", None, "静海区", None, "120118")),
        ("429004", Place("湖北省", None, "仙桃市", None, "429004")),
        ("441900", Place("广东省", "东莞市", None, None, "441900")),
        ("532302201", Place("云南省", "楚雄彝族自治州", "禄丰市", "中村乡", "532302", "532302201")),
        ("110000", Place("北京市", None, None, None, "110000")),
    ],
)
def test_places_carry_the_names_above_them(code: str, place: Place) -> None:
    assert GAZETTEER.place(code) == place


def test_lineage_ends_at_the_province_and_is_empty_for_unknown_codes() -> None:
    assert GAZETTEER.lineage("532302201") == ("532302201", "532302", "532300", "530000")
    assert GAZETTEER.lineage("999999") == ()


def test_an_ethnic_township_answers_to_its_short_name() -> None:
    assert set(GAZETTEER.townships("凤仪乡")) >= set(GAZETTEER.townships("凤仪白族乡"))


# name: what is left behind its places, township, zone, department, central
ORGANS = {
    "中共澧县县委": ("县委", None, None, False, False),
    "澧县人民政府": ("人民政府", None, None, False, False),
    "中共内蒙古自治区委员会": ("委员会", None, None, False, False),
    "屏边县新华乡人民政府": ("人民政府", "新华乡", None, False, False),
    "中村乡司法所": ("司法所", "中村乡", None, True, False),
    "双河街道办事处": ("办事处", "双河街道", None, False, False),
    "城关镇人民政府": ("人民政府", "城关镇", None, False, False),
    "巴中市巴州区司法局": ("司法局", None, None, True, False),
    "平昌县公安局党委": ("公安局党委", None, None, True, False),
    "公安局": ("公安局", None, None, True, False),
    "福建海事局": ("海事局", None, None, True, False),
    "住房和城乡建设局": ("住房和城乡建设局", None, None, True, False),
    "昆明市国有资产监督管理委员会": ("国有资产监督管理委员会", None, None, True, False),
    "苏州工业园区管理委员会": ("管理委员会", None, "工业园区", False, False),
    "赣州经济技术开发区党政办公室": ("党政办公室", None, "经济技术开发区", True, False),
    "中共平昌县委全面依法治县委员会办公室": ("委全面依法治县委员会办公室", None, None, True, False),
    "第一师十团": ("", None, "十团", False, False),
    "司法部": ("司法部", None, None, True, True),
    "国务院": ("国务院", None, None, False, True),
    "国家税务总局昆明市晋宁区税务局": ("国家税务总局昆明市晋宁区税务局", None, None, True, False),
}


@pytest.mark.parametrize("name", ORGANS)
def test_organs_taken_apart(name: str) -> None:
    organ = read_organ(name, RULES, GAZETTEER)
    found = (organ.duty, organ.township, organ.zone, is_department(organ, RULES), organ.central)
    assert found == ORGANS[name]


def test_a_county_that_the_list_does_not_hold_is_still_a_place() -> None:
    assert read_organ("青溪县司法局", RULES, GAZETTEER).unlisted == "青溪县"
    assert read_organ("城市管理局", RULES, GAZETTEER).unlisted is None
    assert read_organ("市场监督管理局", RULES, GAZETTEER).unlisted is None


@pytest.mark.parametrize(
    ("text", "organs"),
    [
        ("中共澧县县委 澧县人民政府", ("中共澧县县委", "澧县人民政府")),
        ("中共淮北市烈山区委烈山区人民政府", ("中共淮北市烈山区委", "烈山区人民政府")),
        ("中共平昌县委员会平昌县人民政府", ("中共平昌县委员会", "平昌县人民政府")),
        ("财政部、税务总局", ("财政部", "税务总局")),
        ("中共平昌县委全面依法治县委员会办公室", ("中共平昌县委全面依法治县委员会办公室",)),
    ],
)
def test_several_organs_in_a_line(text: str, organs: tuple[str, ...]) -> None:
    assert split_organs(text, RULES) == organs
    assert all(is_organ(organ, RULES) for organ in organs)


@given(st.text(alphabet="湖南省常德市澧县中村乡镇街道人民政府司法局委员会办公室中共经开区管", max_size=24))
def test_the_parts_of_a_name_are_in_the_name(name: str) -> None:
    organ = read_organ(name, RULES, GAZETTEER)
    parts = [organ.township or "", organ.zone or "", organ.unlisted or "", organ.duty]
    assert all(part in name for part in parts)
    assert name.endswith(organ.duty)
