"""Whole names: folded forms, keys, skeletons, type words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.normalize import compatibility_form, fold, folded_key, strip_articles

ANY_NAME = st.text(
    alphabet=st.one_of(
        st.sampled_from("ابةتجحخدرزسشعغفقكلمنهويىأإءئ ـَّ"),
        st.sampled_from("abcdefghijklmnopqrstuvwxyz -'‘ĀāĪīŪūŞşŢţḨḩ"),
        st.characters(codec="utf-8"),
    ),
    max_size=30,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("‘Ayn al-‘Arab", "ayn al arab"),
        ("Ţarţūs", "tartus"),
        ("الرَّقَّة", "الرقه"),
        ("DEIR  EZ-ZOR.", "deir ez zor"),
        ("İdlib", "idlib"),
        ("ﺣﻠﺐ", "حلب"),
        ("\u200fحلب\u200f", "حلب"),
        ("باب\u200cالزوار", "باب الزوار"),
        ("", ""),
        ("—", ""),
    ],
)
def test_fold_drops_marks_case_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "spellings",
    [
        ("Ar-Raqqah", "Raqqa", "er Rakka", "Ar Raqqeh", "AL-RAQQA"),
        ("Tartous", "Ţarţūs", "Tartus", "Tartoos"),
        ("Al-Qaim", "Al Qā’im", "El Kaim", "Qaim"),
        ("Ash Shafah", "Al-Shafa", "ash-Shafah", "Shafah"),
        ("خربة غزالة", "خربت غزاله", "خَرِبَة غَزالة"),
        ("الأنبار", "انبار", "الامبار"),
        ("کرکوک", "كركوك"),
    ],
)
def test_folded_key_of_usual_spellings_is_one(spellings: tuple[str, ...]) -> None:
    assert len({folded_key(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Hama", "Homs"), ("Manbij", "Tadmur"), ("حلب", "حمص")])
def test_folded_key_of_other_names_differs(one: str, other: str) -> None:
    assert folded_key(one) != folded_key(other)


@given(text=ANY_NAME)
def test_fold_applied_twice_equals_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(text=ANY_NAME)
def test_folded_key_applied_twice_equals_once(text: str) -> None:
    assert folded_key(folded_key(text)) == folded_key(text)


@given(text=ANY_NAME)
def test_strip_articles_applied_twice_equals_once(text: str) -> None:
    folded = fold(text)
    assert strip_articles(strip_articles(folded)) == strip_articles(folded)


@given(text=ANY_NAME)
def test_compatibility_form_applied_twice_equals_once(text: str) -> None:
    assert compatibility_form(compatibility_form(text)) == compatibility_form(text)
