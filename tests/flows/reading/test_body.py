"""Heads and tails of documents in every state of repair: what is body and what stands around it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.body import Body, BodyRules, find_doc_number, split_addressees, split_body
from flows.reading.organs import OrganRules
from flows.vocabulary import read_data

DATA = read_data("metadata")
RULES = BodyRules.from_data(DATA, OrganRules.from_data(DATA["organs"]))

FIRST = "2023年，我县坚持以习近平法治思想为指导，扎实推进法治政府建设，现将有关情况报告如下："
MIDDLE = "一、主要举措和成效"
LAST = "持续加强法治队伍建设，不断提升依法行政能力和水平。"


def cut(head: str = "", tail: str = "", headline: str | None = None) -> Body:
    return split_body([*head.splitlines(), FIRST, MIDDLE, LAST, *tail.splitlines()], headline, RULES)


HEADS = {
    "a title alone": ("平昌县2023年度法治政府建设工作报告", "平昌县2023年度法治政府建设工作报告", (), None),
    "a title over four lines, its last word spread": (
        "中共平昌县委\n平昌县人民政府\n关于平昌县2023年度法治政府建设情况的\n报    告",
        "中共平昌县委 平昌县人民政府关于平昌县2023年度法治政府建设情况的报告",
        (),
        None,
    ),
    "document number, title and two addressees": (
        "平府〔2024〕3号\n平昌县人民政府\n关于2023年法治政府建设情况的报告\n中共巴中市委、巴中市人民政府：",
        "平昌县人民政府关于2023年法治政府建设情况的报告",
        ("中共巴中市委", "巴中市人民政府"),
        "平府〔2024〕3号",
    ),
    "a damaged document number": (
        "娄政〔20178\n娄底市人民政府2016年度法治政府建设工作报告",
        "娄底市人民政府2016年度法治政府建设工作报告",
        (),
        "娄政〔20178",
    ),
    "the central authorities addressed": (
        "中共白石省委  白石省人民政府\n关于2023年法治政府建设情况的报告\n党中央、国务院：",
        "中共白石省委 白石省人民政府关于2023年法治政府建设情况的报告",
        ("党中央", "国务院"),
        None,
    ),
    "the years of a plan in a line of their own": (
        "平昌县法治政府建设实施方案\n（2021－2025年）",
        "平昌县法治政府建设实施方案",
        (),
        None,
    ),
    "a name with a character outside the first plane's common block": (
        "㵲阳镇人民政府\n关于2023年法治政府建设情况的报告\n县委、县人民政府：",
        "㵲阳镇人民政府关于2023年法治政府建设情况的报告",
        ("县委", "县人民政府"),
        None,
    ),
    "a notice's title over three lines, the last without the subject": (
        "平政办〔2024〕3号\n平昌县人民政府办公室\n关于印发平昌县2024年法治政府建设\n工作安排的通知\n各乡镇人民政府：",
        "平昌县人民政府办公室关于印发平昌县2024年法治政府建设工作安排的通知",
        ("各乡镇人民政府",),
        "平政办〔2024〕3号",
    ),
    "places addressed beside their governments": (
        "平昌县2024年法治政府建设工作要点\n甲县、乙区人民政府，中央、省属在平有关单位：",
        "平昌县2024年法治政府建设工作要点",
        ("甲县", "乙区人民政府", "中央", "省属在平有关单位"),
        None,
    ),
    "a red head": (
        "平昌县人民政府文件\n平府〔2024〕3号\n平昌县2024年法治政府建设工作要点\n局属各单位，机关各科室：",
        "平昌县2024年法治政府建设工作要点",
        ("局属各单位", "机关各科室"),
        "平府〔2024〕3号",
    ),
    "portal lines before the title": (
        """您现在的位置：首页 > 政务公开 > 法治政府建设
平昌县2023年法治政府建设情况报告
来源：县司法局 发布时间：2024-03-01 【字体：大 中 小】
县委、县人民政府:""",
        "平昌县2023年法治政府建设情况报告",
        ("县委", "县人民政府"),
        None,
    ),
    "disclosure fields that look like addressees": (
        "索引号：008/2024-00012\n发布机构：平昌县人民政府\n平昌县2023年法治政府建设情况报告",
        "平昌县2023年法治政府建设情况报告",
        (),
        None,
    ),
    "brackets within an addressee": (
        "关于2023年法治政府建设情况的报告\n各县（市、区）人民政府，市政府各部门、各直属单位：",
        "关于2023年法治政府建设情况的报告",
        ("各县（市、区）人民政府", "市政府各部门", "各直属单位"),
        None,
    ),
    "addressees over two lines": (
        "平昌县2023年法治政府建设工作总结\n中共巴中市委全面依法治市委员会办公室、\n巴中市司法局：",
        "平昌县2023年法治政府建设工作总结",
        ("中共巴中市委全面依法治市委员会办公室", "巴中市司法局"),
        None,
    ),
    "the date of a session under the title": (
        "平昌县2023年法治政府建设情况报告\n（2024年1月15日）",
        "平昌县2023年法治政府建设情况报告",
        (),
        None,
    ),
    "no title at all": ("市委、市政府：", None, ("市委", "市政府"), None),
    "nothing but the body": ("", None, (), None),
}


@pytest.mark.parametrize("case", HEADS)
def test_heads(case: str) -> None:
    head, title, addressees, doc_number = HEADS[case]
    body = cut(head)
    assert (body.title, body.addressees, body.doc_number) == (title, addressees, doc_number)
    assert body.paragraphs == (FIRST, MIDDLE, LAST)


TAILS = {
    "issuer above date": ("平昌县人民政府\n2024年1月24日", ["平昌县人民政府"], date(2024, 1, 24)),
    "two issuers": (
        "中共平昌县委\n平昌县人民政府\n2024年1月24日",
        ["中共平昌县委", "平昌县人民政府"],
        date(2024, 1, 24),
    ),
    "two issuers in one line": (
        "中共平昌县委　平昌县人民政府\n2024年1月24日",
        ["中共平昌县委", "平昌县人民政府"],
        date(2024, 1, 24),
    ),
    "two issuers run together": (
        "中共平昌县委平昌县人民政府\n2024年1月24日",
        ["中共平昌县委", "平昌县人民政府"],
        date(2024, 1, 24),
    ),
    "date above issuer": ("2024年1月24日\n平昌县人民政府", ["平昌县人民政府"], date(2024, 1, 24)),
    "both in one line": ("平昌县司法局 2024年1月24日", ["平昌县司法局"], date(2024, 1, 24)),
    "a date in Chinese numerals": (
        "平昌县人民政府\n二〇二四年一月二十四日",
        ["平昌县人民政府"],
        date(2024, 1, 24),
    ),
    "a date with a typed zero": (
        "平昌县人民政府\n二0二四年十二月三十日",
        ["平昌县人民政府"],
        date(2024, 12, 30),
    ),
    "letters spread": ("平 昌 县 人 民 政 府\n2024 年 1 月 24 日", ["平昌县人民政府"], date(2024, 1, 24)),
    "a stamp": ("平昌县人民政府（盖章）\n2024年1月24日", ["平昌县人民政府"], date(2024, 1, 24)),
    "no date": ("响滩镇人民政府", ["响滩镇人民政府"], None),
    "no issuer": ("2024年1月24日", [], date(2024, 1, 24)),
    "neither": ("", [], None),
    "attachments named above": (
        "附件：1.行政执法数据表\n2.行政复议数据表\n平昌县人民政府\n2024年1月24日",
        ["平昌县人民政府"],
        date(2024, 1, 24),
    ),
    "an attachment below": (
        "平昌县人民政府\n2024年1月24日\n附件\n行政执法数据表\n行政处罚 | 30件\n行政许可 | 120件",
        ["平昌县人民政府"],
        date(2024, 1, 24),
    ),
    "notes of the office below": (
        """平昌县人民政府
2024年1月24日
（此件公开发布）
抄送：市司法局。
平昌县人民政府办公室 2024年1月25日印发""",
        ["平昌县人民政府"],
        date(2024, 1, 24),
    ),
    "the portal's lines below": (
        "平昌县人民政府\n2024年1月24日\n上一篇：县教育局2023年法治政府建设工作总结\n下一篇：没有了\n主办单位：平昌县人民政府办公室",
        ["平昌县人民政府"],
        date(2024, 1, 24),
    ),
    "who explains it": ("解读单位：平昌县司法局\n解读人：张某 联系电话：0000", ["平昌县司法局"], None),
    "the portal's lines only": ("扫一扫在手机打开当前页\n打印本页 关闭窗口", [], None),
}


@pytest.mark.parametrize("case", TAILS)
def test_tails(case: str) -> None:
    tail, organs, day = TAILS[case]
    body = cut("平昌县2023年法治政府建设情况报告", tail)
    assert (list(body.signature.organs), body.signature.day) == (organs, day)
    assert body.paragraphs == (FIRST, MIDDLE, LAST)


def test_a_signature_run_into_the_last_paragraph_is_split_off() -> None:
    lines = [FIRST, MIDDLE, f"{LAST}平昌县人民政府2024年1月24日"]
    body = split_body(lines, None, RULES)
    assert body.paragraphs[-1] == LAST
    assert (body.signature.organs, body.signature.day) == (("平昌县人民政府",), date(2024, 1, 24))


@pytest.mark.parametrize("closing", ["特此报告。", "专此报告", "特此报告，请予审议。"])
def test_the_closing_phrase_belongs_to_the_body(closing: str) -> None:
    body = cut("平昌县2023年法治政府建设情况报告", f"{closing}\n平昌县人民政府\n2024年1月24日")
    assert body.paragraphs[-1] == closing


def test_a_closing_phrase_stays_when_the_signature_follows_in_its_line() -> None:
    body = cut("平昌县2023年法治政府建设情况报告", "特此报告。平昌县人民政府2024年1月24日")
    assert body.paragraphs[-1] == "特此报告。"
    assert body.signature.organs == ("平昌县人民政府",)


@pytest.mark.parametrize(
    "last",
    [
        "责任单位：区司法局、区教育局",
        "全年共办理行政复议案件12件，比2022年1月1日前增加3件。",
        "2023年12月4日，开展国家宪法日宣传活动。",
    ],
)
def test_a_last_paragraph_that_names_organs_or_a_date_is_no_signature(last: str) -> None:
    body = split_body(["平昌县2023年法治政府建设情况报告", FIRST, MIDDLE, last], None, RULES)
    assert body.paragraphs[-1] == last
    assert body.signature.organs == ()
    assert body.signature.day is None


def test_a_letter_quoted_early_is_no_signature() -> None:
    early = ["平昌县司法局", "2023年5月6日"]
    body = split_body([FIRST, *early, *[LAST] * 40], None, RULES)
    assert body.paragraphs[1:3] == tuple(early)
    assert body.signature.organs == ()


NOTICE = """各乡镇人民政府，县级各部门：
《平昌县法治政府建设2024年工作要点》已经县政府同意，现印发给你们，请结合实际抓好落实。
{rest}
平昌县法治政府建设2024年工作要点
"""
HANDED = {
    "signature and note between": "平昌县人民政府\n2024年4月9日\n（此件公开发布）",
    "attachments named above it": "附件：平昌县2024年工作要点\n平昌县人民政府\n2024年4月9日\n附件",
    "date before issuer": "2024年4月9日\n平昌县人民政府\n附件1",
}


@pytest.mark.parametrize("case", HANDED)
def test_a_notice_gives_the_addressee_and_signature_of_the_plan_it_hands_over(case: str) -> None:
    body = cut(NOTICE.format(rest=HANDED[case]))
    assert body.title == "平昌县法治政府建设2024年工作要点"
    assert body.addressees == ("各乡镇人民政府", "县级各部门")
    assert (body.signature.organs, body.signature.day) == (("平昌县人民政府",), date(2024, 4, 9))
    assert body.paragraphs == (FIRST, MIDDLE, LAST)


def test_a_notice_may_be_followed_by_its_document_without_a_title() -> None:
    notice = """各乡镇人民政府：
现将《平昌县2024年法治政府建设工作要点》印发给你们，请认真贯彻执行。
平昌县人民政府
2024年3月2日"""
    body = cut(notice, headline="平昌县2024年法治政府建设工作要点")
    assert body.paragraphs == (FIRST, MIDDLE, LAST)
    assert (body.signature.organs, body.signature.day) == (("平昌县人民政府",), date(2024, 3, 2))


def test_a_table_of_contents_is_none_of_the_body() -> None:
    assert cut(f"平昌县2023年法治政府建设白皮书\n目 录\n{MIDDLE}……1").paragraphs == (FIRST, MIDDLE, LAST)


def test_a_red_head_names_who_speaks() -> None:
    assert cut("平昌县司法局文件\n2023年法治政府建设工作总结").byline == ("平昌县司法局",)


def test_a_notice_that_hands_over_nothing_below_is_the_body_itself() -> None:
    lines = [
        "关于公布平昌县2023年法治政府建设情况的公告",
        "根据有关规定，现将平昌县2023年法治政府建设情况公布如下：",
        MIDDLE,
        LAST,
    ]
    body = split_body(lines, lines[0], RULES)
    assert body.paragraphs == tuple(lines[1:])


def test_a_page_prints_its_headline_above_the_title_of_the_document() -> None:
    body = cut("法治政府建设年度报告\n平昌县2023年度法治政府建设年度报告", headline="法治政府建设年度报告")
    assert body.title == "平昌县2023年度法治政府建设年度报告"


def test_a_cut_headline_is_no_part_of_the_title_below_it() -> None:
    headline = "平昌县人民政府关于平昌县2023年度法治政…"
    body = cut(f"{headline}\n平昌县人民政府关于平昌县2023年度法治政府建设情况的报告", headline=headline)
    assert body.title == "平昌县人民政府关于平昌县2023年度法治政府建设情况的报告"


def test_a_first_heading_without_enumerator_stays_in_the_body() -> None:
    body = split_body(
        ["平昌县2023年法治政府建设情况报告", "主要工作情况", LAST], "平昌县2023年法治政府建设情况报告", RULES
    )
    assert body.paragraphs == ("主要工作情况", LAST)


def test_the_speaker_of_a_work_report_stands_under_its_title() -> None:
    head = """政府工作报告
——2023年1月6日在平昌县第十九届人民代表大会第三次会议上
平昌县人民政府县长 李 四
各位代表："""
    body = cut(head)
    assert (body.title, body.byline, body.dated) == ("政府工作报告", ("平昌县人民政府",), date(2023, 1, 6))
    assert body.paragraphs[0] == FIRST


@pytest.mark.parametrize(
    "byline",
    [
        "平昌县人民政府\n2024年1月20日",
        "（2024年1月20日）\n平昌县人民政府",
        "报告单位：平昌县人民政府\n2024年1月20日",
    ],
)
def test_issuer_and_date_may_stand_under_the_title(byline: str) -> None:
    body = cut(f"2023年法治政府建设情况报告\n{byline}")
    assert (body.title, body.byline, body.dated) == (
        "2023年法治政府建设情况报告",
        ("平昌县人民政府",),
        date(2024, 1, 20),
    )
    assert body.paragraphs == (FIRST, MIDDLE, LAST)


def test_a_sentence_that_opens_like_a_line_of_the_portal_stays() -> None:
    last = "注册登记便利化水平有待提高。"
    assert split_body([FIRST, MIDDLE, last], None, RULES).paragraphs[-1] == last


def test_an_addressee_in_the_line_of_the_first_paragraph_is_split_off() -> None:
    body = split_body(["平昌县2023年法治政府建设情况报告", f"县委、县人民政府：{FIRST}", LAST], None, RULES)
    assert body.addressees == ("县委", "县人民政府")
    assert body.paragraphs[0] == FIRST


def test_white_space_is_single_blanks_and_paragraphs_are_never_empty() -> None:
    body = split_body(["　　一、主要\xa0\xa0工作", "   ", " 持续\t推进。 "], None, RULES)
    assert body.paragraphs == ("一、主要 工作", "持续 推进。")


def test_addressees_split_at_enumeration_and_full_comma() -> None:
    assert split_addressees("各乡镇人民政府,各部门、直属事业单位") == (
        "各乡镇人民政府",
        "各部门",
        "直属事业单位",
    )
    assert split_addressees("中共禄丰市委、市人民政府") == ("中共禄丰市委", "市人民政府")


def test_a_title_may_carry_the_document_number() -> None:
    assert find_doc_number("关于印发《规划》的通知(发改能源〔2026〕884号)") == "发改能源〔2026〕884号"
    assert find_doc_number("朝交发[2022]97号关于印发《方案》的通知") == "朝交发[2022]97号"
    assert find_doc_number("落实国发〔2022〕97号文件情况的报告") is None
    assert find_doc_number("平昌县2023年法治政府建设情况报告（2023年）") is None


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [FIRST, MIDDLE, LAST, "平昌县人民政府", "2024年1月24日", "县委、县政府：", "附件", "报  告"]
        ),
        st.text(
            alphabet="一二（）()：:。，、《》〔〕平昌县人民政府关于报告年月日2024号 　印发附件", max_size=30
        ),
    ),
    max_size=20,
)


@given(
    LINES,
    st.one_of(st.none(), st.sampled_from(["平昌县人民政府关于2023年法治政府建设情况的报告", "报告", "…"])),
)
def test_any_lines_give_a_body_of_their_own_text(lines: list[str], headline: str | None) -> None:
    body = split_body(lines, headline, RULES)
    printed = " ".join(" ".join(line.split()) for line in lines)
    assert all(paragraph and paragraph in printed for paragraph in body.paragraphs)
