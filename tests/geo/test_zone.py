"""The zone against distances worked out apart from it: brute force on the ellipsoid."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely import LineString, MultiLineString, Polygon

from gazetteer import Message
from geo.borders import load_borders
from geo.errors import BorderDataError
from geo.zone import (
    EDGE_TOLERANCE_M,
    MAX_WIDTH_M,
    VERDICTS,
    ZONE_WIDTH_M,
    Zone,
    ZoneVerdict,
    buffer_zone,
    make_zone,
    places_inside,
    zone_verdicts,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import MultiPolygon

    FloatArray = NDArray[np.float64]
    Line = LineString | MultiLineString
    Area = Polygon | MultiPolygon

GEOD = Geod(ellps="WGS84")
WIDTHS_M = (1_000.0, ZONE_WIDTH_M, 50_000.0, 100_000.0)


def ragged_line(seed: int, *, vertical: bool) -> LineString:
    """Draw a border some 270 km long with bends at every scale, near 36.5 N 39.5 E."""
    rng = np.random.default_rng(seed)
    along = np.linspace(-1.5, 1.5, 500)
    across = 0.25 * np.sin(2.1 * along) + 0.05 * np.sin(19 * along)
    across += np.cumsum(rng.normal(0, 0.004, along.size))
    x, y = (across, along) if vertical else (along, across)
    return LineString(np.column_stack([39.5 + x, 36.5 + y]))


def sides_of(line: LineString, *, vertical: bool) -> dict[str, Polygon]:
    """Return the country AA on one side of a ragged line and BB on the other."""
    xy = shapely.get_coordinates(line)
    shift = np.array([4.0, 0.0]) if vertical else np.array([0.0, 4.0])
    return {
        "AA": Polygon(np.vstack([xy, (xy + shift)[::-1]])).buffer(0),
        "BB": Polygon(np.vstack([xy, (xy - shift)[::-1]])).buffer(0),
    }


BORDERS: dict[str, LineString] = {
    "east-west": ragged_line(1, vertical=False),
    "north-south": ragged_line(2, vertical=True),
}
SIDES = {name: sides_of(line, vertical=name == "north-south") for name, line in BORDERS.items()}


def earth_centred(lon: FloatArray, lat: FloatArray) -> FloatArray:
    """Return metres from the Earth's centre, (n, 3), on WGS84."""
    eccentricity_2 = 0.0066943799901413165
    phi, lam = np.radians(lat), np.radians(lon)
    normal = 6_378_137.0 / np.sqrt(1 - eccentricity_2 * np.sin(phi) ** 2)
    return np.column_stack(
        [
            normal * np.cos(phi) * np.cos(lam),
            normal * np.cos(phi) * np.sin(lam),
            normal * (1 - eccentricity_2) * np.sin(phi),
        ]
    )


@lru_cache(maxsize=8)
def dense_points(line: Line) -> FloatArray:
    """Return a point every 60 m or less of a line, (n, 2) degrees."""
    dense: FloatArray = shapely.get_coordinates(shapely.segmentize(line, 0.0005))
    return dense


def measured_m(line: Line, lonlat: FloatArray) -> FloatArray:
    """Return the geodesic distance to the nearest of the dense points, by trying them all."""
    dense = dense_points(line)
    on_line, wanted = earth_centred(*dense.T), earth_centred(*lonlat.T)
    squares = (on_line**2).sum(axis=1)
    nearest = np.concatenate(
        [(squares - 2 * part @ on_line.T).argmin(axis=1) for part in np.array_split(wanted, 20)]
    )
    return np.asarray(GEOD.inv(*dense[nearest].T, *lonlat.T)[2])


def outer_points(zone: Area, side: Area) -> tuple[FloatArray, FloatArray]:
    """Return the vertices of a zone's outer edge and the middles between them."""
    vertices, middles = [], []
    for ring in shapely.get_rings(shapely.get_parts(zone)):
        xy = shapely.get_coordinates(ring)
        vertices.append(xy)
        middles.append((xy[1:] + xy[:-1]) / 2)
    outline = side.boundary
    shapely.prepare(outline)
    outer = [
        points[~shapely.dwithin(outline, shapely.points(points), 1e-9)]
        for points in (np.concatenate(vertices), np.concatenate(middles))
    ]
    return outer[0], outer[1]


@pytest.mark.parametrize("side", ["AA", "BB"])
@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("width_m", WIDTHS_M)
def test_buffer_zone_of_any_width_has_its_outer_edge_at_the_width(
    width_m: float, border: str, side: str
) -> None:
    line, country = BORDERS[border], SIDES[border][side]
    zone = buffer_zone(line, country, width_m=width_m)
    vertices, middles = outer_points(zone, country)
    assert zone.is_valid
    assert len(vertices) > 100
    assert np.abs(measured_m(line, vertices) - width_m).max() < EDGE_TOLERANCE_M
    assert np.abs(measured_m(line, middles) - width_m).max() < EDGE_TOLERANCE_M


@pytest.mark.parametrize("border", BORDERS)
@pytest.mark.parametrize("width_m", [ZONE_WIDTH_M, 100_000.0])
def test_buffer_zone_at_random_points_agrees_with_measured_distance(
    border: str, width_m: float
) -> None:
    line, country = BORDERS[border], SIDES[border]["BB"]
    zone = buffer_zone(line, country, width_m=width_m)
    west, south, east, north = zone.buffer(0.2).bounds
    rng = np.random.default_rng(23)
    points = np.column_stack([rng.uniform(west, east, 1_000), rng.uniform(south, north, 1_000)])
    distance = measured_m(line, points)
    expected = (distance <= width_m) & shapely.contains_xy(country, points)
    clear = np.abs(distance - width_m) > EDGE_TOLERANCE_M
    assert 100 < expected.sum() < 900
    assert clear.sum() > 900
    assert (shapely.contains_xy(zone, points) == expected)[clear].all()


@pytest.mark.parametrize("border", BORDERS)
def test_buffer_zone_of_reversed_border_is_unchanged(border: str) -> None:
    line, country = BORDERS[border], SIDES[border]["AA"]
    zone = buffer_zone(line, country)
    backwards = buffer_zone(line.reverse(), country)
    difference = shapely.symmetric_difference(zone, backwards)
    assert difference.area / zone.area < 1e-4
    assert shapely.hausdorff_distance(zone, backwards) * 111_000 < 2 * EDGE_TOLERANCE_M


def test_buffer_zone_of_either_side_stays_on_that_side() -> None:
    line, countries = BORDERS["east-west"], SIDES["east-west"]
    zones = {code: buffer_zone(line, country) for code, country in countries.items()}
    for code, zone in zones.items():
        assert shapely.difference(zone, countries[code]).area < 1e-12
    assert shapely.intersection(zones["AA"], zones["BB"]).area < 1e-12


def test_buffer_zone_of_border_in_parts_is_the_union_of_theirs() -> None:
    xy = shapely.get_coordinates(BORDERS["east-west"])
    country = SIDES["east-west"]["BB"]
    parts = [LineString(xy[:150]), LineString(xy[350:])]
    whole = buffer_zone(MultiLineString(parts), country)
    apart = shapely.union_all([buffer_zone(part, country) for part in parts])
    assert len(shapely.get_parts(whole)) == 2
    assert shapely.symmetric_difference(whole, apart).area / whole.area < 1e-3
    vertices, middles = outer_points(whole, country)
    for points in (vertices, middles):
        error = measured_m(MultiLineString(parts), points) - ZONE_WIDTH_M
        assert np.abs(error).max() < EDGE_TOLERANCE_M


def test_buffer_zone_around_a_deep_bay_keeps_the_hole_beyond_the_width() -> None:
    angle = np.linspace(0.1, 2 * np.pi - 0.1, 200)
    loop = np.column_stack([39.5 + 0.6 * np.cos(angle), 36.5 + 0.5 * np.sin(angle)])
    line, country = LineString(loop), Polygon(loop)
    zone = buffer_zone(line, country, width_m=ZONE_WIDTH_M)
    assert not shapely.contains_xy(zone, 39.5, 36.5)
    vertices, middles = outer_points(zone, country)
    for points in (vertices, middles):
        assert np.abs(measured_m(line, points) - ZONE_WIDTH_M).max() < EDGE_TOLERANCE_M


@pytest.mark.parametrize("width_m", [0.0, -1.0, float("nan"), float("inf"), MAX_WIDTH_M * 1.01])
def test_buffer_zone_of_impossible_width_raises(width_m: float) -> None:
    with pytest.raises(BorderDataError, match="width") as caught:
        buffer_zone(BORDERS["east-west"], SIDES["east-west"]["AA"], width_m=width_m)
    assert caught.value.field == "width_m"


def test_buffer_zone_of_empty_border_raises() -> None:
    with pytest.raises(BorderDataError, match="empty"):
        buffer_zone(LineString(), SIDES["east-west"]["AA"])


def test_buffer_zone_of_border_away_from_the_side_raises() -> None:
    with pytest.raises(BorderDataError, match="does not run along"):
        buffer_zone(BORDERS["east-west"], shapely.box(0, 0, 5, 5))


def test_buffer_zone_of_border_that_only_ends_at_the_side_raises() -> None:
    with pytest.raises(BorderDataError, match="does not run along"):
        buffer_zone(LineString([(10, 10), (11, 10), (12, 10)]), shapely.box(12, 9, 13, 11))


class FakeBorders:
    """Two countries, one border, and BB cut into a western and an eastern governorate."""

    def __init__(self) -> None:
        whole = SIDES["east-west"]["BB"]
        west, east = shapely.box(30, 30, 39.0, 40), shapely.box(39.0, 30, 50, 40)
        self.governorates = gpd.GeoDataFrame(
            {
                "country_code": ["BB", "BB", "BB"],
                "admin1": ["BB-W", "BB-E", "BB-S"],
                "name": ["West", "East", "South"],
                "name_ar": ["غرب", "شرق", "جنوب"],
            },
            geometry=[
                whole.intersection(west).intersection(shapely.box(30, 34, 50, 40)),
                whole.intersection(east).intersection(shapely.box(30, 34, 50, 40)),
                whole.intersection(shapely.box(30, 30, 50, 34)),
            ],
            crs="EPSG:4326",
        )

    def country(self, code: str, /) -> Area:
        return SIDES["east-west"][code]

    def border(self, border_id: str, /) -> Line:
        if border_id != "AA-BB":
            raise BorderDataError(Message("no border %(id)r", id=border_id), field="border_id")
        return BORDERS["east-west"]


FAKE = FakeBorders()


def zone_of(width_m: float = ZONE_WIDTH_M, admin1: frozenset[str] = frozenset()) -> Zone:
    return make_zone(FAKE, "AA-BB", "BB", width_m, admin1)


def test_make_zone_twice_returns_the_same_zone() -> None:
    assert zone_of() is zone_of()


def test_zone_figures_match_the_ellipsoid() -> None:
    zone = zone_of()
    length_km = GEOD.geometry_length(BORDERS["east-west"]) / 1_000
    assert zone.length_km == pytest.approx(length_km)
    area_km2 = abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(zone.geometry))[0]) / 1e6
    assert zone.area_km2 == pytest.approx(area_km2, rel=1e-4)


def test_zone_shares_name_the_governorates_it_touches_and_add_up() -> None:
    zone = zone_of()
    assert [share.admin1 for share in zone.shares] == ["BB-E", "BB-W"]
    assert [share.name_ar for share in zone.shares] == ["شرق", "غرب"]
    assert sum(share.share_of_zone for share in zone.shares) == pytest.approx(1, abs=1e-6)
    assert sum(share.area_km2 for share in zone.shares) == pytest.approx(zone.area_km2)
    assert all(0 < share.share_of_governorate < 0.5 for share in zone.shares)


def test_make_zone_limited_to_governorates_lies_in_them_alone() -> None:
    zone, limited = zone_of(), zone_of(admin1=frozenset({"BB-W"}))
    west = FAKE.governorates.geometry.iloc[0]
    assert shapely.symmetric_difference(limited.geometry, zone.geometry & west).area < 1e-9
    assert [share.admin1 for share in limited.shares] == ["BB-W"]
    assert limited.length_km < 0.5 * zone.length_km
    along_west = GEOD.geometry_length(BORDERS["east-west"] & shapely.box(30, 30, 39.0, 40)) / 1_000
    assert limited.length_km == pytest.approx(along_west, abs=1)


def test_make_zone_limited_to_a_far_governorate_is_empty_and_everything_outside() -> None:
    zone = zone_of(admin1=frozenset({"BB-S"}))
    assert zone.geometry.is_empty
    assert (zone.area_km2, zone.length_km, zone.shares) == (0.0, 0.0, ())
    codes = zone_verdicts(np.array([39.5, np.nan]), np.array([33.0, 33.0]), 50.0, zone)
    assert [VERDICTS[code] for code in codes] == [ZoneVerdict.OUTSIDE, ZoneVerdict.UNDETERMINED]


@pytest.mark.parametrize(
    ("border_id", "side", "admin1", "field"),
    [
        ("AA-CC", "AA", frozenset[str](), "border_id"),
        ("AA-BB", "CC", frozenset[str](), "side"),
        ("AA-BB", "BB", frozenset({"BB-X"}), "admin1"),
    ],
)
def test_make_zone_of_unknown_border_side_or_governorate_raises(
    border_id: str, side: str, admin1: frozenset[str], field: str
) -> None:
    with pytest.raises(BorderDataError) as caught:
        make_zone(FAKE, border_id, side, ZONE_WIDTH_M, admin1)
    assert caught.value.field == field


def south_of_border(distance_m: float) -> tuple[float, float]:
    """Return lon, lat of a point so far from the border, in BB, found by bisection."""
    low, high = 30.0, 37.5
    for _ in range(60):
        lat = (low + high) / 2
        inside = shapely.contains_xy(SIDES["east-west"]["BB"], 39.5, lat)
        far = measured_m(BORDERS["east-west"], np.array([[39.5, lat]]))[0] > distance_m
        low, high = (lat, high) if inside and far else (low, lat)
    return 39.5, low


@pytest.mark.parametrize(
    ("from_border_m", "extent_km", "verdict"),
    [
        (11_000, 0.0, ZoneVerdict.INSIDE),
        (11_000, 10.0, ZoneVerdict.INSIDE),
        (11_000, 12.5, ZoneVerdict.UNDETERMINED),
        (11_000, 25.0, ZoneVerdict.UNDETERMINED),
        (22_900, 0.0, ZoneVerdict.INSIDE),
        (22_900, 1.0, ZoneVerdict.UNDETERMINED),
        (23_100, 0.0, ZoneVerdict.OUTSIDE),
        (40_000, 16.5, ZoneVerdict.OUTSIDE),
        (40_000, 17.5, ZoneVerdict.UNDETERMINED),
        (40_000, 400.0, ZoneVerdict.UNDETERMINED),
        (100_000, 25.0, ZoneVerdict.OUTSIDE),
        (100_000, float("nan"), ZoneVerdict.UNDETERMINED),
        (100_000, float("inf"), ZoneVerdict.UNDETERMINED),
    ],
)
def test_zone_verdicts_of_a_disc_weigh_its_extent(
    from_border_m: float, extent_km: float, verdict: ZoneVerdict
) -> None:
    lon, lat = south_of_border(from_border_m)
    codes = zone_verdicts(np.array([lon]), np.array([lat]), extent_km, zone_of())
    assert codes.dtype == np.uint8
    assert VERDICTS[codes[0]] is verdict


def test_zone_verdicts_of_25_km_extent_are_never_inside_a_23_km_zone() -> None:
    west, south, east, north = zone_of().geometry.bounds
    lon, lat = np.meshgrid(np.linspace(west, east, 60), np.linspace(south, north, 40))
    codes = zone_verdicts(lon.ravel(), lat.ravel(), 25.0, zone_of())
    inside = shapely.contains_xy(zone_of().geometry, lon.ravel(), lat.ravel())
    assert {VERDICTS[code] for code in codes[inside]} == {ZoneVerdict.UNDETERMINED}
    assert ZoneVerdict.INSIDE not in {VERDICTS[code] for code in codes}


@settings(max_examples=60, deadline=None)
@given(lon=st.floats(37, 42), lat=st.floats(34.5, 37.5), extent_km=st.floats(0.1, 80))
def test_zone_verdicts_hold_for_points_all_over_the_disc(
    lon: float, lat: float, extent_km: float
) -> None:
    zone = zone_of()
    verdict = VERDICTS[zone_verdicts(np.array([lon]), np.array([lat]), extent_km, zone)[0]]
    azimuth = np.tile(np.linspace(0, 360, 72, endpoint=False), 10)
    radius = np.repeat(np.linspace(0.1, 1, 10), 72) * (extent_km * 1_000 - 2 * EDGE_TOLERANCE_M)
    origin = np.full(720, lon), np.full(720, lat)
    around_lon, around_lat, _ = GEOD.fwd(*origin, azimuth, radius)
    inside = shapely.contains_xy(zone.geometry, around_lon, around_lat)
    if verdict is ZoneVerdict.INSIDE:
        assert inside.all()
    elif verdict is ZoneVerdict.OUTSIDE:
        assert not inside.any()
    else:
        edge = measured_m(zone.edge, np.array([[lon, lat]]))[0]
        assert edge < extent_km * 1_000


def test_zone_verdicts_of_a_corner_of_the_zone_is_inside() -> None:
    lon, lat = shapely.get_coordinates(zone_of().geometry)[:50].T
    assert (zone_verdicts(lon, lat, 0.0, zone_of()) == VERDICTS.index(ZoneVerdict.INSIDE)).all()


def test_zone_verdicts_of_nothing_are_nothing() -> None:
    assert zone_verdicts(np.array([]), np.array([]), np.array([]), zone_of()).shape == (0,)


def test_places_inside_returns_those_inside_in_their_order() -> None:
    points = np.array([south_of_border(5_000), south_of_border(60_000), south_of_border(22_000)])
    lon, lat = np.vstack([points, [np.nan, np.nan]]).T
    assert places_inside(zone_of(), ["near", "far", "deep", "nowhere"], lon, lat) == [
        "near",
        "deep",
    ]


@pytest.mark.parametrize(("border_id", "side"), [("SY-TR", "SY"), ("SY-TR", "TR"), ("IQ-SY", "SY")])
def test_make_zone_of_shipped_border_agrees_with_measured_distance(
    border_id: str, side: str
) -> None:
    borders = load_borders()
    line, country = borders.border(border_id), borders.country(side)
    zone = make_zone(borders, border_id, side).geometry
    vertices, middles = outer_points(zone, country)
    for points in (vertices[::3], middles[::3]):
        assert np.abs(measured_m(line, points) - ZONE_WIDTH_M).max() < EDGE_TOLERANCE_M
    west, south, east, north = zone.bounds
    rng = np.random.default_rng(911)
    points = np.column_stack([rng.uniform(west, east, 1_000), rng.uniform(south, north, 1_000)])
    distance = measured_m(line, points)
    expected = (distance <= ZONE_WIDTH_M) & shapely.contains_xy(country, points)
    clear = np.abs(distance - ZONE_WIDTH_M) > EDGE_TOLERANCE_M
    assert (shapely.contains_xy(zone, points) == expected)[clear].all()


@pytest.mark.parametrize(
    ("border_id", "side", "width_m"),
    [
        ("SY-TR", "SY", 1_000.0),
        ("SY-TR", "SY", 5_000.0),
        ("SY-TR", "SY", 100_000.0),
        ("IQ-IR", "IQ", 3_000.0),
        ("IQ-SY", "IQ", 2_000.0),
        ("LB-SY", "LB", 1_000.0),
        ("IQ-KW", "KW", 50_000.0),
        # Without refinement the middle of an edge is 330 m and 42 m off.
        ("IQ-JO", "JO", 63_000.0),
        ("IL-SY", "SY", 63_000.0),
    ],
)
def test_buffer_zone_of_shipped_border_of_any_depth_has_its_outer_edge_there(
    border_id: str, side: str, width_m: float
) -> None:
    borders = load_borders()
    line, country = borders.border(border_id), borders.country(side)
    zone = buffer_zone(line, country, width_m=width_m)
    vertices, middles = outer_points(zone, country)
    assert zone.is_valid
    assert len(vertices) > 50
    for points in (vertices, middles):
        some = points[:: len(points) // 1_000 + 1]
        assert np.abs(measured_m(line, some) - width_m).max() < EDGE_TOLERANCE_M


def test_zones_of_the_same_arguments_share_what_is_kept_under_them() -> None:
    kept = {zone_of(): "23 km", zone_of(5_000.0): "5 km"}
    assert kept[zone_of()] == "23 km"
    assert kept[zone_of(5_000.0)] == "5 km"


def test_make_zone_of_the_whole_turkish_border_touches_six_governorates() -> None:
    zone = make_zone(load_borders())
    touched = {share.admin1 for share in zone.shares if share.area_km2 > 1}
    assert touched == {"SY-HA", "SY-HL", "SY-HM", "SY-ID", "SY-LA", "SY-RA"}
    assert sum(share.share_of_zone for share in zone.shares) == pytest.approx(1, abs=1e-6)
    assert zone.area_km2 == pytest.approx(17_150, rel=0.01)
    assert zone.length_km == pytest.approx(load_borders().border_length_km("SY-TR"), abs=0.01)
