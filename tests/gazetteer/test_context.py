"""Countries, governorates and districts by any of their names."""

from __future__ import annotations

import pytest

from gazetteer.context import admin1_codes, canonical_admin1, country_code, same_district


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SY", "SY"), ("sy", "SY"), ("Syria", "SY"), ("سوريا", "SY"), ("IRQ", "IQ"),
        ("العراق", "IQ"),
        ("Narnia", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_country_code_reads_codes_and_names(text: str | None, code: str | None) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("SY-DY", {"SY-DY"}),
        ("sy-hm", {"SY-HM"}),
        ("Deir-ez-Zor governorate", {"SY-DY"}),
        ("دير الزور", {"SY-DY"}),
        ("محافظة دير الزور", {"SY-DY"}),
        ("Hama", {"SY-HM"}),
        ("Hamah Governorate", {"SY-HM"}),
        ("Al Hasakah Governorate", {"SY-HA"}),
        ("Rif Dimashq Governorate", {"SY-RD"}),
        ("Ninewa province", {"IQ-NI"}),
        ("Kerkuk", {"IQ-KI"}),
        ("Salah ad Din", {"IQ-SD"}),
        ("Atlantis", set()),
        ("", set()),
    ],
)
def test_admin1_codes_of_any_name_gives_the_governorate(text: str, codes: set[str]) -> None:
    assert admin1_codes(text) == codes


def test_admin1_codes_of_a_geonames_number_needs_the_country() -> None:
    assert admin1_codes("07", "SY") == {"SY-DY"}
    assert admin1_codes("07", "IQ") == {"IQ-BG"}
    assert admin1_codes("07", "TR") == frozenset()


def test_canonical_admin1_keeps_what_it_does_not_know() -> None:
    assert canonical_admin1("Aleppo", "SY") == "SY-HL"
    assert canonical_admin1("TR-63", "TR") == "TR-63"
    assert canonical_admin1("Somewhere", "SY") == "Somewhere"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Mintaqat Azaz district", "A'zaz", True),
        ("Albu Kamal district", "Abu Kamal", True),
        ("Mintaqat Markaz Homs district", "حمص", True),
        ("Azaz", "Manbij", False),
        ("", "Manbij", False),
    ],
)
def test_same_district_compares_spellings(one: str, other: str, *, expected: bool) -> None:
    assert same_district(one, other) is expected
