from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import BorderDataError, MeasuredLine, Rings
from geo.distance import WGS84
from geo.map_marks import MAX_LINE_POINTS, MAX_RINGS, READERS

POINTS = st.tuples(st.floats(-85, 85), st.floats(-180, 180))
RADII = st.lists(st.floats(0.1, 2_000), min_size=1, max_size=MAX_RINGS).map(tuple)
NEAR = st.tuples(st.floats(20, 45), st.floats(20, 60))
LINES = st.lists(NEAR, min_size=2, max_size=MAX_LINE_POINTS).map(tuple)


@given(RADII, POINTS)
def test_rings_through_their_text_come_back(
    radii: tuple[float, ...], centre: tuple[float, float]
) -> None:
    around = Rings(radii, centre=centre)
    assert Rings.from_text(around.to_text()) == around
    named = Rings(radii, place_id="manbij")
    assert Rings.from_text(named.to_text()) == named
    assert list(around.radii_km) == sorted(set(around.radii_km))


@given(LINES)
def test_measured_line_through_its_text_comes_back_with_the_length_of_pyproj(
    points: tuple[tuple[float, float], ...],
) -> None:
    line = MeasuredLine(points)
    assert MeasuredLine.from_text(line.to_text()) == line
    lats, lons = zip(*line.points, strict=True)
    assert line.length_km == WGS84.line_length(lons, lats) / 1e3


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("rings", "36.5,38", "rings"),
        ("rings", "36.5,38,0", "away"),
        ("rings", "36.5,38,2000.1", "away"),
        ("rings", "91,38,10", "beyond the map"),
        ("rings", "36.5,38,1e3", "numbers"),
        ("rings", "36.5,38,nan", "numbers"),
        ("rings", "@manbij", "numbers"),
        ("rings", "@Manbij,10", "numbers"),
        ("rings", "36.5,38," + ",".join(map(str, range(1, MAX_RINGS + 2))), "rings"),
        ("line", "36,38", "2 to 60"),
        ("line", "36,38,37", "one coordinate"),
        ("line", "36,179,36,-179", "beyond the map"),
        ("line", ",".join(["36,38"] * (MAX_LINE_POINTS + 1)), "2 to 60"),
        ("surface", "36,38,25", "corners"),
        ("surface", "36,38,37,39,36,39,37,38", "cross"),
    ],
)
def test_damaged_mark_is_refused_in_words(key: str, text: str, problem: str) -> None:
    with pytest.raises(BorderDataError, match=problem):
        READERS[key](text)


def test_rings_have_either_a_centre_or_a_place() -> None:
    for centre, place_id in ((None, ""), ((36.0, 38.0), "manbij")):
        with pytest.raises(BorderDataError, match="a centre or a place"):
            Rings((10.0,), centre=centre, place_id=place_id)
