import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.coding import Codebook, assign_codes
from flows.reading.mentions import read_mentions
from flows.reading.number_rules import NumberRules
from flows.reading.shapes import Mention
from flows.vocabulary import read_data
from tests.flows.reading.coding_marks import read_marks

CODEBOOK = Codebook.from_data(read_data("codebook"))
NUMBERS = NumberRules.from_data(read_data("numbers"))
CODES = {code for codes in read_data("codebook")["areas"].values() for code in codes}

SENTENCES = [
    "全年受理行政复议案件[123|件]，其中审结[98|件]，撤销[5|件]。",
    "发放普法宣传资料[2万|份]、接受法律咨询[300|人次]，受教育群众[5万|人次]。",
    "办理人大代表建议[56|件]、政协提案[62|件]，满意率[100|%]。",
    "对[5|件]县政府规范性文件、[13|件]部门规范性文件进行合法性审查。",
    "聘请法律顾问[3|名]，审查合同[45|份]。",
    "全镇[16|个]村每村配备[1|名||each]法律顾问。",
    "落实《行政执法人员管理办法》，开展培训[3|期]。",
]
PIECES = [
    "受理",
    "行政复议案件",
    "其中",
    "、",
    "，",
    "。",
    "；",
    "\n",
    "：",
    "《",
    "》",
    "同比",
    "共计",
    "每村",
    "法律顾问",
]
UNITS = ["件", "名", "%", "％", "次", "份", "个", "元", "", "场（次）"]


@st.composite
def texts_with_mentions(draw):
    text = draw(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=30).map("".join))
    offsets = st.integers(0, len(text))
    mentions = []
    for _ in range(draw(st.integers(0, 6))):
        places = sorted(draw(st.lists(offsets, min_size=6, max_size=6)))
        sentence, clause, start, end, clause_end, sentence_end = places
        mentions.append(
            Mention(
                start,
                end,
                1.0,
                draw(st.sampled_from(UNITS)),
                "exact",
                "actual",
                2024,
                "",
                "",
                None,
                clause,
                clause_end,
                sentence,
                sentence_end,
                draw(st.booleans()),
                draw(st.booleans()),
            )
        )
    return text, mentions


@given(texts_with_mentions())
def test_whatever_the_text_each_mention_has_a_code_of_the_codebook_or_none(case):
    text, mentions = case
    codes = assign_codes(text, mentions, CODEBOOK)
    assert len(codes) == len(mentions)
    assert set(codes) <= CODES | {None}
    assert codes == assign_codes(text, mentions, CODEBOOK)


@given(st.permutations(range(len(SENTENCES))))
def test_sentences_that_name_what_they_count_read_the_same_in_any_order(order):
    alone = [assign_codes(read.text, read.mentions, CODEBOOK) for read in map(read_marks, SENTENCES)]
    together = read_marks("".join(SENTENCES[index] for index in order))
    codes = assign_codes(together.text, together.mentions, CODEBOOK)
    assert codes == tuple(code for index in order for code in alone[index])


@given(st.permutations(range(3)), st.sampled_from(SENTENCES[:3]))
def test_codes_are_aligned_with_mentions_given_in_any_order(order, marked):
    read = read_marks(marked)
    codes = assign_codes(read.text, read.mentions, CODEBOOK)
    shuffled = assign_codes(read.text, [read.mentions[index] for index in order], CODEBOOK)
    assert shuffled == tuple(codes[index] for index in order)


def test_no_mentions_have_no_codes():
    assert assign_codes("全年受理行政复议案件123件。", [], CODEBOOK) == ()


@pytest.mark.parametrize("pieces", ["15%、", "15件", "15件、"])
def test_a_list_without_end_takes_its_words_only_so_far(pieces: str) -> None:
    text = "办结率达到" + pieces * 3000
    mentions = read_mentions(text, (), "annual_report", 2023, NUMBERS)
    assert len(assign_codes(text, mentions, CODEBOOK)) == len(mentions) == 3000
