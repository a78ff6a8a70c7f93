import pytest

from flows.reading.coding_rules import Codebook, code_entries
from flows.vocabulary import read_data

ENTRY = {"unit": "件", "patterns": [{"near": ["case"]}]}


def data(**changes):
    return {
        "words": {"case": ["行政复议案件", "复议案件"]},
        "shadows": ["复议案件评查"],
        "topics": ["case"],
        "others": ["问题"],
        "never": ["同比"],
        "bodies": {"units": ["个"], "words": ["部门"]},
        "areas": {"disputes": {"reconsideration_received": ENTRY | changes}},
    }


def test_a_word_sets_the_bits_asked_of_its_class_and_starts_the_patterns_that_need_it():
    codebook = Codebook.from_data(data())
    ((word, start, end),) = codebook.automaton.find_matches_as_indexes("受理复议案件")
    assert (start, end) == (2, 6)
    (pattern,) = codebook.started["件"][word]
    assert pattern.code == "reconsideration_received"
    assert codebook.before[word] & pattern.asked == pattern.needed
    assert codebook.after[word] & pattern.asked == pattern.needed
    assert codebook.around[word] & codebook.topics


def test_what_is_asked_around_the_number_is_not_said_beside_it():
    asked = {"before": ["case"], "sentence": ["受理"], "not_clause": ["问题"]}
    codebook = Codebook.from_data(data(patterns=[asked]))
    case, received, trouble = (
        codebook.automaton.find_matches_as_indexes(word)[0][0] for word in ("复议案件", "受理", "问题")
    )
    (pattern,) = codebook.started["件"][case]
    clause, sentence = pattern.around
    assert codebook.before[case] & pattern.asked == pattern.needed
    assert not codebook.after[case] & pattern.asked
    assert not codebook.before[received] & pattern.asked
    assert codebook.around[received] & sentence.asked == sentence.needed
    assert codebook.around[trouble] & clause.asked != clause.needed


def test_entries_come_in_the_order_of_the_codebook():
    assert [code for code, _ in code_entries(data())] == ["reconsideration_received"]


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ({"near": ["cases"]}, "no class of words is called 'cases'"),
        ({"near": ["case"], "nearby": ["case"]}, "unknown \\['nearby'\\]"),
        ({"sentence": ["case"]}, "no word beside the number"),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_refused(pattern, complaint):
    with pytest.raises(ValueError, match=complaint):
        Codebook.from_data(data(patterns=[pattern]))


def test_every_class_of_words_serves_a_pattern():
    book = read_data("codebook")
    entries = [entry for _, entry in code_entries(book)]
    rows = [*entries, *(pattern for entry in entries for pattern in entry["patterns"])]
    asked = {
        name
        for row in rows
        for key, items in row.items()
        if isinstance(items, list) and key not in ("also", "further", "patterns")
        for item in items
        for name in item.split("/")
    }
    assert book["words"].keys() <= asked | set(book["topics"])
