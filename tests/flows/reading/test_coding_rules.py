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


def index(lexicon, word):
    ((found, start, end),) = lexicon.find(word)
    assert (start, end) == (0, len(word))
    return found


def test_a_word_sets_the_bits_asked_of_its_class_and_starts_the_patterns_that_need_it():
    codebook = Codebook.from_data(data())
    case = index(codebook.beside, "复议案件")
    (pattern,) = codebook.started["件"][case]
    assert pattern.code == "reconsideration_received"
    assert codebook.before[case] & pattern.asked == pattern.needed
    assert codebook.after[case] & pattern.asked == pattern.needed
    assert codebook.says[index(codebook.around, "复议案件")] & codebook.topics


def test_what_is_asked_around_the_number_is_not_looked_for_beside_it():
    asked = {"before": ["case"], "sentence": ["受理"], "not_clause": ["问题"]}
    codebook = Codebook.from_data(data(patterns=[asked]))
    case = index(codebook.beside, "复议案件")
    (pattern,) = codebook.started["件"][case]
    clause, sentence = pattern.around
    assert codebook.before[case] & pattern.asked == pattern.needed
    assert not codebook.after[case] & pattern.asked
    assert not codebook.beside.find("受理")
    assert codebook.says[index(codebook.around, "受理")] & sentence.asked == sentence.needed
    assert codebook.says[index(codebook.around, "问题")] & clause.asked != clause.needed


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


def test_a_topic_that_a_pattern_asks_for_is_one_of_the_topics():
    book = read_data("codebook")
    rows = [row for _, entry in code_entries(book) for row in entry["patterns"]]
    asked = {name for row in rows for item in row.get("topic", ()) for name in item.split("/")}
    assert asked <= set(book["topics"])
