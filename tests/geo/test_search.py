from __future__ import annotations

import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.search import MAX_WORDS, TextIndex, fold, query_words

SPELLINGS = st.text(st.sampled_from("aA bB-ه ةاأإآَ٣\u00a0éİß'ـ,\n"), max_size=12)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أريحا إدلب آل ٱلله", "اريحا ادلب ال الله"),
        ("الرَّقّة", "الرقه"),
        ("حلـــب", "حلب"),
        ("مصطفى", "مصطفي"),
        ("رؤوف", "رووف"),
        ("مائدة", "مايده"),
        ("کرکوک", "كركوك"),
        ("٢٠١٩", "2019"),
        ("Serêkaniyê", "serekaniye"),
        ("Şırnak", "sirnak"),
        ("al-Qaʾim", "al-qaim"),
        ("Qa'im", "qaim"),
        ("RAQQA", "raqqa"),
    ],
)
def test_fold_known_spellings_become_one(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_fold_twice_equals_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("الرقة", ("رقه",)),
        ("al-Raqqah", ("raqqa",)),
        ("ar-Raqqa", ("raqqa",)),
        ("El Bab", ("bab",)),
        ("Deir ez-Zor", ("deir", "zor")),
        ("  ,;  ", ()),
        ("Allah", ("alla",)),
        ("علي", ("علي",)),
    ],
)
def test_query_words_articles_and_endings_are_taken_off(query: str, words: tuple[str, ...]) -> None:
    assert query_words(query) == words


def test_query_words_very_long_query_is_bounded() -> None:
    assert len(query_words(" ".join(f"w{n}" for n in range(500)))) == MAX_WORDS


@given(st.lists(st.none() | SPELLINGS, max_size=8), SPELLINGS)
def test_match_index_agrees_with_looking_into_each_text(
    texts: list[str | None], query: str
) -> None:
    index = TextIndex.build(pa.array(texts, pa.string()))
    for word in query_words(query):
        assert index.match(word).tolist() == [word in fold(text or "") for text in texts]


def test_build_chunked_array_counts_all_rows() -> None:
    texts = pa.chunked_array([["one two"], ["three", None]], pa.string())
    assert TextIndex.build(texts).match("t").tolist() == [True, True, False]
