from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gazetteer import Place, Toponym, ToponymKind
from geo import (
    Actor,
    ActorRole,
    Citation,
    Fatalities,
    Incident,
    IncidentDataError,
    Involvement,
    TimePrecision,
    build_table,
    table_from_columns,
)

if TYPE_CHECKING:
    import numpy.typing as npt


def names(english: str, arabic: str) -> tuple[Toponym, ...]:
    return (
        Toponym(name=english, language="en", kind=ToponymKind.PREFERRED),
        Toponym(name=arabic, language="ar", kind=ToponymKind.PREFERRED),
        Toponym(name=f"{english}abad", language="ku", kind=ToponymKind.EXONYM),
    )


TOWN = Place(
    id="town",
    toponyms=names("Town", "بلدة"),
    feature_class="P",
    feature_code="PPL",
    country_code="SY",
    admin1="SY-HL",
    lat=36.5,
    lon=38.0,
    extent_km=2.0,
)
DESERT = replace(
    TOWN, id="desert", toponyms=names("Desert", "بادية"), admin1=None, extent_km=150.0, lon=39.0
)
REGION = replace(DESERT, id="region", country_code=None)
LOST = replace(TOWN, id="lost", lat=None, lon=None)
PLACES = {place.id: place for place in (TOWN, DESERT, REGION, LOST)}
INCIDENT = Incident(
    id="one",
    start=date(2019, 3, 1),
    end=date(2019, 3, 2),
    time_precision=TimePrecision.DAY,
    date_inferred=False,
    date_basis="stated",
    event_type="Battles",
    sub_event_type="Armed clash",
    summary="A clash.",
    summary_ar="اشتباك.",
    citations=(
        Citation(source_id="article", paragraph=1),
        Citation(source_id="article", paragraph=2),
    ),
    place_id="town",
    involvements=(Involvement(actor_id="sdf", role=ActorRole.PARTICIPANT),),
    fatalities=Fatalities(low=1, best=2, high=3),
)


def located_in_iraq(
    lon: npt.NDArray[np.float64], _lat: npt.NDArray[np.float64]
) -> tuple[list[str], list[str]]:
    return ["IQ"] * lon.size, ["IQ-AN"] * lon.size


def test_build_table_placed_incident_takes_point_and_extent_from_the_gazetteer() -> None:
    table = build_table([INCIDENT], PLACES)
    assert (table.lon[0], table.lat[0], table.extent_km[0]) == (38.0, 36.5, 2.0)


def test_build_table_moved_place_moves_the_incident_and_the_revision() -> None:
    before = build_table([INCIDENT], PLACES)
    after = build_table([INCIDENT], {"town": replace(TOWN, lon=38.1)})
    assert after.lon[0] == 38.1
    assert after.revision != before.revision


def test_build_table_own_extent_wins_over_the_place() -> None:
    assert build_table([replace(INCIDENT, extent_km=9.0)], PLACES).extent_km[0] == 9.0


def test_build_table_own_point_needs_no_place() -> None:
    own = replace(INCIDENT, place_id=None, lat=35.0, lon=40.0)
    table = build_table([own], PLACES, locate=located_in_iraq)
    assert (table.lon[0], table.lat[0], table.extent_km[0]) == (40.0, 35.0, 0.0)
    assert (table.country.text(0), table.admin1.text(0)) == ("IQ", "IQ-AN")


def test_build_table_without_a_point_is_kept_with_the_place_s_areas() -> None:
    table = build_table([replace(INCIDENT, place_id="lost")], PLACES, locate=located_in_iraq)
    assert not table.located[0]
    assert np.isnan(table.extent_km[0])
    assert (table.country.text(0), table.admin1.text(0)) == ("SY", "SY-HL")


@pytest.mark.parametrize(
    ("place_id", "areas"),
    [("town", ("IQ", "IQ-AN")), ("desert", ("IQ", "")), ("region", ("", ""))],
)
def test_build_table_areas_follow_the_point_unless_the_place_is_too_wide(
    place_id: str, areas: tuple[str, str]
) -> None:
    placed = replace(INCIDENT, place_id=place_id)
    table = build_table([placed], PLACES, locate=located_in_iraq)
    assert (table.country.text(0), table.admin1.text(0)) == areas


def test_build_table_source_cited_twice_counts_once() -> None:
    assert build_table([INCIDENT], PLACES).sources.texts(0) == ("article",)


def test_build_table_any_toponym_and_actor_name_is_found() -> None:
    actor = Actor(id="sdf", name="Democratic Forces", name_ar="قوات", kind="militia")
    table = build_table([INCIDENT], PLACES, actors={"sdf": actor})
    for text in ("Townabad", "بلده", "democratic", "قوات", "clash", "اشتباك"):
        assert table.matches(text).tolist() == [True]


@pytest.mark.parametrize(
    ("incidents", "field"),
    [
        ([replace(INCIDENT, place_id="nowhere")], "place_id"),
        ([INCIDENT, INCIDENT], "id"),
    ],
)
def test_build_table_broken_reference_raises(incidents: list[Incident], field: str) -> None:
    with pytest.raises(IncidentDataError) as caught:
        build_table(incidents, PLACES)
    assert caught.value.field == field


def test_table_from_columns_same_content_as_records_agrees() -> None:
    built = build_table([INCIDENT], PLACES, locate=located_in_iraq)
    raw = table_from_columns(
        {
            "ids": ["one"],
            "lon": [38.0],
            "lat": [36.5],
            "extent_km": [2.0],
            "start_day": [17_956],
            "end_day": [17_957],
            "event_type": ["Battles"],
            "sub_type": ["Armed clash"],
            "actors": [["sdf"]],
            "sources": [["article", "article"]],
            "fatalities_best": [2],
        },
        locate=located_in_iraq,
    )
    for name in ("start_day", "end_day", "fatalities_best", "extent_km", "lon", "lat"):
        np.testing.assert_array_equal(getattr(built, name), getattr(raw, name))
    assert raw.country.text(0) == built.country.text(0)
    assert raw.actors.texts(0) == built.actors.texts(0)
    assert raw.time_precision.text(0) == built.time_precision.text(0)


def test_table_from_columns_locate_is_asked_once_for_each_point() -> None:
    asked: list[int] = []

    def locate(
        lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]
    ) -> tuple[list[str], list[str]]:
        asked.append(lon.size)
        return located_in_iraq(lon, lat)

    nan = float("nan")
    table = table_from_columns(
        {
            "ids": ["a", "b", "c"],
            "lon": [38.0, 38.0, nan],
            "lat": [36.0, 36.0, nan],
            "start_day": [1, 1, 1],
            "event_type": ["Battles"] * 3,
        },
        locate=locate,
    )
    assert asked == [1]
    assert [table.country.text(n) for n in range(3)] == ["IQ", "IQ", ""]
