"""The words for codes of the data."""

from dataclasses import replace
from datetime import date

import pytest

from geo import (
    PRECISIONS,
    ActorRole,
    Briefing,
    Citation,
    Facet,
    TimePrecision,
    Verification,
    precision_words,
    verdict_words,
    verification_words,
)
from geo.zone import ZoneVerdict
from pages.labels import (
    border_name,
    citation_text,
    country_name,
    governorate_name,
    period_text,
    precision_text,
    role_name,
    source_name,
    symbol_label,
    value_name,
    verdict_name,
)
from pages.words import Words, words

EN, AR = words("en"), words("ar")
BOTH = pytest.mark.parametrize("said", [EN, AR], ids=["en", "ar"])


@BOTH
def test_every_code_has_words_of_its_own(said: Words) -> None:
    for names in (
        [verdict_name(v, said) for v in ZoneVerdict],
        [verdict_words(v, said) for v in ZoneVerdict],
        [precision_words(p, said) for p in PRECISIONS],
        [role_name(r, said) for r in ActorRole],
        [verification_words(v, said) for v in Verification],
    ):
        assert len(set(names)) == len(names)
        assert all(names)


@BOTH
def test_every_value_of_every_list_filter_has_a_name(briefing: Briefing, said: Words) -> None:
    for facet in (
        Facet.COUNTRY, Facet.ADMIN1, Facet.EVENT_TYPE, Facet.SUB_TYPE, Facet.ACTOR, Facet.SOURCE,
    ):  # fmt: skip
        names = [value_name(briefing, facet, value, said) for value in briefing.values(facet)]
        assert all(names)
        assert len(set(names)) == len(names), facet


def test_names_are_in_the_language_of_the_reader(briefing: Briefing) -> None:
    assert country_name(briefing, "IQ", EN) == "Iraq"
    assert country_name(briefing, "IQ", AR) == "العراق"
    assert governorate_name(briefing, "SY-HA", EN) == "Hasakah"
    assert governorate_name(briefing, "SY-HA", AR) == "الحسكة"
    assert border_name(briefing, "SY-TR", EN) == briefing.border_names["SY-TR"][0]
    assert border_name(briefing, "SY-TR", AR) == briefing.border_names["SY-TR"][1]
    assert value_name(briefing, Facet.COUNTRY, "", EN) == "None known"


def test_source_name_gives_publisher_and_date(briefing: Briefing) -> None:
    source = briefing.dataset.sources["al-mashareq-coalition-2023"]
    assert source_name(source, EN) == "Al-Mashareq, 25 Apr 2023"
    assert source_name(source, AR) == "المشارق، 25 نيسان 2023"
    assert source_name(replace(source, published=None), EN) == "Al-Mashareq, date not known"


def test_citation_text_gives_the_paragraph_too(briefing: Briefing) -> None:
    citation = Citation(source_id="al-mashareq-coalition-2023", paragraph=7)
    assert citation_text(briefing, citation, EN) == "Al-Mashareq, 25 Apr 2023, paragraph 7"
    assert citation_text(briefing, citation, AR) == "المشارق، 25 نيسان 2023، الفقرة 7"


@pytest.mark.parametrize(
    ("extent_km", "text"),
    [
        (float("nan"), "No point on the map"),
        (0.0, "Exact point"),
        (2.5, "Within 2.5 km of the point"),
        (25.0, "Within 25 km of the point"),
    ],
)
def test_precision_text_says_how_finely_a_place_is_known(extent_km: float, text: str) -> None:
    assert precision_text(extent_km, EN) == text


def test_period_text_says_days_precision_and_what_is_inferred(briefing: Briefing) -> None:
    day = replace(
        briefing.dataset.incidents[0],
        start=date(2019, 1, 16),
        end=date(2019, 1, 16),
        time_precision=TimePrecision.DAY,
        date_inferred=False,
        standing=False,
    )
    assert period_text(day, EN) == "16 Jan 2019"
    vague = replace(
        day,
        end=date(2019, 1, 31),
        time_precision=TimePrecision.MONTH,
        date_inferred=True,
        standing=True,
    )
    assert period_text(vague, EN) == (
        "16 Jan 2019 to 31 Jan 2019 (known to the month, inferred, standing situation)"
    )
    for precision in TimePrecision:
        assert period_text(replace(vague, time_precision=precision), AR)


def test_symbol_label_says_what_where_when_and_how_sure() -> None:
    label = {
        "row": 3,
        "sub_type": {"en": "Attack", "ar": "Attack"},
        "place": {"en": "Raqqa", "ar": "الرقة"},
        "start": date(2019, 1, 16),
        "end": date(2019, 1, 16),
        "extent_km": 0.0,
    }
    assert symbol_label(label, EN) == {
        "row": 3, "title": "Attack", "place": "Raqqa", "when": "16 Jan 2019", "extent": "",
    }  # fmt: skip
    longer = {**label, "end": date(2019, 1, 18), "extent_km": 5.0}
    shown = symbol_label(longer, AR)
    assert shown["title"] == "هجوم"
    assert shown["place"] == "الرقة"
    assert shown["when"] == "من 16 كانون الثاني 2019 إلى 18 كانون الثاني 2019"
    assert shown["extent"] == "ضمن 5 كم من النقطة"
    plain = {**label, "sub_type": {"en": "", "ar": ""}, "event_type": {"en": "Battles", "ar": ""}}
    assert symbol_label(plain, AR)["title"] == "معارك"
