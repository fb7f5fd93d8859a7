"""The shared phonetic alphabet and the type words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.phonetic import is_arabic_form, phonetic_form, skeleton, symbols_of_word
from gazetteer.type_words import fits, take_apart, word_types


@pytest.mark.parametrize(
    ("word", "symbols"),
    [
        ("shaykh", "SayK"),
        ("cheikh", "CeiK"),
        ("mouhassane", "muhasane"),
        ("raqqah", "raqa"),
        ("djezire", "Jezire"),
        ("محسن", "محسن"),
        ("رقه", "رقة"),
        ("東京", ""),
    ],
)
def test_symbols_of_word_writes_one_symbol_a_sound(word: str, symbols: str) -> None:
    assert symbols_of_word(word) == symbols


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mouhassane", "Muhasan", "Mūḩ Ḩasan", "موحسن"),
        ("Tallbīsah", "Tell Bisse", "Telbeiseh", "تلبيسة"),
        ("Khān Shaykhūn", "Khan Sheikhoun", "Khan Cheikhoun", "خان شيخون"),
        ("Al Qāmishlī", "Kamishly", "القامشلي"),
        ("Anbar", "الأنبار"),
    ],
)
def test_skeleton_of_spellings_in_both_scripts_is_one(spellings: tuple[str, ...]) -> None:
    full = {skeleton(take_apart(spelling).full_form) for spelling in spellings}
    assert len(full) == 1


def test_phonetic_form_joins_words() -> None:
    assert phonetic_form(("tall", "daman")) == "taldaman"


@pytest.mark.parametrize(("form", "expected"), [("حلب", True), ("halab", False), ("", False)])
def test_is_arabic_form_tells_the_script(form: str, *, expected: bool) -> None:
    assert is_arabic_form(form) is expected


@pytest.mark.parametrize(
    ("name", "core", "descriptors", "generics", "modifiers"),
    [
        ("Tell Abiad town", ("abiad",), {"town"}, {"tell"}, set()),
        ("قرية الشيخ حسن الكبير", ("حسن",), {"village"}, {"sheikh"}, {"great"}),
        ("Farhaniyah ash Sharqiyah", ("farhaniyah",), set(), set(), {"east"}),
        ("East Farahaniah village", ("farahaniah",), {"village"}, set(), {"east"}),
        ("Menagh military airport", ("menagh",), {"airport"}, set(), set()),
        ("مطار منغ العسكري", ("منغ",), {"airport", "base"}, set(), set()),
        ("Deir ez-Zor Governorate", ("zor",), {"governorate"}, {"monastery"}, set()),
        ("محافظة الرقة", ("رقه",), {"governorate"}, set(), set()),
        ("Al Madinah", ("madinah",), {"town"}, set(), set()),
        ("Jabal Sinjar", ("sinjar",), set(), {"mountain"}, set()),
    ],
)
def test_take_apart_splits_type_words_off(
    name: str,
    core: tuple[str, ...],
    descriptors: set[str],
    generics: set[str],
    modifiers: set[str],
) -> None:
    parts = take_apart(name)
    assert parts.core == core
    found = [set(ids) for ids in (parts.descriptors, parts.generics, parts.modifiers)]
    assert found == [descriptors, generics, modifiers]


@pytest.mark.parametrize(("name", "expected"), [("Al Bab", True), ("الباب", True), ("Bab", False)])
def test_take_apart_remembers_the_article(name: str, *, expected: bool) -> None:
    assert take_apart(name).has_article is expected


@given(name=st.text(max_size=40))
def test_take_apart_of_any_text_keeps_a_core_while_words_are_left(name: str) -> None:
    parts = take_apart(name)
    assert bool(parts.core) == bool(parts.words)


@pytest.mark.parametrize(
    ("types", "feature", "expected"),
    [
        ({"airport"}, ("S", "AIRP"), True),
        ({"airport"}, ("P", "PPL"), False),
        ({"village"}, ("P", "PPLA"), True),
        ({"great"}, ("P", "PPL"), None),
        (set(), ("P", "PPL"), None),
    ],
)
def test_fits_compares_type_words_with_the_feature(
    types: set[str], feature: tuple[str, str], *, expected: bool | None
) -> None:
    assert fits(frozenset(types), *feature) is expected


def test_word_types_have_known_roles() -> None:
    roles = {word_type.role for word_type in word_types().values()}
    assert roles == {"descriptor", "unit", "generic", "modifier"}
