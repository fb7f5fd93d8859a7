"""The exported HTML file in a real Chromium: from the disk, with the network off, on a phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from gazetteer import Gazetteer
from geo import (
    Briefing,
    MapExport,
    MapState,
    apply,
    load_borders,
    load_dataset,
    story_page,
    write_export,
)
from geo.stories.shipped import shipped_stories
from tests.hostile_data import hostile_dataset, hostile_gazetteer
from tests.payloads import MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def open_file(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a file of the disk without any network; whatever it asks for or complains of fails."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []
    asked: list[str] = []

    def open_one(path: Path, width: int, height: int) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, offline=True, locale="en-GB"
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-shown]")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert wrong == []
    assert {url.partition(":")[0] for url in asked} <= {"file", "data"}
    assert len({url for url in asked if url.startswith("file:")}) == 1


def write(briefing: Briefing, folder: Path, language: str) -> Path:
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    export = MapExport(briefing=briefing, state=MapState(language=language), made_at=made_at)
    return write_export(export, ["html"], folder)[0]


def test_exported_page_filters_lists_and_tells_with_the_network_off(
    open_file: Callable[..., Page], tmp_path: Path
) -> None:
    briefing = Briefing(
        gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders()
    )
    page = open_file(write(briefing, tmp_path, "en"), 1400, 900)
    total = len(briefing.table)
    expect(page.locator("#hudud-count")).to_have_text(f"{total} of {total} incidents")
    page.get_by_role("button", name="Battles", exact=True).click(modifiers=["Shift"])
    battles = sum(i.event_type == "Battles" for i in briefing.incidents.values())
    expect(page.locator("#hudud-count")).to_have_text(f"{battles} of {total} incidents")
    expect(page.locator(".hudud-row")).to_have_count(battles)
    page.locator(".hudud-row").last.click()
    detail = page.locator("#hudud-detail")
    expect(detail).to_contain_text("Paragraph")
    row = page.evaluate("window.hudud.layer.selected")
    incident = briefing.incidents[briefing.table.ids[row].as_py()]
    expect(detail).to_contain_text(incident.summary)
    expect(detail).to_contain_text(incident.summary_ar)
    page.keyboard.press("Escape")
    expect(detail).to_be_hidden()
    bars = page.locator(".hudud-timeline-bars")
    box = bars.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.99, box["y"] + 20, steps=3)
    page.mouse.up()
    expect(page.locator("#hudud-count")).not_to_have_text(f"{battles} of {total} incidents")
    page.get_by_text("Sources and licences").click()
    for word in ("ODbL", "GeoNames", "incidents "):
        expect(page.locator("#hudud-notice")).to_contain_text(word)


def test_exported_page_holds_hostile_text_as_text_on_a_phone(
    open_file: Callable[..., Page], tmp_path: Path
) -> None:
    briefing = Briefing(
        gazetteer=hostile_gazetteer(), dataset=hostile_dataset(), borders=load_borders()
    )
    page = open_file(write(briefing, tmp_path, "ar"), 375, 740)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.locator("#hudud-count").click()
    page.locator(".hudud-row").first.click()
    row = page.evaluate("window.hudud.layer.selected")
    summary = briefing.table.summary_ar[row].as_py()
    shown = page.locator("#hudud-detail p").first
    assert shown.evaluate("node => node.textContent") == summary
    assert shown.evaluate("node => node.children.length") == 0
    assert page.evaluate(f"window.{MARK}") is None
    assert page.evaluate("document.querySelectorAll('img, iframe, form').length") == 0


def test_story_is_told_view_by_view_with_the_network_off(
    open_file: Callable[..., Page], tmp_path: Path
) -> None:
    briefing = Briefing(
        gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders()
    )
    story = shipped_stories()[0]
    path = tmp_path / "story.html"
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    path.write_text(story_page(briefing, story, language="en", made_at=made_at), encoding="utf-8")
    page = open_file(path, 375, 740)
    for number, step in enumerate(story.steps):
        expect(page.locator("#hudud-inset h2")).to_have_text(step.title)
        expect(page.locator("#hudud-inset .note")).to_have_text(step.note)
        zone = briefing.zone(step.state.zone)
        shown = apply(briefing.index, step.state.filter, zone=zone).figures.incidents
        expect(page.locator("#hudud-count")).to_contain_text(f"{shown} of ")
        assert step.state.view is not None
        at = page.evaluate("[hudud.map.getCenter().lat, hudud.map.getZoom()]")
        if number == 0:
            assert at == pytest.approx([step.state.view.lat, step.state.view.zoom], abs=0.02)
        page.keyboard.press("PageDown")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.get_by_role("button", name="Back", exact=True).press("Enter")
    expect(page.locator("#hudud-inset h2")).to_have_text(story.steps[-2].title)
