"""Tables in a browser: right to left in Arabic, as cards on a phone, sorted by their heads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.every_page import rests, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Locator, Page

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=None)


def left_of(locator: Locator) -> float:
    box = locator.bounding_box()
    assert box is not None
    return box["x"]


def test_table_runs_from_the_right_and_is_sorted_by_its_heads(page: Page, server: str) -> None:
    page.goto(f"{server}/?lang=ar")
    heads = page.locator(".hudud-rows thead th")
    expect(heads).to_have_count(7)
    rests(page)
    assert left_of(heads.first) > left_of(heads.last)
    expect(heads.first).to_have_attribute("aria-sort", "descending")
    heads.first.get_by_role("button").press("Enter")
    expect(heads.first).to_have_attribute("aria-sort", "ascending")
    expect(heads.first.get_by_role("button")).to_be_focused()
    turn = page.get_by_role("button", name="الصفحة التالية")
    turn.press("Enter")
    expect(page.locator(".hudud-pager span")).to_contain_text("2 من")
    expect(page.locator(".hudud-rows .hudud-open").first).to_be_focused()
    # What Streamlit says by itself is in the page's language, too.
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("انتقل إلى المحتوى")


def test_table_fits_a_phone(open_context: Callable[..., BrowserContext], server: str) -> None:
    page = open_context(**settings("light", 375, 812)).new_page()
    page.goto(f"{server}/gazetteer?lang=ar")
    rows = page.locator(".hudud-rows tbody tr")
    expect(rows.first).to_be_visible()
    rests(page)
    expect(page.locator(".hudud-rows thead")).to_be_hidden()
    assert page.locator(".hudud-rows").evaluate("(e) => e.scrollWidth <= e.clientWidth")
    rows.first.locator(".hudud-open").press("Enter")
    expect(page.get_by_role("radio", name="المدخل")).to_be_visible()
