"""How a record of GeoNames becomes a place: languages, preferred names, extent, ids."""

from __future__ import annotations

import math

import pytest

from gazetteer import Toponym, ToponymKind
from gazetteer.data.geonames_cut import (
    City,
    extent_km,
    language_of,
    most_like,
    place_from_city,
    slug,
    toponyms_of,
)


def city(name: str, country: str, *alternates: str, admin1: str = "01", people: int = 0) -> City:
    return {
        "geonameid": 1,
        "name": name,
        "latitude": 36.5,
        "longitude": 38.0,
        "countrycode": country,
        "population": people,
        "admin1code": admin1,
        "alternatenames": list(alternates),
    }


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [
        ("الحسكة", "SY", "ar"),
        ("حەسەکە", "SY", "ku"),
        ("شەنگال", "IQ", "ku"),
        ("کرکوک", "IQ", "und"),
        ("کرمانشاه", "IR", "fa"),
        ("دەمەشىق", "SY", "und"),  # Uyghur
        ("ماردين", "TR", "und"),
        ("أنطاكية", "TR", "ar"),
        ("Kamışlı", "SY", "tr"),
        ("Qamışlo", "SY", "und"),
        ("Qamişlo", "SY", "und"),
        ("Hesîçe", "SY", "ku"),
        ("Hesîçe", "FR", "und"),
        ("Girê Spî", "SY", "ku"),
        ("Hassaké", "SY", "und"),
        ("alqamshly", "SY", "und"),
    ],
)
def test_language_of_name_claims_only_what_letters_prove(
    name: str, country: str, language: str
) -> None:
    assert language_of(name, country) == language


def test_language_of_final_ha_beside_ta_marbuta_is_not_called_arabic() -> None:
    assert language_of("الرقه", "SY", ["الرقه", "الرقة"]) == "und"
    assert language_of("عنه", "IQ", ["عنه"]) == "ar"


@pytest.mark.parametrize(
    ("main", "candidates", "best"),
    [
        ("Ţarţūs", ["ترطوس", "طرطوس"], "طرطوس"),
        ("Al Hawl", ["الحول", "الهول"], "الهول"),
        ("As Salamīyah", ["سلمية", "السلمية"], "السلمية"),
        ("Ḩimş", ["مدينة حمص", "حمص"], "حمص"),
    ],
)
def test_most_like_candidates_gives_what_the_romanization_renders(
    main: str, candidates: list[str], best: str
) -> None:
    assert most_like(main, candidates) == best


def test_toponyms_of_syrian_town_prefers_plain_english_and_arabic() -> None:
    names = toponyms_of(city("Ḩajīn", "SY", "hjyn", "هجين", "HJN", "hoምsi", "Хаджин"))
    assert names == (
        Toponym(name="Hajin", language="en", script="Latn", kind=ToponymKind.PREFERRED),
        Toponym(name="هجين", language="ar", script="Arab", kind=ToponymKind.PREFERRED),
        Toponym(name="Ḩajīn", script="Latn", kind=ToponymKind.ROMANIZATION),
        Toponym(name="hjyn", script="Latn", kind=ToponymKind.ROMANIZATION),
        Toponym(name="Хаджин", script="Cyrl", kind=ToponymKind.EXONYM),
    )


def test_toponyms_of_turkish_town_prefers_turkish_and_makes_arabic_an_exonym() -> None:
    names = toponyms_of(city("Akçakale", "TR", "أقجة قلعة"))
    assert [(t.language, t.kind) for t in names] == [
        ("tr", ToponymKind.PREFERRED),
        ("ar", ToponymKind.EXONYM),
    ]


def test_place_from_city_syrian_record_gets_iso_governorate_and_link() -> None:
    place = place_from_city(city("Ar Raqqah", "SY", admin1="04", people=531_952), "raqqa")
    assert place.admin1 == "SY-RA"
    assert place.links == ("geonames:1",)
    assert place.citations[0].source == "geonames"


def test_place_from_city_unknown_iraqi_governorate_raises() -> None:
    with pytest.raises(KeyError, match="no ISO code"):
        place_from_city(city("X", "IQ", admin1="99"), "x")


def test_extent_km_population_fills_the_disc_at_the_stated_density() -> None:
    assert extent_km(1_000_000) == pytest.approx(math.sqrt(200 / math.pi), abs=0.05)
    assert extent_km(100) == 1.0
    assert extent_km(0) == 2.0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ra’s al ‘Ayn", "ras-al-ayn"),
        ("Şanlıurfa", "sanliurfa"),
        ("Qeładizê", "qeladize"),
        ("Hajīn", "hajin"),
    ],
)
def test_slug_name_is_plain_latin(name: str, expected: str) -> None:
    assert slug(name) == expected
