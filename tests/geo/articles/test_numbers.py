import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import fold
from geo.articles.numbers import numbers_in


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("15 قتيلا", 15, 15),
        ("١٥ قتيلا", 15, 15),
        ("۱۵ قتيلا", 15, 15),
        ("ثلاثة مدنيين", 3, 3),
        ("ثلاثة عشر جنديا", 13, 13),
        ("اثنا عشر مدنيا", 12, 12),
        ("خمسة وعشرين جنديا", 25, 25),
        ("مئتين وخمسين", 250, 250),
        ("30,000 مقاتل", 30_000, 30_000),
        ("بين 10 و15", 10, 15),
        ("ما بين خمسة وسبعة", 5, 7),
        ("between 4 and 6", 4, 6),
        ("12-15 fighters", 12, 15),
        ("thirteen people", 13, 13),
        ("twenty-three people", 23, 23),
        ("two hundred families", 200, 200),
        ("five thousand", 5000, 5000),
    ],
)
def test_numbers_in_digits_and_words_gives_the_value(text: str, low: int, high: int) -> None:
    assert [(n.low, n.high) for n in numbers_in(fold(text))] == [(low, high)]


@pytest.mark.parametrize("text", ["على الأقل 5 قتلى", "at least 5 dead", "5 قتلى على الأقل"])
def test_numbers_in_lower_bound_is_marked(text: str) -> None:
    assert [n.at_least for n in numbers_in(fold(text))] == [True]


@pytest.mark.parametrize("text", ["بنسبة 55%", "23كم", "3.5", "M4", "لا أرقام"])
def test_numbers_in_shares_and_sizes_gives_nothing(text: str) -> None:
    assert list(numbers_in(fold(text))) == []


@given(st.integers(0, 99_999))
def test_numbers_in_any_count_is_read_in_both_kinds_of_digits(count: int) -> None:
    arabic = str(count).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for written in (str(count), arabic):
        assert [n.low for n in numbers_in(fold(f"قتل {written} شخصا"))] == [count]
