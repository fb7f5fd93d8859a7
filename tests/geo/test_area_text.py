from __future__ import annotations

import pytest

from gazetteer import InvalidPlaceError, Message, parse_point
from geo import BorderDataError, DrawnArea, circle_of_text, polygon_of_text
from geo.area_text import MAX_AREA_TEXT, km_of_text
from geo.drawn_area import MAX_CORNERS

CORNERS = ((36.0, 38.0), (37.0, 39.0), (35.0, 40.0))
TRIANGLE = DrawnArea(CORNERS)


def locate(text: str) -> tuple[float, float]:
    """Read a point in any notation; one place has a name."""
    if text == "منبج":
        return 36.528, 37.955
    try:
        return parse_point(text)
    except InvalidPlaceError as error:
        raise BorderDataError(Message("is no point"), field="area") from error


@pytest.mark.parametrize(
    "text",
    [
        "36, 38\n37, 39\n35, 40",
        "36 38\r\n37 39\r\n\r\n35 40\n",
        "36°00'N 38°00'E\n37°N 39°E\n٣٥، ٤٠",
        "36, 38; 37, 39; 35, 40;",
        "36,38,37,39,35,40",
        "36, 38, 37, 39, 35, 40",
        "36, 38\n37, 39\n35, 40\n36, 38",
    ],
)
def test_polygon_of_text_lists_in_use_give_the_polygon(text: str) -> None:
    assert polygon_of_text(text, locate) == TRIANGLE


def test_polygon_of_text_corner_may_be_a_name() -> None:
    assert polygon_of_text("منبج\n37, 39\n35, 40", locate).corners[0] == (36.528, 37.955)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "3 to 60 corners"),
        ("36, 38\n37, 39", "3 to 60 corners"),
        ("36, 38\nnowhere\n35, 40", "corner 2: is no point"),
        ("36, 38\n37, 39\n36, 39\n37, 38", "cross"),
        ("\n".join(["36, 38"] * (MAX_CORNERS + 2)), "at most 60"),
        ("x" * (MAX_AREA_TEXT + 1), "longer than"),
        ("0, 179\n0, -179\n1, 180", "beyond the map"),
    ],
)
def test_polygon_of_text_what_is_wrong_is_said_once(text: str, says: str) -> None:
    with pytest.raises(BorderDataError, match=says):
        polygon_of_text(text, locate)


@pytest.mark.parametrize("radius", ["25", " 25 km", "25.0", "25,0", "٢٥", "٢٥٫٠ كم", "25 KM"])
def test_circle_of_text_radius_is_read_in_either_script(radius: str) -> None:
    assert circle_of_text("36.5 38", radius, locate) == DrawnArea(((36.5, 38.0),), 25.0)


@pytest.mark.parametrize("text", ["", "km", "-5", "1e3", "25 miles", "nan", "1" * 50])
def test_km_of_text_no_radius_is_refused(text: str) -> None:
    with pytest.raises(BorderDataError, match="no radius"):
        km_of_text(text)
