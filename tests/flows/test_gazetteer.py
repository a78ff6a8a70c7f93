from collections import Counter

from flows.gazetteer import load_gazetteer, region_rows


def test_region_rows_hold_all_divisions_once_and_parents_first() -> None:
    rows = region_rows()
    codes = [row["region_code"] for row in rows]
    assert len(codes) == len(set(codes))
    seen: set[str | None] = {None}
    for row in rows:
        assert row["parent_code"] in seen, row
        seen.add(row["region_code"])


def test_counts_of_the_levels_are_those_of_the_country() -> None:
    levels = Counter(row["level"] for row in region_rows())
    assert levels["province"] == 34
    assert levels["city"] == 333
    assert 2840 <= levels["county"] <= 2860
    assert levels["township"] > 40_000


def test_codes_tell_the_level_by_their_length() -> None:
    for row in region_rows():
        assert len(str(row["region_code"])) == (9 if row["level"] == "township" else 6), row


def test_statistical_areas_are_no_counties_and_their_townships_lie_in_the_city() -> None:
    rows = {row["region_code"]: row for row in region_rows()}
    assert not [code for code, row in rows.items() if row["level"] == "county" and str(code)[4] == "7"]
    assert {rows[row["parent_code"]]["level"] for row in rows.values() if row["level"] == "township"} <= {
        "county",
        "city",
        "province",
    }


def test_former_names_and_the_corps_stay_out_of_the_rows() -> None:
    names = {row["name"] for row in region_rows()}
    assert not names & {"株洲县", "禄丰县", "莱芜市", "第八师", "雄安新区"}
    assert load_gazetteer().senses("株洲县")


def test_autonomous_names_are_stripped_of_every_nationality() -> None:
    gazetteer = load_gazetteer()
    for full, short in (
        ("积石山保安族东乡族撒拉族自治县", "积石山县"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江县"),
        ("克孜勒苏柯尔克孜自治州", "克孜勒苏州"),
        ("莫力达瓦达斡尔族自治旗", "莫力达瓦旗"),
        ("龙胜各族自治县", "龙胜县"),
    ):
        assert {sense.code for sense in gazetteer.senses(full)} == {
            sense.code for sense in gazetteer.senses(short)
        }
