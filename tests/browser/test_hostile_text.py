"""Hostile text from data reaches every corner of the screen, and none of it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from gazetteer import printable
from tests.browser.conftest import running
from tests.browser.map_page import MapPage
from tests.payloads import BY_KIND, MARK, PAYLOADS
from tests.ways_in import PAGE_PARAMETERS, map_parameters

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Milliseconds; a busy machine takes its time.
PATIENCE = 60_000
# The parameters of the map's page; the others take several payloads at once in each.
KEYS = sorted(map_parameters())
TOGETHER = tuple(
    " ".join(BY_KIND[kind][number] for kind in kinds)
    for number in (0, 1)
    for kinds in (("markup", "markdown", "template"), ("script", "direction", "xml", "format"))
)


@pytest.fixture
def hostile(page: Page, hostile_server: str) -> MapPage:
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    return MapPage(page, hostile_server).open()


@pytest.fixture
def hostile_page(page: Page) -> Page:
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    return page


def at_rest(page: Page) -> None:
    """Wait until the page has its heading and the server has finished its run."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible(timeout=PATIENCE)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def nothing_ran(page: Page) -> None:
    for frame in page.frames:
        assert frame.evaluate(f"window.{MARK} === undefined"), frame.url
        assert frame.evaluate("({}).polluted === undefined"), frame.url
    assert page.get_by_test_id("stException").count() == 0


def test_map_labels_and_legend_survive(hostile: MapPage) -> None:
    assert hostile.shown == hostile.counted
    nothing_ran(hostile.page)


def test_tooltips_and_stacks_show_text_as_text(hostile: MapPage) -> None:
    for x, y in hostile.item_points("(item) => item.x > 60 && item.y > 60")[:12]:
        hostile.page.mouse.move(x, y)
        hostile.page.wait_for_timeout(150)
    x, y = hostile.item_points("(item) => item.count > 5")[0]
    hostile.page.mouse.click(x, y)
    entry = hostile.map.locator(".hudud-stack button .where").first
    entry.wait_for()
    raw = {"".join(payload.split()) for payload in PAYLOADS}
    assert "".join(entry.inner_text().split()) in raw
    nothing_ran(hostile.page)


def test_details_show_text_as_text(hostile: MapPage) -> None:
    ids = hostile.frame.evaluate("window.hudud.incidents.n")
    assert ids > 20
    for number in range(12):
        x, y = hostile.item_points("(item) => item.x > 60 && item.y > 60")[number]
        hostile.page.mouse.click(x, y)
        hostile.settle()
        buttons = hostile.map.locator(".hudud-stack button")
        if buttons.count():
            buttons.first.click()
            hostile.settle()
        nothing_ran(hostile.page)
    text = hostile.page.locator(".hudud-summary").first.inner_text()
    assert "49" not in text  # a template that ran would have multiplied


@pytest.mark.parametrize("path", ["figures", "about", "gazetteer", "snapshot", "data", "article"])
def test_other_pages_survive(hostile_page: Page, hostile_server: str, path: str) -> None:
    for language in ("en", "ar"):
        hostile_page.goto(f"{hostile_server}/{path}?lang={language}")
        at_rest(hostile_page)
        nothing_ran(hostile_page)


@pytest.mark.parametrize("start", range(0, len(PAYLOADS), len(KEYS)))
def test_text_in_every_parameter_of_the_map_survives(
    hostile_page: Page, server: str, start: int
) -> None:
    params = dict(zip(KEYS, PAYLOADS[start : start + len(KEYS)], strict=False))
    hostile_page.goto(f"{server}/?{urlencode(params)}")
    at_rest(hostile_page)
    nothing_ran(hostile_page)


@pytest.mark.parametrize("path", list(PAGE_PARAMETERS))
def test_text_in_the_address_of_other_pages_survives(
    hostile_page: Page, server: str, path: str
) -> None:
    for start in range(0, len(TOGETHER), 2):
        params = dict.fromkeys(PAGE_PARAMETERS[path], TOGETHER[start])
        params[PAGE_PARAMETERS[path][-1]] = TOGETHER[start + 1]
        hostile_page.goto(f"{server}/{path.partition('?')[0]}?{urlencode(params)}")
        at_rest(hostile_page)
        nothing_ran(hostile_page)
        shown = hostile_page.get_by_test_id("stMain")
        assert shown.locator("a[href*=javascript], img[src*=invalid]").count() == 0


def bare(text: str) -> str:
    """Return a text without what nobody sees: joiners, byte-order marks, white space in a row."""
    return " ".join(text.replace("\u2060", "").replace("\ufeff", "").split())


def test_plain_text_comes_out_of_markdown_as_it_went_in(page: Page, tmp_path: Path) -> None:
    with running("tests/browser/plain_dashboard.py", tmp_path / "plain") as address:
        page.goto(address)
        expect(page.get_by_text("All are drawn.")).to_be_visible(timeout=PATIENCE)
        for number, payload in enumerate(PAYLOADS):
            row = page.locator(f".st-key-payload-{number}")
            for shown in row.get_by_test_id("stMarkdownContainer").all_text_contents():
                assert bare(shown) == (bare(printable(bare(payload))) or "-")
            assert row.locator("a, img, code, svg, ol, ul, h1, strong, em, .katex").count() == 0
        nothing_ran(page)
