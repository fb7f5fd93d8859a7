"""Queries as people write them: qualifications, two names, abbreviations, context."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.query import NEAR_KM, expand_abbreviations, readings


@pytest.mark.parametrize(
    ("text", "name", "code", "within_km"),
    [
        ("near Hajin", "Hajin", "near", NEAR_KM),
        ("the outskirts of Hajin", "Hajin", "near", NEAR_KM),
        ("in the vicinity of Hajin", "Hajin", "near", NEAR_KM),
        ("20 km south of Raqqa", "Raqqa", "distance", 24.0),
        ("about 10 miles north-east of Raqqa", "Raqqa", "distance", 19.3),
        ("north of Manbij", "Manbij", "side", NEAR_KM),
        ("northeastern part of Manbij", "Manbij", "part", None),
        ("northern Hamah Governorate", "Hamah Governorate", "part", None),
        ("eastern countryside of Hama", "Hama", "countryside", NEAR_KM),
        ("Hama's eastern countryside", "Hama", "countryside", NEAR_KM),
        ("Road between As Sukhnah and Tadmur", "As Sukhnah", "between", NEAR_KM),
        ("قرب هجين", "هجين", "near", NEAR_KM),
        ("بالقرب من هجين", "هجين", "near", NEAR_KM),
        ("شرق مدينة الميادين", "مدينة الميادين", "side", NEAR_KM),
        ("شمال شرق دير الزور", "دير الزور", "side", NEAR_KM),
        ("ريف حلب الشمالي", "حلب", "countryside", NEAR_KM),
        ("على بعد ١٥ كم شرق الرقة", "الرقة", "distance", 18.0),
        ("بين الرقة ودير الزور", "الرقة", "between", NEAR_KM),
        ("Hajin", "Hajin", None, None),
        ("في مدينة الرقة", "مدينة الرقة", None, None),
        ("the town of Manbij", "Manbij", None, None),
    ],
)
def test_readings_last_one_has_the_plain_name_and_its_qualification(
    text: str, name: str, code: str | None, within_km: float | None
) -> None:
    reading = readings(text)[-1]
    qualification = reading.qualification
    assert reading.names == (name,)
    assert (qualification.code if qualification else None) == code
    if qualification and within_km is not None:
        assert qualification.within_km == pytest.approx(within_km, abs=0.1)
    elif qualification:
        assert qualification.within_km is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tadmur/Palmyra", ("Tadmur", "Palmyra")),
        ("Kobani (Ayn al-Arab)", ("Kobani", "Ayn al-Arab")),
        ("Yani Yaban (Al-Judaydah) village", ("Yani Yaban village", "Al-Judaydah")),
        ("Ras al-Ayn aka Serekaniye", ("Ras al-Ayn", "Serekaniye")),
        ("Jiman/Chama/Shamanli village", ("Jiman", "Chama", "Shamanli village")),
    ],
)
def test_readings_of_two_names_gives_both(text: str, names: tuple[str, ...]) -> None:
    assert readings(text)[0].names == names


def test_readings_take_context_after_commas_and_in_parentheses() -> None:
    reading = readings("Hajin, Deir ez-Zor, Syria")[0]
    assert (reading.names, reading.admin1, reading.country) == (("Hajin",), "Deir ez-Zor", "SY")
    assert readings("Al Bab (Aleppo)")[0].admin1 == "Aleppo"
    river = readings("Al Furat/Euphrates river in Ar Raqqah Governorate")[0]
    assert river.names == ("Al Furat", "Euphrates river")
    assert river.admin1 == "Ar Raqqah Governorate"


def test_readings_of_a_road_between_two_places_keep_the_other_end() -> None:
    assert readings("Road between As Sukhnah and Tadmur")[-1].other_end == "Tadmur"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Deir ez-Zor-Raqqa road", ("Deir ez-Zor", "Raqqa")),
        ("Tall Abyad–Ras al-Ayn highway", ("Tall Abyad", "Ras al-Ayn")),
        ("Homs - Tadmur - Deir ez-Zor desert highway", ("Homs", "Deir ez-Zor")),
        ("road from Mosul to Erbil", ("Mosul", "Erbil")),
        ("بين دير الزور وبين الرقة", ("دير الزور", "الرقة")),
        ("بين بلدتي هجين والباغوز", ("هجين", "الباغوز")),
        ("أوتوستراد دمشق - حمص", ("دمشق", "حمص")),
    ],
)
def test_readings_of_two_places_take_neither_for_the_region_of_the_other(
    text: str, ends: tuple[str, str]
) -> None:
    reading = readings(text)[-1]
    assert (reading.names, reading.other_end) == (ends[:1], ends[1])
    assert not any(r.admin1 or r.admin2 for r in readings(text))


@pytest.mark.parametrize("text", ["Bab al-Hawa road", "Deir ez-Zor airport road", "Ayn al-Arab"])
def test_readings_of_an_article_with_a_dash_are_of_one_place(text: str) -> None:
    assert all(reading.other_end is None for reading in readings(text))


def test_readings_literal_one_comes_first() -> None:
    assert readings("ريف دمشق")[0].names == ("ريف دمشق",)
    assert readings("ريف دمشق")[0].qualification is None


@pytest.mark.parametrize("text", ["", "   ", "—", "...", "()"])
def test_readings_of_nothing_are_none(text: str) -> None:
    assert readings(text) == ()


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("Kh. Ghazaleh", "khirbat Ghazaleh"),
        ("T. Abyad", "tall Abyad"),
        ("Sh.Miskin", "shaykh Miskin"),
        ("DEZ", "deir ez-zor"),
        ("Idlib Gov.", "Idlib governorate"),
        ("ق. الشيخ", "قرية الشيخ"),
        ("Hajin", "Hajin"),
    ],
)
def test_expand_abbreviations_writes_them_in_full(text: str, full: str) -> None:
    assert expand_abbreviations(text) == full


@given(text=st.text(max_size=60))
def test_readings_of_any_text_have_names(text: str) -> None:
    assert all(reading.names and all(reading.names) for reading in readings(text))
