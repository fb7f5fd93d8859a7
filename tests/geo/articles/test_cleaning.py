from hypothesis import given
from hypothesis import strategies as st

from geo import clean_text, text_digest, text_language, text_title


@given(st.text(max_size=80))
def test_clean_text_twice_equals_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


def test_text_digest_of_another_wrapping_is_the_same_and_offsets_agree() -> None:
    one, other = "قصف  على\u200f منبج\r\nاليوم ", "قصف على\n\nمنبج اليوم"
    assert text_digest(one) == text_digest(other)
    assert clean_text(one).index("منبج") == clean_text(other).index("منبج")


def test_text_digest_of_one_other_word_differs() -> None:
    assert text_digest("قصف على منبج") != text_digest("قصف على هجين")


def test_text_language_mixed_takes_the_commoner_letters() -> None:
    assert text_language("قصف على منبج SDF") == "ar"
    assert text_language("Shelling of منبج yesterday") == "en"


def test_text_title_takes_a_headline_whole_and_of_a_paragraph_the_first_words() -> None:
    assert text_title("هجوم قرب هجين\nقتل ثلاثة") == "هجوم قرب هجين"
    title = text_title("word " * 60)
    assert title.endswith("word …")
    assert len(title) <= 72
