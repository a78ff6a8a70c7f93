import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.reading.numerals import CHINESE, numeral_value


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("7", 7),
        ("１２３", 123),
        ("1,234", 1234),
        ("1，234", 1234),
        ("1 234", 1234),
        ("1．5万", 15_000),
        ("1.3 万", 13_000),
        ("254.30万", 2_543_000),
        ("132.3亿", 13_230_000_000),
        ("1.37万亿", 1_370_000_000_000),
        ("2079余万", 20_790_000),
        ("2万5千", 25_000),
        ("1亿3千多万", 130_000_000),
        ("两", 2),
        ("十六", 16),
        ("二十", 20),
        ("一百零三", 103),
        ("一百二十三", 123),
        ("三万五", 35_000),
        ("三十余万", 300_000),
        ("百", 100),
        ("〇", 0),
        ("三成", 30),
        ("九成九", 99),
        ("八成半", 85),
    ],
)
def test_a_numeral_has_the_value_it_prints(printed: str, value: float) -> None:
    assert numeral_value(printed) == value


@pytest.mark.parametrize(
    ("printed", "rate"),
    [
        ("百分之九十八", 98),
        ("百分之九十六点五", 96.5),
        ("百分之98.5", 98.5),
        ("百分之百", 100),
        ("万分之三", 0.03),
    ],
)
def test_a_fraction_is_a_rate_of_a_hundred(printed: str, rate: float) -> None:
    assert numeral_value(printed) == pytest.approx(rate)


@pytest.mark.parametrize("printed", ["三五", "一二", "二〇二四", "", "1" * 30, "零分之一", "百分之点"])
def test_what_forms_no_number_has_no_value(printed: str) -> None:
    assert numeral_value(printed) is None


@given(st.text(alphabet=CHINESE + "0123456789０９.．,，余多点分之 ", max_size=40))
def test_any_run_of_numerals_ends_in_a_value_or_none(printed: str) -> None:
    value = numeral_value(printed)
    assert value is None or value >= 0


@given(st.integers(min_value=0, max_value=10**12))
def test_digits_read_as_python_reads_them(number: int) -> None:
    assert numeral_value(str(number)) == number
    assert numeral_value(f"{number:,}") == number
