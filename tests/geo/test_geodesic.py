"""Distances to lines and buffers of lines, against brute force on the ellipsoid."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiLineString

from geo.borders import load_borders
from geo.distance import DISTANCE_TOLERANCE_M, POINTS_AT_ONCE, LineIndex, line_index
from geo.errors import BorderDataError
from geo.geodesic import area_km2, geodesic_buffer, length_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    FloatArray = NDArray[np.float64]

GEOD = Geod(ellps="WGS84")
# A bay, a spit and a straight stretch, in two parts, some 400 km in all.
LINE = MultiLineString(
    [
        [(38, 36), (38.5, 36.4), (38.6, 35.7), (38.7, 36.5), (39.5, 36.2), (39.4, 36.21)],
        [(40.2, 36.1), (41.6, 36.9)],
    ]
)
WORLD = shapely.box(-179, -89, 179, 89)


def brute_force_m(line: LineString | MultiLineString, lon: float, lat: float) -> float:
    """Measure the geodesic to each of the points that lie 28 m apart or less; take the least."""
    dense = shapely.get_coordinates(shapely.segmentize(line, 0.00025))
    here = np.broadcast_to((lon, lat), dense.shape)
    return float(np.min(GEOD.inv(*here.T, *dense.T)[2]))


@settings(max_examples=80, deadline=None)
@given(lon=st.floats(30, 50), lat=st.floats(28, 44))
def test_distance_m_near_and_far_is_that_of_brute_force(lon: float, lat: float) -> None:
    measured = line_index(LINE).distance_m(np.array([lon]), np.array([lat]))[0]
    expected = brute_force_m(LINE, lon, lat)
    # Half the spacing of the dense points is what brute force may be too long.
    assert measured == pytest.approx(expected, abs=max(15.0, 1e-5 * expected))
    assert measured < expected + DISTANCE_TOLERANCE_M


@pytest.mark.parametrize("border_id", ["SY-TR", "IQ-IR", "IQ-SA"])
def test_nearest_of_many_blocks_is_that_of_every_piece_alone(border_id: str) -> None:
    index = line_index(load_borders().border(border_id))
    rng = np.random.default_rng(4)
    on_line = index.pieces[rng.integers(0, len(index.pieces), 60), 0]
    points = on_line + rng.normal(0, 1, (60, 2)) * np.repeat([0.001, 0.1, 2], 20)[:, None]
    measured = index.distance_m(*points.T)
    alone = [LineIndex.of_pieces(piece[None]).distance_m(*points.T) for piece in index.pieces]
    assert np.abs(measured - np.min(alone, axis=0)).max() < 0.5


def test_distance_m_of_more_points_than_are_worked_on_at_once_is_that_of_each() -> None:
    lon = np.linspace(36, 43, 2 * POINTS_AT_ONCE + 7)
    lat = np.linspace(34, 38, lon.size)
    distance = line_index(LINE).distance_m(lon, lat)
    some = np.linspace(0, lon.size - 1, 9).astype(int)
    alone = [line_index(LINE).distance_m(lon[[i]], lat[[i]])[0] for i in some]
    assert distance[some] == pytest.approx(alone, abs=1e-6)


def test_distance_m_keeps_unknown_points_and_their_order() -> None:
    lon = np.array([39.0, np.nan, 38.0, np.inf])
    distance = line_index(LINE).distance_m(lon, np.array([36.0, 36.0, 36.0, 36.0]))
    assert np.isnan(distance).tolist() == [False, True, False, True]
    assert distance[2] == pytest.approx(0, abs=1e-3)


def test_distance_m_to_a_line_that_repeats_a_vertex_is_that_to_the_line_without() -> None:
    points = np.array([38.2, 37.5, 38.0]), np.array([36.1, 36.0, 36.0])
    twice = line_index(LineString([(38, 36), (38, 36), (38.5, 36)])).distance_m(*points)
    once = line_index(LineString([(38, 36), (38.5, 36)])).distance_m(*points)
    assert twice == pytest.approx(once)


def test_line_index_of_an_empty_line_raises() -> None:
    with pytest.raises(BorderDataError, match="empty"):
        line_index(LineString())


# Below, at and just under the widths at which another kept buffer is widened.
@pytest.mark.parametrize("width_m", [1, 40, 999, 1_000, 1_999, 2_000, 7_999, 64_000, 200_000])
def test_geodesic_buffer_at_any_width_agrees_with_the_distance(width_m: float) -> None:
    buffer = geodesic_buffer(LINE, width_m, within=WORLD)
    xy = shapely.get_coordinates(buffer)
    off = np.abs(line_index(LINE).distance_m(*((xy[1:] + xy[:-1]) / 2).T) - width_m)
    same_ring = np.hypot(*np.diff(xy, axis=0).T) < 0.3
    assert buffer.is_valid
    assert off[same_ring].max() < 10
    assert np.abs(line_index(LINE).distance_m(*xy.T) - width_m).max() < 10


def test_geodesic_buffer_does_not_depend_on_the_width_asked_for_before() -> None:
    turned = shapely.reverse(LINE)
    first = geodesic_buffer(LINE, 90_000, within=WORLD)
    geodesic_buffer(turned, 3_000, within=WORLD)
    again = geodesic_buffer(turned, 90_000, within=WORLD)
    assert first.symmetric_difference(again).area / first.area < 1e-4


def test_geodesic_buffer_grows_with_its_width() -> None:
    # Some of them widened from one kept buffer and some from the next.
    buffers = [geodesic_buffer(LINE, w, within=WORLD) for w in (1_900, 1_990, 2_010, 2_100)]
    for narrow, wide in pairwise(buffers):
        assert narrow.difference(wide).area == 0


def test_length_and_area_are_those_of_the_ellipsoid() -> None:
    assert length_km(LINE) == pytest.approx(GEOD.geometry_length(LINE) / 1_000)
    degree = shapely.box(39, 36, 39.01, 36.01)
    assert area_km2(degree) == pytest.approx(
        abs(GEOD.geometry_area_perimeter(degree)[0]) / 1e6, rel=1e-6
    )
    assert area_km2(shapely.Polygon()) == 0
