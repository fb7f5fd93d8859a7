"""How incidents get on paper: nothing lost, nothing more exact than known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from pyproj import Geod

from geo.snapshot.draw_map import ring_outline
from geo.snapshot.extent import fit_frame
from geo.snapshot.marks import MOST_PLACES, PRECISE_KM, draw_incidents, needs_hexagons
from geo.snapshot.page import Rect
from tests.geo.snapshot.made_up import many_incidents

if TYPE_CHECKING:
    from geo import Briefing
    from geo.snapshot import Sheet

RECT = Rect(20, 60, 560, 430)
REGION = (35.5, 29.0, 48.8, 38.4)


@pytest.mark.parametrize("box", [REGION, (37.0, 36.0, 39.0, 37.0)])
@pytest.mark.parametrize("hexagons", [False, True])
def test_every_incident_is_shown_or_accounted_for(
    briefing: Briefing, box: tuple[float, float, float, float], *, hexagons: bool
) -> None:
    rows = np.arange(len(briefing.table))
    frame = fit_frame(box, RECT, equal_area=hexagons)
    drawn = draw_incidents(briefing.table, rows, frame, 1.0, hexagons=hexagons)
    vague = drawn.hexagons.too_vague if drawn.hexagons else 0
    assert drawn.shown + drawn.wide + drawn.outside + drawn.unlocated + vague == rows.size
    assert sum(area.count for area in drawn.wide_areas) == drawn.wide
    if drawn.hexagons is None:
        assert sum(mark.count for mark in drawn.marks) == drawn.shown
    else:
        assert int(drawn.hexagons.count.sum()) == drawn.shown


def test_symbols_are_hollow_exactly_where_the_place_is_vague(
    briefing: Briefing, english: Sheet
) -> None:
    marks = english.map.drawn.marks
    assert {mark.hollow for mark in marks} == {True, False}
    for mark in marks:
        for row in mark.rows:
            assert mark.hollow == (briefing.table.extent_km[row] > PRECISE_KM)
            assert briefing.table.event_type.text(row) == mark.event_type


def test_rings_have_their_true_size(both: Sheet) -> None:
    geod = Geod(ellps="WGS84")
    assert both.map.drawn.rings
    for ring in both.map.drawn.rings:
        lon, lat = both.map.frame.to_degrees(*ring_outline(ring, both.map).T)
        middle = np.full(len(lon), ring.lon), np.full(len(lon), ring.lat)
        _, _, metres = geod.inv(*middle, lon, lat)
        assert np.allclose(np.array(metres) / 1000, ring.extent_km, rtol=1e-6)


def test_groups_do_not_cover_each_other(english: Sheet) -> None:
    groups = english.map.drawn.groups
    for number, one in enumerate(groups):
        for other in groups[number + 1 :]:
            apart = np.hypot(one.x - other.x, one.y - other.y)
            assert apart > 0.9 * (one.radius + other.radius)
    assert english.map.drawn.overlapping == 0


def test_hexagons_count_each_incident_in_the_one_that_holds_it() -> None:
    table = many_incidents(4_000)
    rows = np.arange(len(table))
    assert needs_hexagons(table, rows)
    assert np.unique(table.spots[0]).size > MOST_PLACES
    frame = fit_frame(REGION, RECT, equal_area=True)
    found = draw_incidents(table, rows, frame, 1.0, hexagons=True).hexagons
    assert found is not None
    x, y = frame.to_page(table.lon, table.lat)
    wide_km = 2 * found.radius * frame.metres_per_point / 1000
    exact = table.extent_km <= wide_km
    apart = np.hypot(x[exact, None] - found.x, y[exact, None] - found.y)
    assert apart.min(axis=1).max() <= found.radius + 1e-6
    counts = np.bincount(apart.argmin(axis=1), minlength=found.x.size)
    assert np.array_equal(counts, found.count)
    assert found.too_vague == np.count_nonzero(~exact) > 0
    ground = 1.5 * np.sqrt(3) * (found.radius * frame.metres_per_point / 1000) ** 2
    assert ground == pytest.approx(found.area_km2)


def test_classes_of_hexagons_take_up_every_count() -> None:
    frame = fit_frame(REGION, RECT, equal_area=True)
    table = many_incidents(4_000)
    found = draw_incidents(table, np.arange(4_000), frame, 1.0, hexagons=True).hexagons
    assert found is not None
    assert found.classes[0] == 1
    for number, count in zip(found.class_of(), found.count, strict=True):
        low, high = found.bounds(int(number))
        assert low <= count <= high
