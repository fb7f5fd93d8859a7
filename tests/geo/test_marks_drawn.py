from __future__ import annotations

from gazetteer import Gazetteer
from geo import DrawnArea, MapMarks, MeasuredLine, Rings, marks_drawn, words


def test_marks_drawn_rings_follow_the_place_that_they_name() -> None:
    places = Gazetteer.shipped().places()
    line, surface = ((36.0, 38.0), (36.0, 40.0)), ((36.0, 38.0), (37.0, 39.0), (35.0, 40.0))
    marks = MapMarks(
        rings=Rings((10.0, 25.0), place_id="manbij"),
        line=MeasuredLine(line),
        surface=DrawnArea(surface),
    )
    told = marks_drawn(marks, places, words("ar"))
    place = places["manbij"]
    assert told["rings"] == {
        "lat": place.lat,
        "lon": place.lon,
        "km": [10.0, 25.0],
        "place": "manbij",
        "name": "منبج",
    }
    assert told["line"] == [[36.0, 38.0], [36.0, 40.0]]
    assert told["surface"] == [list(corner) for corner in surface]
    # A place that was deleted meanwhile has no rings.
    gone = marks_drawn(MapMarks(rings=Rings((10.0,), place_id="gone")), places, words("en"))
    assert gone == {"rings": None, "line": None, "surface": None}
