"""axe finds nothing serious on any page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from gazetteer import Gazetteer
from geo import Briefing, MapExport, MapState, load_borders, load_dataset, write_export
from tests.browser.accessibility import faults, told
from tests.browser.every_page import SIGHTS, settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.browser

# Each page in one dress at least; `every_page_pictures` looks at all of them in all dresses.
DRESSES = {
    ("en", "light"): {"map", "stories", "story", "data", "pasted", "commands"},
    ("ar", "dark"): {"map", "snapshot", "place", "figures", "guide", "about"},
}


@pytest.mark.parametrize(("language", "theme"), DRESSES)
def test_pages_have_no_serious_fault_of_access(
    open_context: Callable[..., BrowserContext], editors_server: str, language: str, theme: str
) -> None:
    page = open_context(**settings(theme)).new_page()
    found = []
    for sight in SIGHTS:
        if sight.name in DRESSES[language, theme]:
            sight.open(page, editors_server, language)
            found += [f"{sight.name}: {told(fault)}" for fault in faults(page)]
    assert not found, "\n".join(found)


def test_exported_page_has_no_serious_fault_of_access(browser: Browser, tmp_path: Path) -> None:
    briefing = Briefing(
        gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders()
    )
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    export = MapExport(briefing=briefing, state=MapState(language="ar"), made_at=made_at)
    path = write_export(export, ["html"], tmp_path)[0]
    context = browser.new_context(**settings("dark"), offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.locator("body[data-shown]").wait_for()
    found = [told(fault) for fault in faults(page)]
    context.close()
    assert not found, "\n".join(found)


def test_map_follows_the_system_into_another_theme_while_it_is_open(
    open_context: Callable[..., BrowserContext], editors_server: str
) -> None:
    page = open_context(color_scheme="light").new_page()
    page.goto(editors_server)
    html = page.frame_locator("iframe").first.locator("html")
    for theme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=theme)
        expect(html).to_have_attribute("data-theme", theme)
