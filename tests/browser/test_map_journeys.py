"""What people do on the map page, in a real browser that may reach nothing but the server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.map_page import MapPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, BrowserContext, Route

pytestmark = pytest.mark.browser

TOTAL = 115


def agree(page: MapPage) -> int:
    """Return the number of incidents, on which map, key figures and table must agree."""
    assert page.shown == page.counted == page.listed
    return page.shown


def test_opening_shows_every_incident_and_no_error(map_page: MapPage) -> None:
    assert agree(map_page) == TOTAL
    assert map_page.page.get_by_test_id("stException").count() == 0
    assert map_page.query == {}
    legend = map_page.map.locator(".hudud-legend").inner_text()
    assert "Battles" in legend
    assert "Riots" not in legend
    expect(map_page.map.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap")
    expect(map_page.page.get_by_text("do not imply any opinion")).to_be_visible()


def test_filter_narrows_everything_and_keeps_the_view(map_page: MapPage) -> None:
    map_page.frame.evaluate("window.hudud.map.setView([36.4, 38.2], 8, {animate: false})")
    map_page.page.wait_for_timeout(400)
    before = map_page.view
    map_page.choose("Event type", "Battles")
    narrowed = agree(map_page)
    assert 0 < narrowed < TOTAL
    assert map_page.query["type"] == ["Battles"]
    assert map_page.view == before
    map_page.page.wait_for_timeout(800)
    assert map_page.query["at"] == ["36.4000,38.2000,8"]
    map_page.page.get_by_role("button", name="Reset 1 filter").click()
    map_page.settle()
    assert agree(map_page) == TOTAL
    assert map_page.view == before


def test_map_page_is_made_once_whatever_is_filtered(map_page: MapPage) -> None:
    map_page.frame.evaluate("window.stamp = 'the first'")
    map_page.choose("Country", "Syria")
    map_page.brush(0.5, 0.7)
    map_page.settle()
    assert map_page.frame.evaluate("window.stamp") == "the first"


def test_text_filter_finds_arabic_and_latin_spellings(map_page: MapPage) -> None:
    counts = []
    for text in ("منبج", "Manbij", "Menbic"):
        box = map_page.page.get_by_label("Text", exact=True)
        box.fill(text)
        box.press("Enter")
        map_page.settle()
        counts.append(agree(map_page))
    assert counts[0] == counts[1] > 10
    assert counts[2] > 10


def test_nothing_found_says_which_filter_to_lift(map_page: MapPage) -> None:
    map_page.frame.evaluate("window.stamp = 'the first'")
    map_page.choose("Event type", "Protests")
    map_page.choose("Country", "Syria")
    assert map_page.shown == map_page.counted == 0
    lift = map_page.page.get_by_role("button", name="Lift the filter")
    expect(lift).to_be_visible()
    lift.click()
    map_page.settle()
    assert agree(map_page) > 0
    assert map_page.frame.evaluate("window.stamp") == "the first"


def test_brushing_filters_the_map_at_once_and_the_page_after(map_page: MapPage) -> None:
    map_page.brush(0.62, 0.7)
    immediately = map_page.shown
    assert 0 < immediately < TOTAL
    map_page.settle()
    assert agree(map_page) == immediately
    assert {"from", "to"} <= map_page.query.keys()
    map_page.map.get_by_role("button", name="Whole period").click()
    map_page.settle()
    assert agree(map_page) == TOTAL
    assert map_page.query == {}


def test_brush_is_moved_with_the_keyboard(map_page: MapPage) -> None:
    map_page.brush(0.62, 0.7)
    map_page.settle()
    handle = map_page.map.get_by_role("slider", name="Start of the period")
    before = handle.get_attribute("aria-valuenow")
    handle.focus()
    map_page.page.keyboard.press("ArrowRight")
    map_page.settle()
    after = map_page.map.get_by_role("slider", name="Start of the period")
    assert after.get_attribute("aria-valuenow") != before
    assert agree(map_page) > 0


def test_legend_filters_at_once_and_the_sidebar_follows(map_page: MapPage) -> None:
    legend = map_page.map.locator(".hudud-legend")
    legend.get_by_role("button", name="Strategic developments").click(modifiers=["Shift"])
    legend.get_by_role("button", name="Undetermined").click()
    immediately = map_page.shown
    assert 0 < immediately < TOTAL
    map_page.page.wait_for_timeout(400)
    map_page.settle()
    assert agree(map_page) == immediately
    assert map_page.query["type"] == ["Strategic developments"]
    assert sorted(map_page.query["verdict"]) == ["inside", "outside"]
    map_page.page.get_by_role("button", name="Reset 2 filters").click()
    map_page.settle()
    assert agree(map_page) == TOTAL
    for name in ("Strategic developments", "Undetermined", "Battles"):
        pressed = legend.get_by_role("button", name=name)
        expect(pressed).to_have_attribute("aria-pressed", "true")


def test_depth_slider_redraws_the_zone_and_its_figures(map_page: MapPage) -> None:
    area = map_page.page.get_by_test_id("stMetric").filter(has_text="Area")
    before = area.inner_text()
    outline = "document.querySelector('.leaflet-zone-pane path').getAttribute('d')"
    drawn_before = map_page.frame.evaluate(outline)
    slider = map_page.page.get_by_role("slider", name="Depth of the zone")
    slider.focus()
    for _ in range(7):
        map_page.page.keyboard.press("ArrowRight")
    map_page.settle()
    map_page.page.wait_for_timeout(500)
    assert map_page.query["depth"] == ["30"]
    assert area.inner_text() != before
    assert map_page.frame.evaluate(outline) != drawn_before
    expect(map_page.map.locator(".hudud-legend")).to_contain_text("30 km")


def test_choosing_on_the_map_shows_the_incident_with_its_source(map_page: MapPage) -> None:
    x, y = map_page.item_points("(item) => item.count === 1 && item.x > 60 && item.y > 60")[0]
    map_page.page.mouse.click(x, y)
    map_page.settle()
    assert "id" in map_page.query
    details = map_page.page.locator("dl.hudud-facts")
    expect(details).to_contain_text("paragraph")
    expect(details).to_contain_text("km to the border")


def test_stack_opens_and_one_of_its_incidents_can_be_chosen(map_page: MapPage) -> None:
    x, y = map_page.item_points("(item) => item.count > 5")[0]
    map_page.page.mouse.click(x, y)
    entries = map_page.map.locator(".hudud-stack button")
    entries.first.wait_for()
    assert entries.count() > 5
    entries.nth(1).click()
    map_page.settle()
    assert "id" in map_page.query
    expect(map_page.page.locator("dl.hudud-facts")).to_be_visible()


def test_hovering_says_what_a_symbol_is(map_page: MapPage) -> None:
    x, y = map_page.item_points("(item) => item.count === 1 && item.x > 60 && item.y > 60")[0]
    map_page.page.mouse.move(x, y)
    tip = map_page.map.locator(".hudud-tip .title")
    tip.wait_for()
    assert tip.inner_text()


def test_permalink_shows_the_same_in_a_fresh_browser(
    map_page: MapPage, open_context: Callable[..., BrowserContext]
) -> None:
    map_page.choose("Event type", "Strategic developments")
    map_page.brush(0.5, 0.9)
    map_page.settle()
    map_page.frame.evaluate("window.hudud.map.setView([35.1, 40.5], 7, {animate: false})")
    x, y = map_page.item_points("(item) => item.count === 1 && item.x > 60 && item.y > 60")[0]
    map_page.page.mouse.click(x, y)
    map_page.settle()
    map_page.page.wait_for_timeout(800)
    link = map_page.page.url
    summary = map_page.page.locator(".hudud-summary").first.inner_text()
    other = MapPage(open_context().new_page(), map_page.server)
    other.page.goto(link)
    other.drawn()
    assert agree(other) == agree(map_page)
    assert other.page.locator(".hudud-summary").first.inner_text() == summary
    assert other.view == pytest.approx(map_page.view, abs=1e-3)
    assert other.query == map_page.query


def test_damaged_link_shows_the_default_and_says_so(map_page: MapPage) -> None:
    map_page.open("?from=yesterday&type=Nonsense&depth=9999&at=here&zone=XX-YY")
    assert agree(map_page) == TOTAL
    toasts = map_page.page.get_by_test_id("stToast")
    assert toasts.count() >= 4
    assert "yesterday" in " ".join(toasts.all_inner_texts())


def test_panning_zooming_and_idling_ask_the_server_for_nothing(map_page: MapPage) -> None:
    sent: list[str] = []
    map_page.page.on("request", lambda request: sent.append(request.url))
    cdp = map_page.page.context.new_cdp_session(map_page.page)
    cdp.send("Network.enable")
    cdp.on("Network.webSocketFrameSent", lambda frame: sent.append(str(frame)))
    map_page.frame.evaluate("window.hudud.map.panBy([120, 60], {animate: false})")
    map_page.frame.evaluate("window.hudud.map.setZoom(8, {animate: false})")
    map_page.page.wait_for_timeout(3000)
    assert sent == []
    assert "at" in map_page.query


def test_layers_can_be_switched_and_the_legend_follows(map_page: MapPage) -> None:
    map_page.map.locator(".leaflet-control-layers").hover()
    for name in ("Incidents per governorate", "Density of incidents"):
        map_page.map.get_by_text(name, exact=True).click()
    legend = map_page.map.locator(".hudud-legend")
    expect(legend).to_contain_text("incidents in the governorate")
    expect(legend).to_contain_text("Density")
    map_page.map.get_by_text("Proposed buffer zone", exact=True).click()
    expect(legend).not_to_contain_text("km deep")


def test_choosing_a_row_of_the_table_marks_it_on_the_map(map_page: MapPage) -> None:
    rows = map_page.page.locator(".hudud-rows tbody tr")
    rows.nth(1).locator("td").first.click()
    expect(rows.nth(1)).to_have_class("hudud-chosen")
    map_page.settle()
    chosen = map_page.query["id"]
    assert len(chosen) == 1
    expect(map_page.page.locator("dl.hudud-facts")).to_contain_text("paragraph")
    row = map_page.frame.evaluate("window.hudud.layer.selected")
    assert row >= 0


def test_online_tiles_without_a_network_leave_a_map_that_works(
    browser: Browser, server: str
) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 950}, locale="en-GB")
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context.route(re.compile("^https:"), refuse)
    page = MapPage(context.new_page(), server).open()
    assert asked == []
    page.map.locator(".leaflet-control-layers").hover()
    with page.page.expect_request(re.compile("^https://tile")):
        page.map.get_by_text("Online map (OpenStreetMap)").click()
    page.page.wait_for_timeout(500)
    assert asked
    assert all(url.startswith("https://tile.openstreetmap.org/") for url in asked)
    assert agree(page) == TOTAL
    page.map.get_by_text("Online map (OpenStreetMap)").click()
    page.choose("Event type", "Battles")
    assert 0 < agree(page) < TOTAL
    context.close()


def test_pages_keep_the_filters_of_the_map(map_page: MapPage) -> None:
    map_page.choose("Event type", "Battles")
    narrowed = agree(map_page)
    map_page.page.get_by_test_id("stSidebarNavLink").filter(has_text="Sources").click()
    expect(map_page.page.get_by_text("Data and licences")).to_be_visible()
    map_page.page.get_by_test_id("stSidebarNavLink").filter(has_text="Map").first.click()
    map_page.drawn()
    assert agree(map_page) == narrowed


def test_language_is_switched_with_filters_and_zone_kept(map_page: MapPage) -> None:
    map_page.choose("Event type", "Battles")
    map_page.choose("Distance to a border", "Syria")
    map_page.choose("Within", "200 km")
    narrowed = agree(map_page)
    kept = {k: v for k, v in map_page.query.items() if k != "at"}
    map_page.page.get_by_test_id("stSidebar").get_by_text("العربية").click()
    map_page.page.locator("iframe[data-page*='lang=ar']").wait_for()
    map_page.drawn()
    assert agree(map_page) == narrowed
    now = {k: v for k, v in map_page.query.items() if k not in {"lang", "at"}}
    assert now == kept
    assert map_page.query["lang"] == ["ar"]


def test_choice_survives_counts_that_change_around_it(map_page: MapPage) -> None:
    map_page.choose("Event type", "Strategic developments")
    map_page.choose("Country", "Syria")
    map_page.brush(0.5, 0.9)
    map_page.settle()
    x, y = map_page.item_points("(item) => item.count === 1 && item.x > 60 && item.y > 60")[0]
    map_page.page.mouse.click(x, y)
    map_page.settle()
    assert map_page.query["type"] == ["Strategic developments"]
    assert map_page.query["country"] == ["SY"]
    assert agree(map_page) > 0


def test_two_tabs_do_not_disturb_each_other(
    map_page: MapPage, open_context: Callable[..., BrowserContext]
) -> None:
    other = MapPage(open_context().new_page(), map_page.server).open()
    map_page.choose("Event type", "Battles")
    other.choose("Country", "Iraq")
    assert map_page.query == {"type": ["Battles"]}
    assert other.query == {"country": ["IQ"]}
    assert agree(map_page) != agree(other)


def test_narrow_window_shows_the_map_without_scrolling_sideways(
    open_context: Callable[..., BrowserContext], server: str
) -> None:
    page = MapPage(open_context(viewport={"width": 375, "height": 740}).new_page(), server).open()
    wide = page.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 375
    assert page.shown == TOTAL
