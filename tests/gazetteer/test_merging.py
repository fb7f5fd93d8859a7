from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Citation, Place, Toponym, ToponymKind
from gazetteer.merging import (
    SAME_PLACE_KM,
    MatchKind,
    best_match,
    merge_places,
    name_key,
    name_keys,
    same_place,
)

HAJIN = Place(
    id="hajin",
    toponyms=(
        Toponym(name="Hajin", language="en", script="Latn", kind=ToponymKind.PREFERRED),
        Toponym(name="هجين", language="ar", script="Arab", kind=ToponymKind.PREFERRED),
    ),
    feature_class="P",
    feature_code="PPL",
    country_code="SY",
    lat=34.69,
    lon=40.83,
    links=("geonames:1",),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ḩajīn", "hajin"),
        ("Tall Rif‘at", "Tall Rif'at"),
        ("Deir ez-Zor", "Deir Ez Zor"),
        ("كوباني", "کوبانی"),
        ("الرقة", "الرقه"),
        ("أريحا", "اريحا"),
        ("دَيْر", "دير"),
        ("Diyarbakır", "Diyarbakir"),
    ],
)
def test_name_key_same_written_word_gives_same_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tal Afar", "Tell Afar"), ("Raqqa", "Raqa"), ("al-Bab", "Bab"), ("تل", "تلة")],
)
def test_name_key_other_spelling_gives_other_key(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text())
def test_name_key_of_key_is_itself(name: str) -> None:
    assert name_key(name_key(name)) == name_key(name)


def moved(place: Place, *, north_km: float) -> Place:
    assert place.lat is not None
    return replace(place, id="other", links=(), lat=place.lat + north_km / 111.195)


@pytest.mark.parametrize(
    ("incoming", "kind"),
    [
        (replace(HAJIN, lat=0.0, toponyms=(Toponym(name="X"),), links=()), MatchKind.ID),
        (replace(HAJIN, id="b", lat=0.0, toponyms=(Toponym(name="X"),)), MatchKind.LINK),
        (replace(HAJIN, id="b", links=("geonames:2",)), None),
        (replace(HAJIN, id="b", links=("geonames:2", "wikidata:Q1")), None),
        (moved(HAJIN, north_km=SAME_PLACE_KM - 0.05), MatchKind.NAME),
        (moved(HAJIN, north_km=SAME_PLACE_KM + 0.05), None),
        (replace(moved(HAJIN, north_km=0), feature_class="A"), None),
        (replace(moved(HAJIN, north_km=0), country_code="IQ"), None),
        (replace(moved(HAJIN, north_km=0), country_code=None), MatchKind.NAME),
        (replace(moved(HAJIN, north_km=0), toponyms=(Toponym(name="Shafah"),)), None),
        (replace(moved(HAJIN, north_km=0), toponyms=(Toponym(name="HAJĪN"),)), MatchKind.NAME),
        (replace(moved(HAJIN, north_km=0), lat=None, lon=None), None),
    ],
)
def test_same_place_known_pairs_give_the_kind(incoming: Place, kind: MatchKind | None) -> None:
    assert same_place(HAJIN, incoming) is kind


def test_same_place_link_of_two_authorities_that_disagree_are_two_places() -> None:
    known = replace(HAJIN, links=("geonames:1", "wikidata:Q5"))
    incoming = replace(HAJIN, id="b", links=("geonames:2", "wikidata:Q5"))
    assert same_place(known, incoming) is None


def test_best_match_several_known_takes_link_before_nearest_name() -> None:
    linked = replace(HAJIN, id="far", lat=35.5)
    near = replace(moved(HAJIN, north_km=0.1), id="near")
    nearer = replace(moved(HAJIN, north_km=0.05), id="nearer")
    assert best_match(replace(HAJIN, id="x"), [near, linked, nearer]) == (linked, MatchKind.LINK)
    assert best_match(replace(HAJIN, id="x", links=()), [near, nearer]) == (nearer, MatchKind.NAME)
    assert best_match(replace(HAJIN, id="x", links=(), lat=0.0), [near, nearer]) is None


def test_merge_places_new_names_and_empty_fields_are_added() -> None:
    bare = replace(HAJIN, lat=None, lon=None, links=(), toponyms=HAJIN.toponyms[:1])
    incoming = replace(
        HAJIN,
        id="b",
        admin1="SY-DY",
        extent_km=2.0,
        population=7,
        note="n",
        citations=(Citation(source="S"),),
    )
    merged = merge_places(bare, incoming)
    assert merged == replace(incoming, id="hajin")


def test_merge_places_other_admin1_keeps_their_district_out() -> None:
    incoming = replace(HAJIN, admin1="SY-RA", admin2="Raqqa")
    assert merge_places(replace(HAJIN, admin1="SY-DY"), incoming).admin2 is None
    assert merge_places(replace(HAJIN, admin1="SY-RA"), incoming).admin2 == "Raqqa"


def test_merge_places_what_is_known_stays() -> None:
    known = replace(HAJIN, admin1="SY-DY", extent_km=2.0, population=7, note="mine")
    incoming = replace(
        HAJIN,
        toponyms=(
            Toponym(name="Hajin City", language="en", kind=ToponymKind.PREFERRED),
            Toponym(name="هجين"),
        ),
        lat=1.0,
        admin1="SY-RA",
        extent_km=9.0,
        population=1,
        note="theirs",
    )
    merged = merge_places(known, incoming)
    assert merged == replace(
        known, toponyms=(*known.toponyms, Toponym(name="Hajin City", language="en"))
    )


NAMES = st.sampled_from(["Hajin", "هجين", "Hajīn", "Abu Hamam"])
PLACES = st.builds(
    replace,
    st.just(HAJIN),
    toponyms=st.lists(
        st.builds(
            Toponym,
            name=NAMES,
            language=st.sampled_from(["und", "en", "ar"]),
            kind=st.sampled_from(ToponymKind),
        ),
        min_size=1,
    ).map(tuple),
    links=st.lists(st.sampled_from(["geonames:1", "geonames:2", "wikidata:Q1"])).map(tuple),
    lat=st.sampled_from([None, 34.69, 34.7]),
    population=st.integers(0, 2),
)


@given(PLACES, PLACES)
def test_merge_places_twice_equals_once(known: Place, incoming: Place) -> None:
    merged = merge_places(known, incoming)
    assert merge_places(merged, incoming) == merged
    assert name_keys(merged) == name_keys(known) | name_keys(incoming)


@given(PLACES)
def test_merge_places_with_itself_changes_nothing_but_repetitions(place: Place) -> None:
    assert set(merge_places(place, place).toponyms) == set(place.toponyms)


@given(PLACES, PLACES)
def test_same_place_is_symmetric(one: Place, other: Place) -> None:
    other = replace(other, id="other")
    assert same_place(one, other) is same_place(other, one)
