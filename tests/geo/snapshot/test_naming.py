"""Names on the map: none over another, none over a symbol, the important ones first."""

from __future__ import annotations

import pytest

from geo import Briefing, MapState
from geo.snapshot import Extent, ExtentKind, Sheet, SnapshotOptions, compose
from geo.snapshot.fonts import Face, text_width, wrap


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


@pytest.mark.parametrize("name", ["english", "both", "arabic"])
def test_names_cover_neither_each_other_nor_symbols_nor_the_scale(
    name: str, request: pytest.FixtureRequest
) -> None:
    sheet: Sheet = request.getfixturevalue(name)
    content = sheet.map
    boxes = [placed.box for placed in content.naming.placed]
    assert len(boxes) > 20
    for number, box in enumerate(boxes):
        assert not any(overlap(box, other) for other in boxes[number + 1 :])
        for group in content.drawn.groups:
            apart = group.x - group.radius, group.y - group.radius
            square = (*apart, group.x + group.radius, group.y + group.radius)
            assert not overlap(box, square)
        room = content.bar_room
        assert not overlap(box, (room.x, room.y, room.right, room.top))
        rect = content.frame.rect
        assert rect.x <= box[0] < box[2] <= rect.right
        assert rect.y <= box[1] < box[3] <= rect.top


def test_names_come_in_the_languages_asked_for(briefing: Briefing) -> None:
    extent = Extent(kind=ExtentKind.GOVERNORATE, admin1="SY-HL")
    options = SnapshotOptions(extent=extent, label_languages=("ar", "en"))
    placed = compose(briefing, MapState(), options).map.naming.placed
    lines = {tuple(line.text for line in name.lines) for name in placed}
    assert ("حلب", "Aleppo") in lines
    assert ("سوريا", "SYRIA") in lines


def test_names_of_places_with_incidents_and_of_the_zone_are_on_the_map(english: Sheet) -> None:
    shown = {line.text for name in english.map.naming.placed for line in name.lines}
    assert {"Manbij", "Raqqa", "Baghouz", "IRAQ", "Proposed zone, 23 km deep"} <= shown


def test_country_names_stand_in_their_country(english: Sheet) -> None:
    content = english.map
    middles = {
        name.lines[0].text: ((name.box[0] + name.box[2]) / 2, (name.box[1] + name.box[3]) / 2)
        for name in content.naming.placed
        if name.kind == "country"
    }
    from shapely import contains_xy

    assert contains_xy(content.ground.countries["IQ"], *middles["IRAQ"])
    assert contains_xy(content.ground.countries["TR"], *middles["TÜRKIYE"])


def test_text_width_grows_with_size_and_shapes_arabic() -> None:
    assert text_width("Manbij", 20) == pytest.approx(2 * text_width("Manbij", 10))
    # Lam and alef join to one letter, which is narrower than the two.
    assert text_width("لا", 10) < text_width("ل", 10) + text_width("ا", 10)


def test_wrap_keeps_every_word_and_the_width() -> None:
    text = "Boundaries and names shown here are approximate " * 3
    lines = wrap(text, 120, 8, Face.BOLD)
    assert " ".join(lines) == text.strip()
    assert all(text_width(line, 8, Face.BOLD) <= 120 for line in lines)
    assert wrap("", 100, 8) == [""]
