"""From the filtered map to a picture on disk, and to the same picture after the data changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gazetteer import Gazetteer
from tests.browser.conftest import running
from tests.browser.map_page import MapPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def download_png(page: Page) -> bytes:
    with page.expect_download() as download:
        page.locator(".st-key-snapshot_get_png button").click()
    return Path(download.value.path()).read_bytes()


def test_picture_of_the_filtered_map_is_the_same_after_the_gazetteer_was_edited(
    page: Page, tmp_path: Path
) -> None:
    with running("dashboard.py", tmp_path / "server") as address:
        found = MapPage(page, address).open("?type=Battles&depth=30")
        found.frame.evaluate("window.hudud.map.setView([36.4, 38.2], 8, {animate: false})")
        page.wait_for_timeout(1_200)
        page.locator(".st-key-take_along button").click()
        page.locator(".st-key-snapshot_preview img").wait_for()
        assert found.query["type"] == ["Battles"]
        assert found.query["depth"] == ["30"]
        assert found.query["at"] == ["36.4,38.2,8"]
        first = download_png(page)
        assert first.startswith(b"\x89PNG")
        link = page.get_by_test_id("stCode").last.inner_text().strip()
        with Gazetteer.open(f"sqlite:///{tmp_path / 'server' / 'hudud.sqlite'}") as gazetteer:
            place = gazetteer.get("manbij")
            moved = replace(place, lat=36.6)
            gazetteer.store.save(moved, editor="A", reason="surveyed", based_on=place.version)
        page.goto(link)
        page.locator(".st-key-snapshot_preview img").wait_for()
        page.get_by_text("The data have changed since").wait_for()
        assert download_png(page) == first
