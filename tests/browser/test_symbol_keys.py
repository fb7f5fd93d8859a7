"""The symbols of the map by keyboard: one tab stop that goes from symbol to symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

from geo import table_from_columns
from tests.browser.static_map import StaticMap
from tests.browser.test_static_map import made_up
from tests.geo.made_up import judge_by_meridian_40

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from geo import IncidentTable

pytestmark = pytest.mark.browser

# North-west, north-east, south-east, south-west of a square; the last two incidents at one point.
CORNERS = ((36.0, 39.0), (36.0, 45.0), (32.0, 45.0), (32.0, 39.0), (32.0, 39.0))
# By date: south-east, north-west, south-west, north-east.
DAYS = (17_020, 17_040, 17_010, 17_030, 17_050)
STANDS_ON = "(({x, y, count, spot, cell}) => ({x, y, count, spot, cell}))(window.hudud.keys.item)"


def square() -> IncidentTable:
    """Return five incidents at the corners of a square."""
    lat, lon = zip(*CORNERS, strict=True)
    days = np.array(DAYS)
    return table_from_columns(
        {
            "ids": [str(i) for i in range(len(DAYS))],
            "lon": np.array(lon),
            "lat": np.array(lat),
            "extent_km": np.zeros(len(DAYS)),
            "start_day": days,
            "end_day": days,
            "event_type": ["Battles", "Protests", "Battles", "Battles", "Protests"],
            "fatalities_best": np.zeros(len(DAYS)),
        },
        judge_zone=judge_by_meridian_40,
    )


class Symbols:
    """The tab stop of a map's symbols."""

    def __init__(self, page: Page, table: IncidentTable) -> None:
        self.map = StaticMap(page, table).open()
        self.page = page

    @property
    def stop(self) -> Locator:
        return self.map.frame.get_by_role("application", name="Symbols of the map")

    @property
    def item(self) -> dict[str, Any]:
        """What it stands on."""
        item: dict[str, Any] = self.map.ask(STANDS_ON)
        return item

    @property
    def corner(self) -> tuple[float, float]:
        """The point of what it stands on."""
        lat, lon = self.map.ask(
            "(({lat, lon}, s) => [lat[s], lon[s]])"
            "(window.hudud.incidents.columns, window.hudud.keys.item.spot)"
        )
        return round(lat), round(lon)

    @property
    def centre(self) -> list[float]:
        centre: list[float] = self.map.ask(
            "(({lat, lng}) => [lat, lng])(window.hudud.map.getCenter())"
        )
        return centre

    def enter(self) -> None:
        """Go from the map on to its symbols."""
        self.map.frame.locator(".leaflet-container").focus()
        self.page.keyboard.press("Tab")
        expect(self.stop).to_be_focused()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def says(self, *texts: str) -> None:
        for text in texts:
            expect(self.map.frame.locator(".hudud-said")).to_contain_text(text)


def test_arrows_go_to_the_nearest_symbol_and_leave_the_map_where_it_is(page: Page) -> None:
    symbols = Symbols(page, square())
    symbols.enter()
    symbols.press("Home")
    centre = symbols.centre
    seen = [symbols.corner]
    for key in ("ArrowUp", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowRight"):
        symbols.press(key)
        seen.append(symbols.corner)
    corners = [*CORNERS[:4], CORNERS[2]]
    assert [seen[0], *seen[1:5]] == [corners[i] for i in (2, 1, 0, 3, 2)]
    assert seen[5] == seen[4]
    symbols.says("No symbol further that way.")
    assert symbols.centre == centre
    box, item = symbols.stop.bounding_box(), symbols.item
    at = symbols.map.ask(
        "(p) => window.hudud.map.layerPointToContainerPoint(p)", [item["x"], item["y"]]
    )
    assert box
    assert box["x"] + box["width"] / 2 == pytest.approx(at["x"], abs=1)
    assert box["y"] + box["height"] / 2 == pytest.approx(at["y"], abs=1)
    symbols.press("Escape")
    expect(symbols.map.frame.locator(".leaflet-container")).to_be_focused()
    # Only now do the arrows move the map.
    symbols.press("ArrowRight")
    symbols.map.becomes(lambda: symbols.centre[1] > centre[1], True)


def test_pages_go_by_date_and_enter_opens_as_a_click_does(page: Page) -> None:
    symbols = Symbols(page, square())
    symbols.enter()
    symbols.press("Home")
    symbols.says("Battles", "<b>row 2</b>", "Symbol 1 of 4")
    seen = [symbols.corner]
    for key in ("PageDown", "PageDown", "PageDown", "PageDown", "PageUp"):
        symbols.press(key)
        seen.append(symbols.corner)
    assert seen == [CORNERS[i] for i in (2, 0, 3, 1, 1, 3)]
    symbols.press("Home", "Enter")
    revision = symbols.map.state["revision"]
    symbols.map.becomes(lambda: symbols.map.told("chosen"), [{"row": 2, "revision": revision}])
    symbols.says("What is known of it stands after the map.")
    # A stack lists its incidents, and gives the focus back.
    symbols.press("PageDown", "PageDown")
    symbols.says("2 incidents at this place; Enter", "Battles: 1", "Protests: 1")
    symbols.press("Enter")
    expect(symbols.map.frame.locator(".hudud-stack button").first).to_be_focused()
    symbols.press("Tab", "Enter")
    symbols.map.becomes(lambda: symbols.map.told("chosen")[-1]["row"], 4)
    symbols.press("Escape")
    expect(symbols.stop).to_be_focused()
    expect(symbols.map.frame.locator(".hudud-stack")).to_be_hidden()
    # What a filter hides is no stop any more, and the focus is not lost.
    symbols.map.give(period=[1, 2])
    expect(symbols.stop).to_be_hidden()
    expect(symbols.map.frame.locator(".leaflet-container")).to_be_focused()


def test_cluster_comes_nearer_and_the_stop_stays_with_its_incidents(page: Page) -> None:
    symbols = Symbols(page, made_up())
    symbols.enter()
    cluster = "window.hudud.keys._stand(window.hudud.layer.items.find((i) => i.cell !== undefined))"
    symbols.map.ask(cluster)
    spot = symbols.map.ask("window.hudud.keys.spot")
    symbols.says("incidents here; Enter")
    zoom = symbols.map.ask("window.hudud.map.getZoom()")
    symbols.press("Enter")
    symbols.map.becomes(lambda: symbols.map.ask("window.hudud.map.getZoom()") > zoom, True)
    holds = (
        "(spot) => { const { item } = window.hudud.keys; const { cells } = window.hudud.layer;"
        " return item.spot === spot || item.cell === cells.cellOfSpot[spot]; }"
    )
    symbols.map.becomes(lambda: symbols.map.ask(holds, spot), True)
    expect(symbols.stop).to_be_focused()
