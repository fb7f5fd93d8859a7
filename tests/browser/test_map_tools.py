"""The tools of the map: its own geodesy and notations beside the server's, drawing, measuring."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from playwright.sync_api import expect

from gazetteer import format_dms, format_mgrs
from geo import DrawnArea
from geo.distance import WGS84
from tests.browser.static_map import StaticMap
from tests.browser.test_static_map import made_up

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# What geo/assets/README.md promises, in metres and square metres.
LENGTH_TOLERANCE_M = 0.001
AREA_TOLERANCE_M2 = 1.0
MIDDLE = "(({lat, lng}) => [lat, lng])(window.hudud.map.getCenter())"
TOOL = "window.hudud.tools.tools[window.hudud.tools.active]"


@pytest.fixture
def tools(page: Page) -> StaticMap:
    return StaticMap(page, made_up(200)).open()


def open_tool(tools: StaticMap, name: str) -> None:
    tools.frame.locator(f"[data-tool={name}]").press("Enter")
    expect(tools.frame.locator(".hudud-tool-panel")).to_be_visible()


def press_at(tools: StaticMap, *points: tuple[float, float], key: str = "Space") -> None:
    """Bring each point under the cross in the middle of the map and press a key."""
    for point in points:
        tools.ask("(p) => window.hudud.map.setView(p, 7, {animate: false})", list(point))
        tools.page.keyboard.press(key)


def sketched(tools: StaticMap) -> tuple[list[float], list[float]]:
    """Return lon and lat of the points set so far; the map rounds its middle to a pixel."""
    points = tools.ask(f"{TOOL}.sketch.points")
    return [lon for _, lon in points], [lat for lat, _ in points]


def total(tools: StaticMap) -> str:
    return tools.frame.locator(".hudud-total").inner_text()


def test_geodesy_of_the_map_agrees_with_pyproj(tools: StaticMap) -> None:
    random = np.random.default_rng(5)
    lat, lon = random.uniform(20, 45, (300, 6)), random.uniform(25, 60, (300, 6))
    rings = np.stack([lat, lon], axis=2).tolist()
    found = tools.ask(
        "(rings) => rings.map((ring) => { const g = window.Hudud.geodesy;"
        " return [g.length(ring), g.area(ring).area, g.area(ring).perimeter]; })",
        rings,
    )
    for ring, (length, area, perimeter) in zip(rings, found, strict=True):
        lats, lons = zip(*ring, strict=True)
        assert length == pytest.approx(WGS84.line_length(lons, lats), abs=LENGTH_TOLERANCE_M)
        wanted_area, wanted_perimeter = WGS84.polygon_area_perimeter(lons, lats)
        assert area == pytest.approx(abs(wanted_area), abs=AREA_TOLERANCE_M2)
        assert perimeter == pytest.approx(wanted_perimeter, abs=LENGTH_TOLERANCE_M)

    circle = np.array(tools.ask("window.Hudud.geodesy.circle([36.2, 38.1], 50000)"))
    at = np.full(len(circle), 38.1), np.full(len(circle), 36.2)
    reach = WGS84.inv(*at, circle[:, 1], circle[:, 0])[2]
    assert np.abs(reach - 50_000).max() < LENGTH_TOLERANCE_M


def test_notations_of_the_map_are_those_of_the_gazetteer(tools: StaticMap) -> None:
    random = np.random.default_rng(6)
    points = np.column_stack([random.uniform(15, 50, 500), random.uniform(15, 70, 500)]).tolist()
    found = tools.ask("(points) => points.map((p) => window.Hudud.notations(...p))", points)
    for (lat, lon), told in zip(points, found, strict=True):
        assert told["decimal"] == f"{lat:.5f}, {lon:.5f}"
        assert told["dms"] == format_dms(lat, lon)
        ours, theirs = (re.fullmatch(r"(\S+ \S+) (\d+) (\d+)", text) for text in (
            told["mgrs"], format_mgrs(lat, lon),
        ))  # fmt: skip
        assert ours is not None
        assert theirs is not None
        assert ours[1] == theirs[1]
        assert all(abs(int(ours[i]) - int(theirs[i])) <= 1 for i in (2, 3))


def test_distance_is_measured_by_keys_with_a_running_total(tools: StaticMap) -> None:
    open_tool(tools, "distance")
    press_at(tools, (36.0, 38.0), (36.0, 40.0))
    first = WGS84.line_length(*sketched(tools)) / 1000
    assert first == pytest.approx(180.3, abs=0.5)
    tools.becomes(lambda: total(tools), f"Length: {first:.1f} km")
    press_at(tools, (37.0, 40.0))
    whole = WGS84.line_length(*sketched(tools)) / 1000
    said = f"Length: {whole:.1f} km, the last stretch {whole - first:.1f} km"
    tools.becomes(lambda: total(tools), said)
    tools.page.keyboard.press("Backspace")
    tools.becomes(lambda: total(tools), f"Length: {first:.1f} km")
    tools.page.keyboard.press("Escape")
    expect(tools.frame.locator(".hudud-tool-panel")).to_be_hidden()
    expect(tools.frame.locator("[data-tool=distance]")).to_be_focused()
    assert tools.ask("document.querySelectorAll('.hudud-sketch').length") == 0


def test_area_is_measured_and_crossing_sides_are_said(tools: StaticMap) -> None:
    open_tool(tools, "area")
    press_at(tools, (36.0, 38.0), (36.0, 40.0), (37.0, 39.0))
    area, outline = WGS84.polygon_area_perimeter(*sketched(tools))
    assert abs(area) / 1e6 == pytest.approx(9_964, abs=50)
    said = f"Area: {abs(area) / 1e6:,.0f} km², outline {outline / 1e3:,.1f} km"
    tools.becomes(lambda: total(tools), said)
    press_at(tools, (35.0, 39.2))
    tools.becomes(lambda: total(tools), "The sides cross: this is no area.")


def test_polygon_is_drawn_by_keys_and_told_to_the_server(tools: StaticMap) -> None:
    open_tool(tools, "polygon")
    press_at(tools, (36.0, 38.0), (36.0, 40.0))
    tools.page.keyboard.press("Enter")
    # Two corners are no area: the drawing goes on.
    tools.becomes(lambda: total(tools), "An area has three points or more.")
    press_at(tools, (37.0, 39.0))
    tools.page.keyboard.press("Enter")
    tools.becomes(lambda: len(tools.told("area")), 1)
    numbers = tools.told("area")[0]["numbers"]
    assert numbers == pytest.approx([36, 38, 36, 40, 37, 39], abs=0.01)
    assert DrawnArea.of_numbers(numbers).area_km2 > 0
    expect(tools.frame.locator(".hudud-area")).to_have_count(1)
    expect(tools.frame.locator(".hudud-legend")).to_contain_text("Drawn area")
    tools.give(area=None)
    expect(tools.frame.locator(".hudud-area")).to_have_count(0)


def test_circle_takes_a_typed_radius_and_rings_stand_at_their_distances(tools: StaticMap) -> None:
    open_tool(tools, "circle")
    press_at(tools, (36.0, 38.0))
    radius = tools.frame.get_by_label("Radius in km")
    radius.fill("25")
    radius.press("Enter")
    tools.becomes(lambda: len(tools.told("area")), 1)
    assert tools.told("area")[0]["numbers"] == pytest.approx([36, 38, 25], abs=0.01)
    open_tool(tools, "rings")
    press_at(tools, (36.0, 38.0))
    expect(tools.frame.locator(".hudud-ring")).to_have_count(3)
    tools.frame.get_by_label("Distances in km").fill("5 100")
    expect(tools.frame.locator(".hudud-ring-name")).to_have_text(["5 km", "100 km"])
    tools.page.keyboard.press("Escape")
    expect(tools.frame.locator(".hudud-ring")).to_have_count(2)


def test_go_to_offers_candidates_as_text_and_goes_to_the_one_pressed(tools: StaticMap) -> None:
    candidates = [
        {"lat": 36.5, "lon": 38.0, "extentKm": 3, "name": "<b>Manbij</b>", "more": "a town"},
        {"lat": 33.0, "lon": 44.0, "extentKm": 0, "name": "Another", "certainty": "score 0.2"},
    ]
    found = {"said": "Ambiguous", "sure": False, "candidates": candidates}
    tools._answers["/goto"] = ("application/json", json.dumps(found).encode())
    before = tools.ask(MIDDLE)
    open_tool(tools, "goto")
    field = tools.frame.get_by_role("searchbox")
    expect(field).to_be_focused()
    field.fill("Manbij")
    field.press("Enter")
    entry = tools.frame.get_by_role("button", name=re.compile("Manbij.*a town"))
    expect(entry).to_contain_text("<b>Manbij</b>")
    assert tools.ask(MIDDLE) == before
    entry.press("Enter")
    tools.becomes(lambda: [round(x, 2) for x in tools.ask(MIDDLE)], [36.5, 38.0])
    tools.frame.get_by_role("button", name="Distance rings around it: Another").press("Enter")
    expect(tools.frame.locator(".hudud-ring")).to_have_count(3)


def test_point_is_held_in_every_notation_and_incidents_sleep_meanwhile(tools: StaticMap) -> None:
    open_tool(tools, "point")
    press_at(tools, (36.5, 37.95))
    lines = tools.frame.locator(".hudud-notations dd bdi")
    lat, lon = tools.ask(f"{TOOL}.sketch.points[0]")
    expect(lines).to_have_text(
        [f"{lat:.5f}, {lon:.5f}", format_dms(lat, lon), re.compile("37S DA")]
    )
    assert tools.ask("window.hudud.layer.asleep")
    tools.frame.locator("[data-tool=point]").press("Enter")
    assert not tools.ask("window.hudud.layer.asleep")
