import math
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from gazetteer import InvalidPlaceError
from gazetteer.coordinates import format_dms, format_mgrs, parse_point

GEOD = Geod(ellps="WGS84")
LATS = st.floats(-90, 90)
LONS = st.floats(-180, 180)
# Letters of the 100 km squares. Source: DMA TM 8358.1, table of the MGRS lettering for WGS 84.
COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
ROWS = "ABCDEFGHJKLMNPQRSTUV"


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(GEOD.inv(one[1], one[0], other[1], other[0])[2])


@pytest.mark.parametrize(
    "text",
    [
        "36.5 37.95",
        " 36.5   37.95 ",
        "36.5, 37.95",
        "36.5,37.95",
        "36,5; 37,95",
        "36,5 37,95",
        "36,5, 37,95",
        "(36.5, 37.95)",
        "36.5\t37.95",
        "+36.5 +37.95",
        "٣٦٫٥ ٣٧٫٩٥",
        "٣٦٫٥، ٣٧٫٩٥",
        "۳۶٫۵ ۳۷٫۹۵",
        "N36.5 E37.95",
        "n36.5 e37.95",
        "36.5N 37.95E",
        "36,5N 37,95E",
        "36.5° N, 37.95° E",
        "36.5 deg North / 37.95 deg East",
        "E37.95 N36.5",
        "37.95°E 36.5°N",
        "36 30 37 57",
        "36 30 0 37 57 0",
        "36°30'N 37°57'E",
        "36° 30′ N, 37° 57′ E",
        "36º30’ 37º57’",
        "36°30'00\"N 37°57'00\"E",
        "36°30′00″ N 37°57′00″ E",
        "36°30''N 37°57'E".replace("''", "'"),
        "36 30 00 N, 37 57 00 E",
        "36-30-00N 37-57-00E",
        "36:30:00 37:57:00",
        "36:30 37:57",
        "36d30m00s N 37d57m00s E",
        "36d30mN 37d57mE",
        "363000N 0375700E",
        "3630N03757E",
        "N 36 30.0 E 37 57.0",
        "٣٦°٣٠′ شمالاً ٣٧°٥٧′ شرقاً",
        "شمال ٣٦٫٥ شرق ٣٧٫٩٥",
    ],
)
def test_parse_point_usual_notations_give_the_point(text: str) -> None:
    lat, lon = parse_point(text)
    assert lat == pytest.approx(36.5, abs=1e-9)
    assert lon == pytest.approx(37.95, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("36°30'15\"N 37°57'30.6\"E", (36 + 30 / 60 + 15 / 3600, 37 + 57 / 60 + 30.6 / 3600)),
        ("33°51'25\"S 151°12'55\"E", (-33.85694444444445, 151.21527777777777)),
        ("38.8977, -77.0365", (38.8977, -77.0365)),
        ("38,8977; -77,0365", (38.8977, -77.0365)),
        ("38,8977; \u221277,0365", (38.8977, -77.0365)),
        ("38° 53.862' N 77° 2.19' W", (38.8977, -77.0365)),
        ("-0.5 -0.25", (-0.5, -0.25)),
        ("-0 30 0 0 15 0", (-0.5, 0.25)),
        ("90 180", (90.0, 180.0)),
        ("36 37", (36.0, 37.0)),
        ("36, 37", (36.0, 37.0)),
        # A point in a language that is written from the right, with its marks.
        ("\u200f36.5\u200f 37.95", (36.5, 37.95)),
    ],
)
def test_parse_point_known_points_are_read(text: str, point: tuple[float, float]) -> None:
    assert parse_point(text) == pytest.approx(point, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "there is no point"),
        ("   ", "there is no point"),
        ("Hajin", "cannot read “HAJIN”"),
        ("36.5", "one number"),
        ("36 30 37", "3 numbers"),
        ("36 30 37 57 0", "5 numbers"),
        ("36,37", "comma"),
        ("36,5 37", "comma"),
        ("36,5,37,95", "comma"),
        ("36 30,5 37 57", "comma"),
        ("36.5-37.9", "hyphen"),
        ("36.5.1 37", "cannot read"),
        ("36.5N 37.9", "of both coordinates or of neither"),
        ("36.5 37.9E", "of both coordinates or of neither"),
        ("36.5N; 37.9", "of both coordinates or of neither"),
        ("36.5N 37.9N", "both coordinates are a latitude"),
        ("36.5E 37.9W", "both coordinates are a longitude"),
        ("-36.5N 37.9E", "a sign and a hemisphere"),
        ("36 60 37 10", "“60” is no number of minutes"),
        ("36 -30 37 10", "“-30” is no number of minutes"),
        ("36°10'75\" 37°10'", "“75” is no number of seconds"),
        ("36.5 30 37 10", "has decimals, but smaller units follow"),
        ("36' 37°", "stands where ° should"),
        ("120 36", "latitude comes first"),
        ("36 200", "200 is no longitude"),
        ("N91 E37", "91 is no latitude"),
        ("36; 37; 38", "more than one sign"),
        ("1e5 3", "of both coordinates or of neither"),
        ("nan nan", "cannot read"),
        ("9" * 101, "too long"),
        ("37SDB", "a square of 100 km"),
        ("37SDB123", "as many figures"),
        ("37SDB 123 45678", "as many figures"),
        ("37SDB 12 34 56", "two groups"),
        ("37SDB123456789012", "as many figures"),
        ("37SAB1267", "does not lie in zone 37S"),
        ("37SJB1267", "there is no square 37S JB"),
        ("61SDB1267", "there is no square 61S DB"),
        ("37SIB1267", "cannot read"),
    ],
)
def test_parse_point_unclear_text_is_refused_with_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InvalidPlaceError, match="(?i)" + says.replace("(", r"\(")) as caught:
        parse_point(text)
    assert caught.value.field == "point"


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        # Source: published pairs of both notations: a tower in Paris, a house in Washington, a
        # harbour in Sydney, a field in Honolulu.
        ("31UDQ4825111932", 48.8582, 2.2945),
        ("18SUJ2339407395", 38.8977, -77.0365),
        ("4QFJ1234567890", 21.409796, -157.916051),
    ],
)
def test_parse_point_known_mgrs_squares_are_read(text: str, lat: float, lon: float) -> None:
    for written in (text, text.lower(), f"{text[:-10]} {text[-10:-5]} {text[-5:]}"):
        assert apart_m(parse_point(written), (lat, lon)) < 15


def test_parse_point_fewer_figures_give_the_middle_of_the_square() -> None:
    fine = parse_point("37SDB 12500 67500")
    assert apart_m(parse_point("37SDB1267"), fine) < 1
    assert apart_m(parse_point("37S DB 125 675"), fine) == pytest.approx(71, abs=2)


@given(LATS, LONS)
def test_format_dms_parse_point_gives_the_point_back(lat: float, lon: float) -> None:
    text = format_dms(lat, lon)
    assert "60" not in [part[:2] for part in text.replace("°", " ").replace("′", " ").split()[1:3]]
    assert parse_point(text) == pytest.approx((lat, lon), abs=0.0051 / 3600)


@given(LATS, LONS)
def test_parse_point_decimal_degrees_give_the_point_back(lat: float, lon: float) -> None:
    written = f"{lat:.7f}", f"{lon:.7f}"
    for divider in (" ", ", ", ",", "; "):
        assert parse_point(divider.join(written)) == pytest.approx((lat, lon), abs=1e-7)
    commas = "; ".join(number.replace(".", ",") for number in written)
    assert parse_point(commas) == pytest.approx((lat, lon), abs=1e-7)


@given(st.floats(-79.99, 83.99), LONS)
@example(-1.85e-09, 0.0)
@example(14.75, 180.0)
def test_format_mgrs_parse_point_gives_the_square_back(lat: float, lon: float) -> None:
    text = format_mgrs(lat, lon)
    point = parse_point(text)
    # Half of the diagonal of a square of one metre.
    assert apart_m(point, (lat, lon)) < 0.72
    assert apart_m(parse_point(text.replace(" ", "")), point) == 0


@given(st.floats(29, 37.9), st.floats(35.6, 48))
def test_format_mgrs_in_the_region_agrees_with_utm_and_the_lettering(
    lat: float, lon: float
) -> None:
    text = format_mgrs(lat, lon)
    zone = math.floor((lon + 180) / 6) + 1
    to_utm = Transformer.from_crs(4326, 32600 + zone, always_xy=True)
    easting, northing = (math.floor(metres + 1e-6) for metres in to_utm.transform(lon, lat))
    band = "CDEFGHJKLMNPQRSTUVWX"[int((lat + 80) // 8)]
    column = COLUMNS[zone % 3][easting // 100_000 - 1]
    row = ROWS[(northing // 100_000 + (0 if zone % 2 else 5)) % 20]
    letters, east, north = text[:6].replace(" ", ""), *text.split()[2:]
    assert letters == f"{zone}{band}{column}{row}"
    assert abs(int(east) - easting % 100_000) <= 1
    assert abs(int(north) - northing % 100_000) <= 1


@given(
    st.text(st.sampled_from("0123456789.,;°'\"NSEWnsew -+٣٦٫٥،mdDB/:()"), max_size=40) | st.text()
)
def test_parse_point_any_text_gives_a_point_on_earth_or_is_refused(text: str) -> None:
    with suppress(InvalidPlaceError):
        lat, lon = parse_point(text)
        assert abs(lat) <= 90
        assert abs(lon) <= 180


@pytest.mark.parametrize(("lat", "lon"), [(math.nan, 0.0), (91.0, 0.0), (0.0, 181.0)])
def test_formats_of_what_is_no_coordinate_are_refused(lat: float, lon: float) -> None:
    for write in (format_dms, format_mgrs):
        with pytest.raises(InvalidPlaceError):
            write(lat, lon)


def test_format_dms_never_writes_sixty_seconds() -> None:
    assert format_dms(36.999999999, -0.000000001) == "37°00′00.00″N 0°00′00.00″E"
    assert format_dms(-36.5, 37.95) == "36°30′00.00″S 37°57′00.00″E"


def test_format_mgrs_outside_the_grid_is_refused() -> None:
    assert format_mgrs(0, 180) == format_mgrs(0, -180)
    for lat in (84.0, -80.1):
        with pytest.raises(InvalidPlaceError, match="between 80° S and 84° N"):
            format_mgrs(lat, 38.0)
