from ahocorasick_rs import AhoCorasick
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.coding_words import Lexicon, without_titles

SHADOWS = ["人民调解委员会", "委员会"]
LEXICON = Lexicon(AhoCorasick([*SHADOWS, "人民调解", "调解", "纠纷"]), len(SHADOWS))


def words(stretch):
    return [stretch[start:end] for _, start, end in LEXICON.find(stretch)]


def test_words_come_in_order_of_their_ends_the_longest_first():
    assert words("开展人民调解，化解纠纷") == ["人民调解", "调解", "纠纷"]


def test_a_shadow_hides_the_words_inside_it_but_none_beside_it():
    assert words("人民调解委员会调解纠纷") == ["人民调解委员会", "调解", "纠纷"]


def test_a_shadow_inside_another_is_hidden_too():
    assert words("人民调解委员会") == ["人民调解委员会"]
    assert words("纠纷委员会") == ["纠纷", "委员会"]


def test_titles_are_blanked_but_certificates_are_not():
    assert (
        without_titles("落实《人民调解法》，发放《行政执法证》") == "落实　　　　　　　，发放《行政执法证》"
    )


@given(st.text(st.sampled_from("人民调解委员会纠《》证\n"), max_size=40))
def test_a_text_without_titles_is_as_long_as_before(text):
    bare = without_titles(text)
    assert len(bare) == len(text)
    assert without_titles(bare) == bare
