"""Hostile text from data reaches every corner of the screen, and none of it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.map_page import MapPage
from tests.payloads import MARK, PAYLOADS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture
def hostile(page: Page, hostile_server: str) -> MapPage:
    page.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    return MapPage(page, hostile_server).open()


def nothing_ran(page: MapPage) -> None:
    for frame in page.page.frames:
        assert frame.evaluate(f"window.{MARK} === undefined"), frame.url
    assert page.page.get_by_test_id("stException").count() == 0


def test_map_labels_and_legend_survive(hostile: MapPage) -> None:
    assert hostile.shown == hostile.counted
    nothing_ran(hostile)


def test_tooltips_and_stacks_show_text_as_text(hostile: MapPage) -> None:
    for x, y in hostile.item_points("(item) => item.x > 60")[:12]:
        hostile.page.mouse.move(x, y)
        hostile.page.wait_for_timeout(150)
    x, y = hostile.item_points("(item) => item.count > 5")[0]
    hostile.page.mouse.click(x, y)
    entry = hostile.map.locator(".hudud-stack button .where").first
    entry.wait_for()
    raw = {"".join(payload.split()) for payload in PAYLOADS}
    assert "".join(entry.inner_text().split()) in raw
    nothing_ran(hostile)


def test_details_show_text_as_text(hostile: MapPage) -> None:
    ids = hostile.frame.evaluate("window.hudud.incidents.n")
    assert ids > 20
    for number in range(12):
        x, y = hostile.item_points("(item) => item.x > 60")[number]
        hostile.page.mouse.click(x, y)
        hostile.settle()
        buttons = hostile.map.locator(".hudud-stack button")
        if buttons.count():
            buttons.first.click()
            hostile.settle()
        nothing_ran(hostile)
    text = hostile.page.locator(".hudud-summary").first.inner_text()
    assert "49" not in text  # a template that ran would have multiplied


@pytest.mark.parametrize("path", ["figures", "about", "?lang=ar"])
def test_other_pages_survive(hostile: MapPage, path: str) -> None:
    hostile.page.goto(f"{hostile.server}/{path}")
    hostile.page.wait_for_timeout(2500)
    nothing_ran(hostile)


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if "\n" not in p])
def test_text_from_the_address_survives(page: Page, server: str, payload: str) -> None:
    page.goto(server)
    page.evaluate(
        "(p) => { const u = new URL(location.href); for (const k of"
        " ['q', 'type', 'from', 'at', 'zone', 'id', 'lang', 'limit']) u.searchParams.set(k, p);"
        " location.assign(u); }",
        payload,
    )
    page.get_by_test_id("stMetricValue").first.wait_for()
    page.wait_for_timeout(600)
    for frame in page.frames:
        assert frame.evaluate(f"window.{MARK} === undefined"), frame.url
    assert page.get_by_test_id("stException").count() == 0
