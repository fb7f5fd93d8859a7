"""An area to filter by is changed by its handles and in its form; what was measured stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo import DrawnArea
from tests.browser.static_map import StaticMap
from tests.browser.test_map_tools import open_tool, press_at
from tests.browser.test_static_map import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import BrowserContext, Locator, Page

pytestmark = pytest.mark.browser

TRIANGLE = [36.0, 38.0, 36.0, 41.0, 38.0, 39.5]
CIRCLE = [36.0, 39.0, 80.0]


@pytest.fixture
def tools(page: Page) -> StaticMap:
    return looking(StaticMap(page, made_up(200)).open())


def looking(tools: StaticMap) -> StaticMap:
    tools.ask("window.hudud.map.setView([36.7, 39.4], 7, {animate: false})")
    return tools


def handle(tools: StaticMap, kind: str, number: int = 0) -> Locator:
    return tools.frame.locator(f"[data-handle={kind}]").nth(number)


def areas(tools: StaticMap) -> list[list[float]]:
    """Return the areas that the server has heard of."""
    return [message["numbers"] for message in tools.told("area")]


def dragged(tools: StaticMap, what: Locator, by: tuple[int, int]) -> None:
    box = what.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = tools.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + by[0], y + by[1], steps=4)
    mouse.up()


def test_polygon_is_changed_by_keys_corner_by_corner(tools: StaticMap) -> None:
    tools.give(area=TRIANGLE)
    expect(tools.frame.locator("[data-tool=polygon]")).to_have_attribute(
        "title", "Change the polygon that you filter by"
    )
    open_tool(tools, "polygon")
    expect(tools.frame.locator("[data-handle]")).to_have_count(7)
    corner = handle(tools, "corner")
    expect(corner).to_have_attribute("aria-label", "Corner 1 of 3: 36.00000, 38.00000")
    corner.press("ArrowDown")
    tools.becomes(lambda: len(areas(tools)), 1)
    moved = areas(tools)[0]
    assert moved[0] < 36.0
    assert moved[1:] == pytest.approx(TRIANGLE[1:], abs=1e-4)
    # A triangle keeps its corners; a side gets one more, which can go again.
    corner.press("Delete")
    expect(tools.frame.locator("[data-handle=corner]")).to_have_count(3)
    handle(tools, "middle", 1).press("Enter")
    tools.becomes(lambda: len(areas(tools)), 2)
    assert len(areas(tools)[1]) == 8
    expect(handle(tools, "corner", 2)).to_be_focused()
    tools.page.keyboard.press("Delete")
    tools.becomes(lambda: areas(tools)[2:], [moved])


def test_polygon_is_dragged_as_a_whole_by_a_corner_and_by_a_side(tools: StaticMap) -> None:
    tools.give(area=TRIANGLE)
    open_tool(tools, "polygon")
    dragged(tools, handle(tools, "whole"), (60, 20))
    tools.becomes(lambda: len(areas(tools)), 1)
    before, after = DrawnArea.of_numbers(TRIANGLE), DrawnArea.of_numbers(areas(tools)[0])
    assert after.corners[0][1] > 38.2
    assert after.area_km2 == pytest.approx(before.area_km2, rel=0.01)
    dragged(tools, handle(tools, "middle"), (0, 30))
    tools.becomes(lambda: len(areas(tools)), 2)
    assert len(areas(tools)[1]) == 8
    # A corner across the other side: said, and not filtered by.
    dragged(tools, handle(tools, "corner", 2), (-330, -60))
    expect(tools.frame.locator(".hudud-total").first).to_have_text(
        "The sides cross: this is no area."
    )
    expect(tools.frame.locator(".hudud-wrong")).to_have_count(1)
    assert len(areas(tools)) == 2


def test_circle_is_moved_and_widened_by_a_finger(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context(has_touch=True).new_page()
    tools = looking(StaticMap(page, made_up(50)).open())
    tools.give(area=CIRCLE)
    open_tool(tools, "circle")
    touch = page.context.new_cdp_session(page)
    for number, (kind, across) in enumerate((("radius", 40), ("whole", -50)), 1):
        box = handle(tools, kind).bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for phase, part in (("Start", 0.0), ("Move", 0.5), ("Move", 1.0), ("End", None)):
            at = [] if part is None else [{"x": x + part * across, "y": y}]
            touch.send("Input.dispatchTouchEvent", {"type": f"touch{phase}", "touchPoints": at})
        tools.becomes(lambda: len(areas(tools)), number)
    wider, moved = areas(tools)
    assert wider[:2] == pytest.approx(CIRCLE[:2], abs=1e-4)
    assert wider[2] > 100
    assert moved[1] < 38.8
    assert moved[2] == pytest.approx(wider[2])


def test_area_is_written_out_and_what_is_wrong_with_it_is_said(tools: StaticMap) -> None:
    wrong: dict[str, object] = {"said": "corner 2 is no point", "numbers": None, "candidates": []}
    tools._answers["/area"] = ("application/json", json.dumps(wrong).encode())
    open_tool(tools, "polygon")
    corners = tools.frame.get_by_label("Corners, one a line: names or coordinates")
    corners.fill("36, 38\nx\n37, 39")
    tools.frame.get_by_role("button", name="Filter by what is written").press("Enter")
    expect(tools.frame.locator(".hudud-problem")).to_have_text("corner 2 is no point")
    assert areas(tools) == []
    right = {"said": "", "numbers": TRIANGLE, "candidates": []}
    tools._answers["/area"] = ("application/json", json.dumps(right).encode())
    tools.frame.get_by_role("button", name="Filter by what is written").press("Enter")
    tools.becomes(lambda: areas(tools), [TRIANGLE])
    # It stays to be changed, in words too.
    expect(tools.frame.locator("[data-handle]")).to_have_count(7)
    expect(corners).to_have_value("36.00000, 38.00000\n36.00000, 41.00000\n38.00000, 39.50000")


def test_measured_line_and_rings_stay_and_are_told_and_come_back(tools: StaticMap) -> None:
    open_tool(tools, "distance")
    press_at(tools, (36.0, 38.0), (36.0, 40.0))
    tools.page.keyboard.press("Enter")
    tools.page.keyboard.press("Escape")
    expect(tools.frame.locator(".hudud-measured")).to_have_count(1)
    open_tool(tools, "rings")
    press_at(tools, (36.5, 39.0))
    tools.frame.get_by_label("Distances in km").fill("٥، ٢٠")
    expect(tools.frame.locator(".hudud-ring-name")).to_have_count(3)
    tools.becomes(
        lambda: [told["rings"] and told["rings"]["km"] for told in tools.told("marks")][-1:],
        [[5, 20]],
    )
    told = tools.told("marks")[-1]
    assert len(told["line"]) == 2
    tools.frame.get_by_label("Distances in km").fill("3000")
    expect(tools.frame.locator(".hudud-total").last).to_have_text(
        "Up to 12 distances, each from 0.1 to 2,000 km."
    )
    # What the server says then holds: a link with nothing measured, or with other rings.
    named = {"lat": 36.5, "lon": 38.0, "km": [30], "place": "manbij", "name": "Manbij"}
    tools.give(marks={"rings": named, "line": None, "surface": None})
    expect(tools.frame.locator(".hudud-ring-name")).to_have_text(["30 km"])
    expect(tools.frame.locator(".hudud-measured")).to_have_count(0)
    expect(tools.frame.locator(".hudud-legend")).to_contain_text("Distance rings around Manbij")
    tools.give(marks={"rings": None, "line": None, "surface": None})
    expect(tools.frame.locator(".hudud-ring-name")).to_have_count(0)


def test_timeline_marks_the_period_of_the_map_beside(tools: StaticMap) -> None:
    first = tools.ask("window.hudud.timeline.edges[0]")
    beside = {"period": [first + 60, first + 90], "name": "Second period", "own": "1", "other": "2"}
    tools.give(period=[first, first + 30], beside=beside)
    expect(tools.frame.locator("rect.beside title")).to_have_text("Second period")
    expect(tools.frame.locator("text.beside")).to_have_text(["1", "2"])
    brush, other = (
        tools.frame.locator(f"rect.{kind}").bounding_box() for kind in ("brush", "beside")
    )
    assert brush
    assert other
    assert brush["x"] + brush["width"] < other["x"]
    # A period that the server moves a little moves its mark as well.
    tools.give(period=[first + 5, first + 35])
    tools.becomes(
        lambda: (tools.frame.locator("rect.brush").bounding_box() or brush)["x"] > brush["x"], True
    )
    tools.give(beside=None)
    expect(tools.frame.locator("rect.beside")).to_have_count(0)
