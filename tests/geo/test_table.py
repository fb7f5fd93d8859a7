from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from geo import PRECISIONS, IncidentDataError, IncidentTable, table_from_columns
from geo.zone import VERDICTS
from tests.geo.made_up import judge_by_meridian_40, km_to_meridian_40

if TYPE_CHECKING:
    import numpy.typing as npt

NAN = float("nan")


def table(**changed: object) -> IncidentTable:
    columns: dict[str, Any] = {
        "ids": ["a", "b", "c", "d"],
        "lon": [39.0, 39.0, 41.0, NAN],
        "lat": [36.0, 36.0, 36.0, NAN],
        "extent_km": [0.5, 60.0, 5.0, 5.0],
        "start_day": [17_000, 17_001, 17_002, 17_003],
        "event_type": ["Battles", "Riots", "Battles", "Battles"],
        "place": ["raqqa", "raqqa", "manbij", ""],
        "actors": [["sdf"], ["sdf", "us"], [], []],
        "summary": ["An armed clash", "Protest in town", None, "Unknown place"],
        "summary_ar": ["اشتباك مسلّح", None, "اعتقال", None],
    }
    return table_from_columns(
        {**columns, **changed},
        measure_distance=km_to_meridian_40,
        judge_zone=judge_by_meridian_40,
        names={
            "place": {"raqqa": ("Raqqa", "الرقة"), "manbij": ("Manbij", "منبج")},
            "actor": {"sdf": ("Syrian Democratic Forces", "قوات سوريا الديمقراطية")},
        },
    )


def test_incident_table_same_content_has_the_same_revision() -> None:
    assert table().revision == table().revision


@pytest.mark.parametrize(
    "changed",
    [
        {"lon": [39.0, 39.0, 41.5, NAN]},
        {"summary": ["An armed clash!", "Protest in town", None, "Unknown place"]},
        {"actors": [["sdf"], ["sdf"], [], []]},
        {"event_type": ["Battles", "Protests", "Battles", "Battles"]},
        {"standing": [False, False, False, True]},
        {"ids": ["a", "b", "c", "e"]},
    ],
)
def test_incident_table_changed_content_has_another_revision(changed: dict[str, object]) -> None:
    assert table(**changed).revision != table().revision


def test_incident_table_renamed_place_has_another_revision() -> None:
    other = {**table().names, "place": {"raqqa": ("Raqqah", "الرقة")}}
    assert replace(table(), names=other, revision="").revision != table().revision


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"lon": [39.0]}, "lon"),
        ({"lon": [39.0, 40.0, 41.0]}, "lon"),
        ({"summary": ["too few"]}, "summary"),
        ({"summary": [1, 2, 3, 4]}, "summary"),
        ({"start_day": ["today"] * 4}, "start_day"),
        ({"extent_km": [-1.0, 0.0, 0.0, 0.0]}, "extent_km"),
        ({"end_day": [16_999, 17_001, 17_002, 17_003]}, "end_day"),
        ({"lat": [36.0, 91.0, 36.0, NAN]}, "lat"),
        ({"lat": [36.0, NAN, 36.0, NAN]}, "lat"),
        ({"colour": ["red"] * 4}, "colour"),
    ],
)
def test_table_from_columns_wrong_column_raises_and_names_it(
    changed: dict[str, object], field: str
) -> None:
    with pytest.raises(IncidentDataError) as caught:
        table(**changed)
    assert caught.value.field == field


def test_table_from_columns_missing_column_raises() -> None:
    with pytest.raises(IncidentDataError, match="missing"):
        table_from_columns({"ids": [], "lon": [], "lat": [], "start_day": []})


def test_table_from_columns_no_rows_is_an_empty_table() -> None:
    empty = table_from_columns({"ids": [], "lon": [], "lat": [], "start_day": [], "event_type": []})
    assert len(empty) == 0
    assert empty.matches("raqqa").tolist() == []


def test_spots_same_point_is_shared() -> None:
    codes, lon, _ = table().spots
    assert codes[0] == codes[1] != codes[2]
    assert np.isnan(lon[codes[3]])


def test_precision_extent_on_an_edge_belongs_to_the_finer_class() -> None:
    sized = table(extent_km=[1.0, 5.0, 25.0, 1.0])
    assert [PRECISIONS[c] for c in sized.precision] == ["exact", "5km", "25km", "unlocated"]


def test_distance_km_each_point_is_measured_once_and_kept() -> None:
    asked: list[int] = []

    def measure(
        lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], border_id: str
    ) -> npt.NDArray[np.float64]:
        asked.append(lon.size)
        return km_to_meridian_40(lon, lat, border_id)

    measured = replace(table(), measure_distance=measure)
    for _ in range(2):
        distances = measured.distance_km("SY-TR").tolist()
    assert distances[:3] == [50.0, 50.0, 50.0]
    assert np.isnan(distances[3])
    assert asked == [2]


def test_verdicts_without_a_point_are_undetermined() -> None:
    named = [str(VERDICTS[code]) for code in table().verdicts(60.0)]
    assert named == ["inside", "undetermined", "inside", "undetermined"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("clash", [0]),
        ("مسلح", [0]),
        ("الرقّة", [0, 1]),
        ("ar-raqqah", [0, 1]),
        ("democratic", [0, 1]),
        ("raqqa protest", [1]),
        ("raqqa اعتقال", []),
        ("منبج اعتقال", [2]),
        ("  ", [0, 1, 2, 3]),
        ("%", [0, 1, 2, 3]),
    ],
)
def test_matches_every_word_in_any_field(text: str, rows: list[int]) -> None:
    assert np.flatnonzero(table().matches(text)).tolist() == rows


def test_name_unknown_value_is_the_value_itself() -> None:
    assert table().name("actor", "us") == ("us", "us")
