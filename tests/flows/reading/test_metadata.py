"""Who reported on what, when, by title and page: `metadata_cases.yaml` and what goes beyond a title."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from flows.gazetteer import load_gazetteer
from flows.reading.metadata import MetadataRules, read_metadata
from flows.reading.shapes import Article, Metadata, Page, Reject
from flows.vocabulary import read_data

RULES = MetadataRules.from_data(read_data("metadata"))
CASES = yaml.safe_load((Path(__file__).parent / "metadata_cases.yaml").read_text("utf-8"))

BODY = """一、主要工作情况
（一）全面落实责任。召开会议研究部署法治建设工作。
二、存在的问题
（一）基层执法力量还有不足，普法形式有待创新。
三、下一步工作打算
继续推进法治政府建设各项工作，加强队伍建设，严格规范公正文明执法，提升依法行政能力和水平，
不断健全行政决策制度，深化政务公开，完善矛盾纠纷多元化解机制，努力让人民群众感受到公平正义。"""


def read(
    title: str | None,
    head: str = "",
    first: str = "现将工作情况报告如下：",
    tail: str = "",
    body: str = BODY,
    **page: str,
) -> tuple[Metadata, str] | Reject:
    """Read a report of a title, a head, a first paragraph, the common body and a tail."""
    lines = [*(title or "").splitlines(), *f"{head}\n{first}\n{body}\n{tail}".splitlines()]
    seen = Page(
        b"",
        page.pop("url", "https://www.example.gov.cn/1.html"),
        list_title=page.pop("list_title", None),
        portal_name=page.pop("portal_name", None),
        portal_region=page.pop("portal_region", None),
    )
    meta = page | ({"title": title} if title else {})
    article = Article(tuple(line for line in lines if line), meta)
    return read_metadata(article, seen, RULES, load_gazetteer())


def metadata_of(title: str | None, **page: str) -> Metadata:
    found = read(title, **page)
    assert not isinstance(found, Reject), found
    return found[0]


def reject_of(title: str, **page: str) -> str:
    found = read(title, **page)
    assert isinstance(found, Reject), found
    assert found.stage == "kind"
    return found.reason


def row(metadata: Metadata) -> list[object]:
    place = metadata.place
    names = " ".join(name or "-" for name in (place.province, place.city, place.county, place.township))
    return [
        metadata.kind,
        metadata.level,
        metadata.department,
        metadata.year,
        names,
        place.region_code,
        list(metadata.issuers),
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_titles_and_their_pages(case: dict[str, Any]) -> None:
    found = metadata_of(case["title"], **case.get("page", {}))
    assert row(found) == case["reads"]
    assert found.title == case["title"]


# The seven townships called 中村乡: what the page says decides, and nothing else does.
ZHONGCUN = {
    "禄丰市 is addressed": ({"head": "中共禄丰市委、市人民政府："}, "云南省", "532302"),
    "the site is 开化县's": ({"site": "开化县人民政府"}, "浙江省", "330824"),
    "the portal is 赣州市's, above it": ({"portal_region": "360700"}, "江西省", "360733"),
    "the portal's adcode is a former one of 楚雄州": ({"portal_region": "532331"}, "云南省", "532302"),
    "nothing decides": ({}, None, None),
}


@pytest.mark.parametrize("case", ZHONGCUN)
def test_namesakes_are_told_apart_or_left_open(case: str) -> None:
    page, province, code = ZHONGCUN[case]
    place = metadata_of("中村乡人民政府关于2022年法治政府建设工作情况报告", **page).place
    assert (place.township, place.province, place.region_code) == ("中村乡", province, code)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ({"url": "https://sft.yn.gov.cn/fzdyydc/1.html"}, "530000"),
        ({"url": "http://www.yn.gov.cn:8080/1.html"}, "530000"),
        ({"url": "https://yn.example.cn/1.html"}, None),
        ({"head": "云政发〔2024〕3号"}, None),
    ],
)
def test_the_host_of_a_province_tells_it_a_document_number_alone_does_not(
    page: dict[str, str], code: str
) -> None:
    assert metadata_of("2023年度法治政府建设工作总结", **page).place.region_code == code


@pytest.mark.parametrize(
    ("number", "province"), [("闽政综〔2024〕3号", "福建省"), ("豫政〔2024〕3号", "河南省")]
)
def test_a_document_number_decides_between_namesakes(number: str, province: str) -> None:
    assert metadata_of("鼓楼区2023年法治政府建设情况报告", head=number).place.province == province


def test_what_namesakes_share_is_told() -> None:
    place = metadata_of("横街镇2024年法治政府建设年度报告", first="我镇获评法治浙江建设优秀单位。").place
    assert (place.province, place.city, place.county, place.township) == ("浙江省", None, None, "横街镇")
    assert (place.region_code, place.township_code) == (None, None)


def test_a_place_of_its_own_goes_before_the_portal() -> None:
    found = metadata_of(
        "澧县2023年法治政府建设年度报告", portal_region="532302", portal_name="禄丰市人民政府"
    )
    assert found.place.region_code == "430723"


def test_a_township_that_the_list_does_not_know_lies_under_its_portal() -> None:
    place = metadata_of("新设镇2023年法治政府建设年度报告", portal_region="430723").place
    assert (place.county, place.township, place.region_code) == ("澧县", "新设镇", "430723")
    assert place.township_code is None


def test_a_unit_keeps_the_name_it_had_under_the_code_it_has() -> None:
    place = metadata_of("株洲县2016年法治政府建设工作情况报告").place
    assert (place.city, place.county, place.region_code) == ("株洲市", "株洲县", "430212")


VOICES = {
    "我局 is a department: the source": ("2023年，我局坚持依法行政。", "县教育局", ["澧县教育局"]),
    "我县 is the government: the site": ("2023年，我县坚持依法行政。", "县司法局", ["澧县人民政府"]),
    "the organ that opens the text": ("2023年，澧县水利局坚持依法行政，我局……", "", ["澧县水利局"]),
    "我镇 is a township: the source": ("2023年，我镇坚持依法行政。", "官垸镇", ["官垸镇"]),
    "我镇 is no county": ("2023年，我镇坚持依法行政。", "", []),
    "a carrier is nobody": ("2023年，我县坚持依法行政。", "澧县融媒体中心", ["澧县人民政府"]),
}


@pytest.mark.parametrize("case", VOICES)
def test_a_title_without_issuer_is_told_by_voice_and_page(case: str) -> None:
    first, source, issuers = VOICES[case]
    found = metadata_of("2023年度法治政府建设情况报告", first=first, source=source, site="澧县人民政府")
    assert list(found.issuers) == issuers


def test_a_signature_with_more_of_the_name_goes_before_a_bare_duty() -> None:
    found = metadata_of("司法局2023年法治政府建设工作报告", tail="平昌县司法局\n2024年1月3日")
    assert found.issuers == ("平昌县司法局",)


def test_a_plan_from_the_office_of_a_government_is_the_governments() -> None:
    tail = "平昌县人民政府办公室\n2024年3月3日"
    assert not metadata_of("平昌县2024年法治政府建设工作要点", tail=tail).department
    assert metadata_of("平昌县人民政府办公室2023年政府信息公开工作年度报告", tail=tail).department


TITLES = {
    "a site name behind it": (
        "平昌县2023年法治政府建设情况报告_平昌县人民政府",
        {},
        "平昌县2023年法治政府建设情况报告",
    ),
    "cut, the document has all of it": (
        "平昌县人民政府关于平昌县2023年度法治政…",
        {"head": "平昌县人民政府\n关于平昌县2023年度法治政府建设情况的报告"},
        "平昌县人民政府关于平昌县2023年度法治政府建设情况的报告",
    ),
    "cut, the list has all of it": (
        "平昌县人民政府关于平昌县2023年度法治政...",
        {"list_title": "平昌县人民政府关于平昌县2023年度法治政府建设情况的报告"},
        "平昌县人民政府关于平昌县2023年度法治政府建设情况的报告",
    ),
    "a column's name above the document's own": (
        "法治政府建设",
        {"head": "平昌县2023年度法治政府建设年度报告"},
        "平昌县2023年度法治政府建设年度报告",
    ),
    "a column's name above the document's own, and of its form": (
        "法治政府建设年度报告",
        {"head": "平昌县2023年度法治政府建设情况报告"},
        "平昌县2023年度法治政府建设情况报告",
    ),
    "a headline with a name above one with a year": (
        "平昌县法治政府建设情况报告",
        {"head": "2023年法治政府建设工作总结"},
        "平昌县法治政府建设情况报告",
    ),
    "without a headline, the notice's": (
        None,
        {
            "head": "平昌县人民政府\n关于印发平昌县2024年法治政府建设工作要点的通知",
            "first": "现印发给你们。\n平昌县人民政府\n2024年2月3日\n平昌县2024年法治政府建设工作要点",
        },
        "平昌县人民政府关于印发平昌县2024年法治政府建设工作要点的通知",
    ),
    "a tag is kept": (
        "【政策解读】《平昌县法治政府建设实施方案》解读",
        {},
        "【政策解读】《平昌县法治政府建设实施方案》解读",
    ),
    "a subtitle is kept": (
        "政府工作报告——2024年1月9日在平昌县第十九届人民代表大会第四次会议上",
        {"first": "现在，我代表县人民政府向大会报告政府工作。" + "稳中求进。" * 60},
        "政府工作报告——2024年1月9日在平昌县第十九届人民代表大会第四次会议上",
    ),
}


@pytest.mark.parametrize("case", TITLES)
def test_titles(case: str) -> None:
    headline, page, title = TITLES[case]
    assert metadata_of(headline, **page).title == title


YEARS = {
    "in the title": ("平昌县2023年法治政府建设情况报告", {}, 2023),
    "in Chinese numerals": ("平昌县二〇二三年度法治政府建设情况报告", {}, 2023),
    "bare": ("平昌县法治政府建设情况报告(2023)", {}, 2023),
    "beside the year planned": ("平昌县2023年法治政府建设工作总结和2024年工作计划", {}, 2023),
    "not the span of a law quoted": (
        "平昌县落实《法治政府建设实施纲要（2021-2025年）》2023年工作情况报告",
        {},
        2023,
    ),
    "the first of a plan": ("平昌县法治政府建设实施方案（2021—2025年）", {}, 2021),
    "in the opening": ("平昌县法治政府建设情况报告", {"first": "2022年以来，我县坚持依法行政。"}, 2022),
    "before the date of signing": (
        "平昌县法治政府建设情况报告",
        {"tail": "平昌县人民政府\n2024年2月3日"},
        2023,
    ),
    "of the date, late in the year": (
        "平昌县法治政府建设情况报告",
        {"tail": "平昌县人民政府\n2022年11月23日"},
        2022,
    ),
    "of the date of a plan": ("平昌县法治政府建设工作要点", {"tail": "平昌县人民政府\n2024年2月3日"}, 2024),
    "before the date of publication": (
        "平昌县法治政府建设情况报告",
        {"published_on": "2024-03-01 10:21"},
        2023,
    ),
    "nowhere": ("平昌县法治政府建设情况报告", {}, None),
}


@pytest.mark.parametrize("case", YEARS)
def test_years(case: str) -> None:
    title, page, year = YEARS[case]
    assert metadata_of(title, **page).year == year


def test_dates_number_and_addressees() -> None:
    found = metadata_of(
        "平昌县人民政府关于2023年法治政府建设情况的报告",
        head="平府〔2024〕3号\n中共巴中市委、巴中市人民政府：",
        tail="平昌县人民政府\n二〇二四年一月二十四日",
        published_on="2024-03-01",
        source="县司法局",
    )
    assert (found.published_on, found.signed_on) == (date(2024, 3, 1), date(2024, 1, 24))
    assert (found.doc_number, found.source) == ("平府〔2024〕3号", "县司法局")
    assert found.addressees == ("中共巴中市委", "巴中市人民政府")


REJECTS = {
    "平昌县召开2023年法治政府建设工作推进会": "news",
    "平昌：法治政府建设取得新成效": "news",
    "关于报送2023年度法治政府建设年度报告的通知": "notice",
    "平昌县公开招聘法律顾问公告": "not_a_report",
    "平昌县财政局2023年部门决算": "not_a_report",
}


@pytest.mark.parametrize("title", REJECTS)
def test_what_is_no_report_is_rejected_by_name(title: str) -> None:
    plain = "会议强调，要提高政治站位，压实工作责任，确保各项任务落到实处。" * 8
    assert reject_of(title, first=plain, body="") == REJECTS[title]


def test_a_reporters_text_is_news_under_any_title() -> None:
    first = "本报讯（记者 李明）近日，平昌县2023年法治政府建设情况出炉。"
    assert reject_of("平昌县2023年法治政府建设情况", first=first) == "news"


def test_a_title_without_text_is_too_short_or_lies_in_its_attachment() -> None:
    title = "平昌县2023年法治政府建设情况报告"
    page = Page(b"", "https://www.example.gov.cn/1.html")
    for attachments, reason in (
        ((), "too_short"),
        ((("https://www.example.gov.cn/1.pdf", title),), "body_in_attachment"),
    ):
        article = Article((title, "详见附件。"), {"title": title}, attachments=attachments)
        found = read_metadata(article, page, RULES, load_gazetteer())
        assert isinstance(found, Reject)
        assert found.reason == reason


def test_a_text_built_as_a_report_needs_no_title() -> None:
    found = metadata_of(
        None,
        head="市委、市政府：",
        first="按照要求，现将我局2023年度法治政府建设工作情况报告如下：",
        tail="宜宾市教育局\n2024年1月10日",
    )
    assert (found.kind, found.issuers, found.year) == ("annual_report", ("宜宾市教育局",), 2023)


TEXTS = st.text(
    alphabet="平昌县中村乡镇人民政府委关于2023年法治建设情况报告通知印发《》：:、。，一二（）〔〕… 　\n",
    max_size=120,
)


@given(TEXTS, TEXTS, TEXTS)
def test_any_page_reads_to_metadata_or_a_reject_and_twice_the_same(title: str, text: str, site: str) -> None:
    article = Article(tuple(filter(str.strip, text.splitlines())), {"title": title, "site": site})
    page = Page(b"", "https://www.example.gov.cn/1.html", portal_region="511923")
    first = read_metadata(article, page, RULES, load_gazetteer())
    assert first == read_metadata(article, page, RULES, load_gazetteer())
    if not isinstance(first, Reject):
        assert first[0].title
        assert "\n\n" not in first[1]
