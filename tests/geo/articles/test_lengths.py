from __future__ import annotations

from geo import MOST_WORDS, clean_text, first_words


def test_first_words_of_a_short_text_is_the_clean_text() -> None:
    assert first_words("  one\n\n two  three ") == (clean_text("one\ntwo three"), 0)
    assert first_words("") == ("", 0)


def test_first_words_of_a_longer_text_are_cut_and_counted_and_stay_the_same() -> None:
    assert first_words("one two\nthree four", 3) == ("one two\nthree", 1)
    text, left = first_words("كلمة " * (MOST_WORDS + 80_000))
    assert (len(text.split()), left) == (MOST_WORDS, 80_000)
    assert first_words(text) == (text, 0)
