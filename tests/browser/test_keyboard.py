"""Tasks done with the keyboard alone: everything is reached by Tab, and nothing is clicked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.every_page import ARTICLE, rests
from tests.browser.map_page import MapPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

PATIENCE = 60_000
MOST_TABS = 160
# Whether an element has the focus, in its own page and in the window.
_FOCUSED = "(e) => document.hasFocus() && e.getRootNode().activeElement === e"
ROWS = "date,place,country,killed,note\n2019-01-16,Manbij,Syria,16,market\n"


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=None)


def reach(page: Page, wanted: Locator, *, key: str = "Tab") -> Locator:
    """Press Tab until `wanted` has the focus; fail after so many."""
    wanted.first.wait_for(state="attached")
    for _ in range(MOST_TABS):
        if wanted.first.evaluate(_FOCUSED):
            return wanted.first
        page.keyboard.press(key)
    pytest.fail(f"no way by keyboard to {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    reach(page, wanted)
    page.keyboard.press(key)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def becomes(page: Page, holds: Callable[[], bool]) -> None:
    """Look until something holds; fail in the end."""
    for _ in range(300):
        if holds():
            return
        page.wait_for_timeout(100)
    assert holds()


def open_map(page: Page, server: str, query: str = "") -> MapPage:
    return MapPage(page, server).open(query)


def test_tour_is_taken_and_skipped(page: Page, editors_server: str) -> None:
    open_map(page, editors_server)
    press(page, button(page, "Take the tour").locator("visible=true"))
    tour = page.get_by_role("dialog", name="A tour in five steps")
    expect(tour).to_contain_text("1 of 5")
    rests(page)
    press(page, button(page, "Next"))
    expect(tour).to_contain_text("2 of 5")
    rests(page)
    press(page, button(page, "Skip the tour"))
    expect(tour).to_be_hidden()


def test_filter_zone_language_and_menu(page: Page, editors_server: str) -> None:
    found = open_map(page, editors_server, "?lang=en")
    country = page.get_by_role("combobox", name="Country", exact=True)
    reach(page, country)
    page.keyboard.press("ArrowDown")
    page.keyboard.type("Iraq")
    page.keyboard.press("Enter")
    becomes(page, lambda: found.query.get("country") == ["IQ"])
    # What changed elsewhere on the page is read out, once.
    said = page.locator("#hudud-said p")
    expect(said).to_have_count(1)
    expect(said).to_contain_text("incidents shown; killed, as reported:")
    depth = page.get_by_test_id("stSlider").locator("[role=slider], input[type=range]")
    press(page, depth, "ArrowRight")
    becomes(page, lambda: "depth" in found.query)
    rests(page)
    reach(page, page.get_by_role("radio", name="English"), key="Shift+Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    becomes(page, lambda: found.query.get("lang") == ["ar"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("العراق")
    reach(page, page.locator("a[href$='/figures']"), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("الأرقام")


def test_map_is_moved_filtered_and_measured(page: Page, editors_server: str) -> None:
    found = open_map(page, editors_server, "?lang=en")
    view = found.view
    reach(page, found.map.locator(".leaflet-container"))
    page.keyboard.press("ArrowRight")
    becomes(page, lambda: found.view[1] > view[1])
    page.keyboard.press("+")
    becomes(page, lambda: found.view[2] > view[2])
    press(page, found.map.locator("[data-tool=distance]"))
    page.keyboard.press("Space")

    def measures() -> bool:
        # A map that still comes nearer takes no other key: it is moved and marked until it is long.
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Space")
        return "km" in found.map.locator(".hudud-total").inner_text()

    becomes(page, measures)
    page.keyboard.press("Escape")
    expect(found.map.locator(".hudud-tool-panel")).to_be_hidden()
    reach(page, found.map.locator("[data-tool=goto]"), key="Shift+Tab")
    page.keyboard.press("Enter")
    reach(page, found.map.locator(".hudud-goto input"))
    page.keyboard.type("Manbij")
    page.keyboard.press("Enter")
    press(page, found.map.locator(".hudud-candidates button"))
    becomes(page, lambda: abs(found.view[0] - 36.53) < 0.2 and abs(found.view[1] - 37.95) < 0.2)


def test_layers_legend_and_timeline(page: Page, editors_server: str) -> None:
    found = open_map(page, editors_server, "?lang=en")
    press(page, found.map.locator(".leaflet-control-layers-toggle"))
    layer = found.map.get_by_role("checkbox", name="Incidents per governorate")
    press(page, layer, "Space")
    expect(layer).to_be_checked()
    battles = found.map.get_by_role("button", name="Battles", exact=True)
    press(page, battles, "Space")
    expect(battles).to_have_attribute("aria-pressed", "false")
    press(page, found.map.get_by_role("button", name="Play the timeline"), "Space")
    expect(found.map.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("Space")
    expect(found.map.get_by_role("button", name="Play the timeline")).to_be_focused()
    press(page, found.map.get_by_role("slider", name="Start of the period"), "ArrowRight")
    becomes(page, lambda: "from" in found.query or "start" in found.query)


def test_symbol_is_opened_and_its_source_followed(page: Page, editors_server: str) -> None:
    found = open_map(page, editors_server, "?lang=ar")
    reach(page, found.map.get_by_role("application", name="رموز الخريطة"))
    page.keyboard.press("Home")
    said = found.map.locator(".hudud-said")
    expect(said).to_contain_text("الرمز 1 من")
    page.keyboard.press("Enter")
    listed = found.map.locator(".hudud-stack button")
    if "Enter" in said.inner_text():  # several at one place
        expect(listed.first).to_be_focused()
        page.keyboard.press("Enter")
    becomes(page, lambda: "id" in found.query)
    press(page, page.get_by_role("link", name="المصدر"))
    becomes(page, lambda: "article=source" in page.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("مقال")


def test_incident_is_chosen_in_the_table_and_tells_its_source(
    page: Page, editors_server: str
) -> None:
    found = open_map(page, editors_server, "?lang=en")
    rows = page.locator(".hudud-rows .hudud-open")
    reach(page, rows.first)
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    becomes(page, lambda: "id" in found.query)
    expect(page.locator("dl.hudud-facts")).to_contain_text("paragraph")
    expect(page.get_by_role("radio", name="Incident", exact=True)).to_be_checked()


def test_place_is_searched_corrected_and_the_change_undone(page: Page, editors_server: str) -> None:
    page.goto(f"{editors_server}/gazetteer?lang=en")
    reach(page, page.get_by_label("Find a place").and_(page.locator("input")))
    page.keyboard.type("كولاجو")
    page.keyboard.press("Enter")
    press(page, page.get_by_test_id("stMain").get_by_role("button", name="Open"))
    becomes(page, lambda: "place=kolajo" in page.url)
    extent = reach(page, page.get_by_label("Extent (km)").and_(page.locator("input")))
    before = extent.input_value()
    page.keyboard.press("Control+a")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    rests(page)
    reason = page.get_by_label("Why? The history keeps the reason.").and_(page.locator("input"))
    reach(page, reason)
    page.keyboard.type("a mistake")
    page.keyboard.press("Enter")
    rests(page)
    press(page, button(page, "Save"))
    expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()
    rests(page)
    reach(page, page.get_by_role("radio", name="Entry"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    press(page, button(page, "Undo"))
    reach(page, page.get_by_label("Why?").and_(page.locator("input")))
    page.keyboard.type("it was right before")
    page.keyboard.press("Enter")
    rests(page)
    press(page, button(page, "Undo this change"))
    expect(page.get_by_text("it was right before")).to_be_visible()
    rests(page)
    reach(page, page.get_by_role("radio", name="History"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    expect(extent).to_have_value(before)


def test_article_is_pasted_a_mention_chosen_and_a_draft_confirmed(
    page: Page, editors_server: str
) -> None:
    page.goto(f"{editors_server}/article?lang=en")
    reach(page, page.get_by_label("Text of the article, Arabic or English"))
    page.keyboard.insert_text(ARTICLE)
    reach(page, page.get_by_label("Publisher", exact=True))
    page.keyboard.type("Daily")
    reach(page, page.locator(".st-key-article_published [role=spinbutton]"))
    page.keyboard.type("20210310")
    press(page, button(page, "Find the places"))
    raqqa = page.locator(".article .place", has_text="الرقة")
    press(page, raqqa)
    expect(raqqa).to_have_attribute("aria-pressed", "true")
    press(page, button(page, "Accept"))
    expect(page.locator(".article .place.accepted", has_text="الرقة")).to_be_visible()
    reach(page, page.get_by_role("radio", name="Places"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(page.get_by_role("radio", name="Incidents")).to_be_checked()
    press(page, page.get_by_role("button", name="Remote explosive"))
    expect(page.get_by_label("Killed", exact=True)).to_have_value("3")
    rests(page)
    press(page, button(page, "Confirm"))
    expect(page.get_by_text("This incident is on the map.")).to_be_visible()


def test_picture_is_taken_into_a_briefing_and_downloaded(page: Page, editors_server: str) -> None:
    open_map(page, editors_server, "?lang=en")
    press(page, button(page, "Take into a briefing"))
    page.locator(".st-key-snapshot_preview img").wait_for()
    rests(page)
    with page.expect_download() as download:
        press(page, page.locator(".st-key-snapshot_get_png button"))
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")


def test_story_is_turned_and_a_view_added(page: Page, editors_server: str) -> None:
    page.goto(f"{editors_server}/stories?story=six-articles&lang=en")
    page.frame_locator("iframe").first.locator("body[data-shown]").wait_for()
    page.keyboard.press("PageDown")
    becomes(page, lambda: "step=2" in page.url)
    open_map(page, editors_server, "?lang=en")
    press(page, button(page, "Add to a story"))
    reach(page, page.get_by_label("Title of the story"))
    page.keyboard.type("Zone")
    reach(page, page.get_by_label("Title of this view"))
    page.keyboard.type("All")
    press(page, button(page, "Add to the story"))
    expect(page.get_by_text("The view was added.")).to_be_visible()


def test_file_is_brought(page: Page, editors_server: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text(ROWS, encoding="utf-8")
    page.goto(f"{editors_server}/data?lang=en")
    press(page, button(page, "Import a file"))
    with page.expect_file_chooser() as chooser:
        press(page, page.get_by_test_id("stFileUploaderDropzone").locator("button"))
    chooser.value.set_files(path)
    expect(page.get_by_text("First rows")).to_be_visible()
