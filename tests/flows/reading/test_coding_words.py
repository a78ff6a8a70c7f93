from hypothesis import given
from hypothesis import strategies as st

from flows.reading.coding_rules import Codebook
from flows.reading.coding_words import find_words, said_around, without_titles

CODEBOOK = Codebook.from_data(
    {
        "words": {"mediation": ["调解", "人民调解"], "body": ["委员会"]},
        "shadows": ["人民调解委员会", "委员会"],
        "topics": ["mediation"],
        "others": ["问题"],
        "never": ["同比"],
        "bodies": {"units": ["个"], "words": ["部门"]},
        "areas": {
            "disputes": {
                "disputes_mediated": {"unit": "件", "patterns": [{"near": ["纠纷"], "topic": ["mediation"]}]}
            }
        },
    }
)


def words(stretch):
    return [stretch[start:end] for _, start, end in find_words(stretch, CODEBOOK)]


def test_words_come_in_order_of_their_ends_the_longest_first():
    assert words("开展人民调解，化解纠纷") == ["人民调解", "调解", "纠纷"]


def test_a_shadow_hides_the_words_inside_it_but_none_beside_it():
    assert words("人民调解委员会调解纠纷") == ["人民调解委员会", "调解", "纠纷"]
    assert said_around("人民调解委员会", CODEBOOK) == 0
    assert said_around("人民调解委员会调解", CODEBOOK) & CODEBOOK.topics


def test_titles_are_blanked_but_certificates_are_not():
    assert (
        without_titles("落实《人民调解法》，发放《行政执法证》") == "落实　　　　　　　，发放《行政执法证》"
    )


@given(st.text(st.sampled_from("人民调解委员会纠《》证\n"), max_size=40))
def test_a_text_without_titles_is_as_long_as_before(text):
    bare = without_titles(text)
    assert len(bare) == len(text)
    assert without_titles(bare) == bare
