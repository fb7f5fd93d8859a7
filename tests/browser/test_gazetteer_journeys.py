"""What an editor does on the gazetteer page, in a real browser: correct, conflict, merge, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import running
from tests.browser.gazetteer_page import GazetteerPage
from tests.browser.map_page import MapPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def desk_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard whose gazetteer these tests may change."""
    with running("dashboard.py", tmp_path_factory.mktemp("desk")) as address:
        yield address


@pytest.fixture
def gazetteer(page: Page, desk_server: str) -> GazetteerPage:
    return GazetteerPage(page, desk_server)


POINTS_OF = """(place) => {
  const { columns } = window.hudud.incidents;
  const points = new Set();
  const { lat, lon } = columns;
  for (let i = 0; i < lat.length; i += 1) points.add(`${lat[i].toFixed(3)},${lon[i].toFixed(3)}`);
  return points.has(place);
}"""


def test_correcting_a_point_moves_its_incidents_on_the_map(gazetteer: GazetteerPage) -> None:
    gazetteer.open()
    box = gazetteer.page.get_by_label("Find a place")
    box.fill("منبج")
    box.press("Enter")
    gazetteer.settle()
    gazetteer.page.locator(".st-key-gazetteer_open_manbij button").click()
    gazetteer.settle()
    assert "place=manbij" in gazetteer.page.url
    before = gazetteer.point
    gazetteer.drag_point(70, -50)
    after = gazetteer.point
    assert after[0] > before[0]
    assert after[1] > before[1]
    gazetteer.becomes(lambda: gazetteer.typed_point == after)
    gazetteer.says("incidents move, by up to")
    gazetteer.becomes(lambda: gazetteer.data("moves") > 0)
    gazetteer.save("the point was in the fields")
    moved = f"{after[0]:.3f},{after[1]:.3f}"
    gazetteer.page.get_by_role("link", name="Map", exact=True).click()
    shown = MapPage(gazetteer.page, gazetteer.server).drawn()
    assert shown.frame.evaluate(POINTS_OF, moved)


def test_undo_puts_the_point_back(gazetteer: GazetteerPage) -> None:
    gazetteer.open("?place=kolajo")
    before = gazetteer.point
    gazetteer.fill("Point: type it", f"{before[0] + 0.01:.5f}, {before[1]:.5f}")
    gazetteer.save("a mistake")
    gazetteer.choose("History")
    gazetteer.says("a mistake")
    gazetteer.page.get_by_role("button", name="Undo").first.click()
    gazetteer.fill("Why?", "it was right before")
    gazetteer.press("Undo this change")
    gazetteer.says("it was right before")
    gazetteer.becomes(lambda: gazetteer.point == pytest.approx(before, abs=1e-5))


def test_draft_is_offered_again_after_a_reload(gazetteer: GazetteerPage) -> None:
    gazetteer.open("?place=hajin")
    gazetteer.drag_point(40, 30)
    dragged = gazetteer.point
    gazetteer.page.reload()
    gazetteer.drawn()
    gazetteer.says("This goes on with your draft")
    gazetteer.becomes(lambda: gazetteer.point == dragged)
    gazetteer.press("Discard the draft")
    gazetteer.becomes(lambda: gazetteer.point != dragged)


def test_two_editors_choose_between_their_versions(
    open_context: Callable[..., BrowserContext], desk_server: str
) -> None:
    first = GazetteerPage(open_context().new_page(), desk_server).open("?place=raqqa")
    second = GazetteerPage(open_context().new_page(), desk_server).open("?place=raqqa")
    first.fill("Extent (km)", "11")
    first.save("wider")
    second.fill("Extent (km)", "13")
    second.save("narrower")
    second.says("Somebody else changed the same fields while you were editing")
    second.page.get_by_role("radio", name="Theirs", exact=True).click()
    second.settle()
    second.press("Go on with these choices")
    second.becomes(lambda: second.box("Extent (km)").input_value() == "11.0")


def test_merging_leads_the_old_id_to_the_kept_place(gazetteer: GazetteerPage) -> None:
    gazetteer.open("?place=susah")
    gazetteer.choose("Merge, split, withdraw")
    gazetteer.fill("The other place: a name or an id", "al-marashidah")
    gazetteer.fill("Why?", "one place")
    gazetteer.press("Merge")
    gazetteer.open("?place=al-marashidah")
    gazetteer.says("al-Susah")


def test_filters_and_search_show_on_the_map(gazetteer: GazetteerPage) -> None:
    gazetteer.open()
    everything = gazetteer.data("places")
    gazetteer.page.get_by_text("Used by incidents", exact=True).click()
    gazetteer.settle()
    gazetteer.becomes(lambda: 0 < gazetteer.data("places") < everything)


def test_arabic_page_runs_from_the_right(page: Page, desk_server: str) -> None:
    shown = GazetteerPage(page, desk_server).open("?place=manbij&lang=ar")
    assert page.locator("h1").inner_text() == "معجم الأماكن"
    direction = page.locator(".stApp").evaluate("(app) => getComputedStyle(app).direction")
    assert direction == "rtl"
    assert shown.data("draws") > 0
