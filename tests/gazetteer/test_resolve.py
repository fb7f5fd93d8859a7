"""Names resolve to the place meant, with confidence, reasons and an honest extent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gazetteer import Place, Resolution, ResolutionStatus, Toponym
from gazetteer.index import NameIndex
from gazetteer.query import NEAR_KM
from gazetteer.ranked import Query
from gazetteer.resolve import resolve, resolve_many, resolved_id
from tests.gazetteer.places import village


def place(
    place_id: str, names: str, admin1: str, point: tuple[float, float], **more: object
) -> Place:
    toponyms = tuple(Toponym(name=name) for name in names.split("|"))
    lat, lon = point
    fields = {"toponyms": toponyms, "admin1": admin1, "lat": lat, "lon": lon, **more}
    return village(place_id, "x", country_code=admin1[:2], **fields)


UNIT = {"feature_class": "A", "feature_code": "ADM1", "extent_km": 90.0}
DISTRICT = {"feature_class": "A", "feature_code": "ADM2", "extent_km": 25.0}
PLACES = [
    place("hajin", "Hajīn|هجين", "SY-DY", (34.69, 40.83), population=37_935),
    place("mayadin", "Al Mayādīn|الميادين", "SY-DY", (35.02, 40.45), population=54_000),
    place("deir-ez-zor", "Deir ez-Zor|دير الزور", "SY-DY", (35.34, 40.14), population=242_000),
    place(
        "deir-ez-zor-gov", "Deir ez-Zor Governorate|محافظة دير الزور", "SY-DY", (35.0, 40.3), **UNIT
    ),
    place("raqqa", "Ar Raqqah|الرقة", "SY-RA", (35.95, 39.01), population=177_636),
    place("raqqa-gov", "Raqqa Governorate|محافظة الرقة", "SY-RA", (36.0, 39.0), **UNIT),
    place("hama", "Ḩamāh|حماة", "SY-HM", (35.13, 36.75), population=460_000),
    place("hama-gov", "Hama Governorate|محافظة حماة", "SY-HM", (35.2, 37.0), **UNIT),
    place("aleppo", "Aleppo|Ḩalab|حلب", "SY-HL", (36.2, 37.16), population=1_600_000),
    place("aleppo-gov", "Aleppo Governorate|محافظة حلب", "SY-HL", (36.2, 37.5), **UNIT),
    place("manbij", "Manbij|منبج", "SY-HL", (36.53, 37.95), population=99_497),
    place("manbij-district", "Manbij|منبج", "SY-HL", (36.4, 38.3), **DISTRICT),
    place("tadmur", "Tadmur|Palmyra|تدمر", "SY-HI", (34.56, 38.28), population=51_015),
    place("sukhnah", "As Sukhnah|السخنة", "SY-HI", (34.89, 38.87), population=16_173),
    place("kobani", "Kobanî|Ayn al-Arab|عين العرب", "SY-HL", (36.89, 38.35), population=44_821),
    place("tal-abyad", "Tall Abyaḑ|تل أبيض|Girê Spî", "SY-RA", (36.70, 38.95), population=14_825),
    place("tal-tamr", "Tall Tamr|تل تمر", "SY-HA", (36.66, 40.37), population=7_285),
    place("menagh", "Menagh|منغ", "SY-HL", (36.53, 37.03)),
    place(
        "menagh-air-base", "Menagh Air Base|مطار منغ العسكري", "SY-HL", (36.52, 37.04),
        feature_class="S", feature_code="AIRB", extent_km=2.0,
    ),
    place("qaim", "Al Qā’im|القائم", "IQ-AN", (34.37, 41.09), population=74_100),
    place("qaim-district", "Al Qā’im|القائم", "IQ-AN", (34.2, 41.2), **DISTRICT),
    place("mosul", "Mosul|الموصل", "IQ-NI", (36.34, 43.13), population=1_739_800),
    place("farhaniyah-east", "Farḩānīyah ash Sharqīyah|الفرحانية الشرقية", "SY-HI", (34.87, 36.78)),
    place("farhaniyah-west", "Farḩānīyah al Gharbīyah|الفرحانية الغربية", "SY-HI", (34.86, 36.60)),
    place("mashrafah-homs", "Al Mashrafah|المشرفة", "SY-HI", (34.84, 36.87)),
    place("mashrafah-idlib", "Al Mashrafah|المشرفة", "SY-ID", (35.9, 36.6)),
    place("latin-only", "Tuwaynah", "SY-HA", (36.5, 40.9)),
    place("arabic-only", "جزرايا", "SY-HL", (35.9, 37.0)),
]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex.build(PLACES)


def first(resolution: Resolution) -> str | None:
    return resolution.candidates[0].place.id if resolution.candidates else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hajin", "hajin"), ("Hajeen", "hajin"), ("هجين", "hajin"), ("Hagin", "hajin"),
        ("er-Rakka", "raqqa"), ("Raqa", "raqqa"), ("الرقه", "raqqa"), ("رقة", "raqqa"),
        ("Deir Ezzor", "deir-ez-zor"), ("Dayr az Zawr", "deir-ez-zor"),
        ("Deir al-Zour", "deir-ez-zor"),
        ("Mousl", "mosul"), ("Al-Mawsil", "mosul"), ("المُوصِل", "mosul"),
        ("Tel Abiad", "tal-abyad"), ("Tell Abyad", "tal-abyad"), ("تل ابيض", "tal-abyad"),
        ("Gire Spi", "tal-abyad"), ("Tal Tamir", "tal-tamr"), ("Kobane", "kobani"),
        ("Al-Mayadeen", "mayadin"), ("مدينة الميادين", "mayadin"), ("Mayadin city", "mayadin"),
        ("Membij", "manbij"), ("منبج", "manbij"), ("Menbic", "manbij"),
        ("طوينة", "latin-only"), ("Jazraya", "arabic-only"), ("Djezraya village", "arabic-only"),
        ("East Farahaniah village", "farhaniyah-east"), ("Farhaniyeh Gharbiyeh", "farhaniyah-west"),
        ("DEZ", "deir-ez-zor"), ("Manbijj", "manbij"), ("Sukhneh", "sukhnah"),
    ],
)  # fmt: skip
def test_resolve_of_usual_spellings_puts_the_place_first(
    index: NameIndex, text: str, expected: str
) -> None:
    assert first(resolve(index, text)) == expected


@pytest.mark.parametrize("text", ["Hajin", "Raqqa", "الرقة", "Deir ez-Zor", "Mosul", "Tell Abiad"])
def test_resolve_of_a_well_known_name_is_resolved(index: NameIndex, text: str) -> None:
    resolution = resolve(index, text, country="Syria" if text != "Mosul" else "Iraq")
    assert resolution.status is ResolutionStatus.RESOLVED
    assert resolution.place is not None
    assert resolution.confidence > 0.8


@pytest.mark.parametrize(("text", "town"), [("Manbij", "manbij"), ("القائم", "qaim")])
def test_resolve_prefers_the_town_to_its_district(index: NameIndex, text: str, town: str) -> None:
    assert first(resolve(index, text)) == town
    assert first(resolve(index, f"{text} district")) == f"{town}-district"
    assert first(resolve(index, text, kinds={"A"})) == f"{town}-district"
    assert first(resolve(index, text, kinds={"ADM2"})) == f"{town}-district"


def test_resolve_of_a_governorate_gives_the_unit(index: NameIndex) -> None:
    for text in ("Deir Ezzor Governorate", "محافظة دير الزور"):
        assert first(resolve(index, text)) == "deir-ez-zor-gov"


def test_resolve_of_namesakes_is_ambiguous_until_the_governorate_decides(index: NameIndex) -> None:
    bare = resolve(index, "Mashrafeh")
    assert bare.status is ResolutionStatus.AMBIGUOUS
    assert bare.place is None
    assert {c.place.id for c in bare.candidates[:2]} == {"mashrafah-homs", "mashrafah-idlib"}
    for admin1, expected in (("Idlib", "mashrafah-idlib"), ("SY-HI", "mashrafah-homs")):
        told = resolve(index, "Mashrafeh", admin1=admin1)
        assert first(told) == expected
        assert told.confidence > bare.confidence
    assert first(resolve(index, "Mashrafeh", near=(35.8, 36.5))) == "mashrafah-idlib"
    assert first(resolve(index, "المشرفة، إدلب")) == "mashrafah-idlib"


def test_resolve_with_a_wrong_governorate_lowers_and_does_not_hide(index: NameIndex) -> None:
    right, wrong = resolve(index, "Hajin", admin1="SY-DY"), resolve(index, "Hajin", admin1="SY-HM")
    assert first(wrong) == "hajin"
    assert wrong.confidence < right.confidence
    assert "admin1_clash" in {reason.code for reason in wrong.candidates[0].reasons}


@pytest.mark.parametrize("text", ["Tadmur/Palmyra", "Palmyra (Tadmur)", "Kobani (Ayn al-Arab)"])
def test_resolve_of_two_names_gives_their_place(index: NameIndex, text: str) -> None:
    resolution = resolve(index, text, country="SY")
    assert first(resolution) in {"tadmur", "kobani"}
    assert resolution.status is ResolutionStatus.RESOLVED


@pytest.mark.parametrize(
    ("text", "expected", "extent_km"),
    [
        ("near Hajin", "hajin", 2.0 + NEAR_KM),
        ("شرق مدينة الميادين", "mayadin", 2.0 + NEAR_KM),
        ("20 km south of Raqqa", "raqqa", 2.0 + 24.0),
        ("على بعد 10 كم شمال الرقة", "raqqa", 2.0 + 12.0),
        ("northern Hamah Governorate", "hama-gov", 90.0),
        ("ريف حلب الشمالي", "aleppo-gov", 90.0),
        ("eastern countryside of Hajin", "hajin", 2.0 + NEAR_KM),
        ("Menagh military airport", "menagh-air-base", 2.0),
        ("Road between As Sukhnah and Tadmur", "sukhnah", 2.0 + 65.0),
        ("Hajin", "hajin", 2.0),
    ],
)
def test_resolve_of_a_qualified_name_widens_the_extent(
    index: NameIndex, text: str, expected: str, extent_km: float
) -> None:
    resolution = resolve(index, text)
    assert first(resolution) == expected
    assert resolution.extent_km == pytest.approx(extent_km, abs=1.0)


@pytest.mark.parametrize(
    "text",
    [
        "Road between As Sukhnah and Tadmur",
        "the highway from As Sukhnah to Tadmur",
        "As Sukhnah to Tadmur road",
        "As Sukhnah-Tadmur highway",
        "As Sukhnah - Tadmur road",
        "road linking As Sukhnah with Palmyra",
        "between the towns of As Sukhnah and Palmyra",
        "بين السخنة وتدمر",
        "على الطريق بين السخنة وتدمر",
        "الطريق الواصل بين مدينتي السخنة وتدمر",
        "طريق السخنة - تدمر",
        "طريق السخنة – تدمر الدولي",
        "الطريق من السخنة إلى تدمر",
    ],
)
def test_resolve_of_what_lies_between_two_places_is_neither_and_offers_both(
    index: NameIndex, text: str
) -> None:
    resolution = resolve(index, text)
    assert resolution.status is ResolutionStatus.AMBIGUOUS
    assert resolution.place is None
    assert [c.place.id for c in resolution.candidates[:2]] == ["sukhnah", "tadmur"]
    assert resolution.extent_km == pytest.approx(67.0, abs=1.0)
    (reason,) = resolution.reasons
    assert reason.code == "qualified_between"
    assert "neither" in reason.message


def test_resolve_between_a_place_and_an_unknown_one_is_not_resolved(index: NameIndex) -> None:
    resolution = resolve(index, "between Hajin and Qqqzzyx")
    assert resolution.status is ResolutionStatus.AMBIGUOUS
    assert first(resolution) == "hajin"
    assert resolution.confidence < 0.5


def test_resolve_of_a_road_named_by_two_names_of_one_place_is_at_that_place(
    index: NameIndex,
) -> None:
    resolution = resolve(index, "Tadmur/Palmyra road", country="SY")
    assert first(resolution) == "tadmur"
    assert resolution.extent_km == pytest.approx(2.0 + NEAR_KM)


def test_resolve_of_equal_candidates_does_not_depend_on_how_the_index_was_made() -> None:
    twins = [place(f"twin-{n}", "Tall Ahmar", "SY-HL", (36.5, 38.0 + n)) for n in range(9)]
    built, reversed_ = NameIndex.build(twins), NameIndex.build(reversed(twins))
    edited = NameIndex.build(twins[:4])
    for twin in (*twins[::-1], twins[1], twins[0]):
        edited.update(twin)
    at_once = NameIndex.build(twins[5:]).with_edits({twin.id: twin for twin in twins[:7]})
    for text in ("Tall Ahmar", "Tal Ahmar/Tell Ahmar"):
        answers = [resolve(index, text) for index in (built, reversed_, edited, at_once)]
        assert len({tuple(c.place.id for c in answer.candidates) for answer in answers}) == 1
        assert len(answers[0].candidates) == 9


def test_resolved_id_is_that_of_resolve(index: NameIndex) -> None:
    for text in ("Hajin", "Al Mashrafah", "Road between As Sukhnah and Tadmur", "Zzyzx", "منبج"):
        answer = resolve(index, text).place
        assert resolved_id(index, Query(text=text)) == (answer and answer.id)


def test_resolve_of_a_qualified_name_says_so(index: NameIndex) -> None:
    (reason,) = resolve(index, "near Hajin").reasons
    assert reason.code == "qualified_near"
    assert "25 km" in reason.message


@pytest.mark.parametrize("text", ["Zzyzx", "Qqq", "Ouagadougou", "ظظظظ"])
def test_resolve_of_an_unknown_name_is_never_resolved(index: NameIndex, text: str) -> None:
    resolution = resolve(index, text)
    assert resolution.status is not ResolutionStatus.RESOLVED
    assert resolution.place is None
    assert resolution.confidence < 0.5


@pytest.mark.parametrize("text", ["", "   ", "!!", "東京"])
def test_resolve_of_no_name_is_not_found(index: NameIndex, text: str) -> None:
    resolution = resolve(index, text)
    assert resolution.status is ResolutionStatus.NOT_FOUND
    assert resolution.candidates == ()


def test_resolve_gives_reasons_and_the_name_that_matched(index: NameIndex) -> None:
    candidate = resolve(index, "تل ابيض", admin1="Raqqa").candidates[0]
    assert candidate.toponym.name == "تل أبيض"
    assert candidate.reasons[0].code == "same_spelling"
    assert "admin1_fits" in {reason.code for reason in candidate.reasons}
    assert all(reason.message.endswith(".") for reason in candidate.reasons)


def test_resolve_returns_at_most_limit_candidates_best_first(index: NameIndex) -> None:
    candidates = resolve(index, "Manbij", limit=2).candidates
    assert len(candidates) == 2
    assert candidates[0].score >= candidates[1].score


def test_resolve_many_keeps_the_order(index: NameIndex) -> None:
    queries: list[Query | str] = [
        Query(text="Manbij", kinds=frozenset({"A"})),
        "Hajin",
        "",
        Query(text="Raqqa"),
    ]
    resolutions = resolve_many(index, queries)
    assert [first(r) for r in resolutions] == ["manbij-district", "hajin", None, "raqqa"]
    assert [r.query for r in resolutions] == ["Manbij", "Hajin", "", "Raqqa"]


@settings(max_examples=60)
@given(text=st.text(max_size=80))
def test_resolve_of_any_text_answers(text: str) -> None:
    resolution = resolve(SMALL, text)
    assert 0.0 <= resolution.confidence <= 1.0
    assert all(0.0 <= candidate.score <= 1.0 for candidate in resolution.candidates)


SMALL = NameIndex.build(PLACES)
