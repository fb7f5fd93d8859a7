"""What an editor does with a file of incidents, in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import running
from tests.browser.gazetteer_page import GazetteerPage
from tests.browser.map_page import MapPage
from tests.payloads import MARK, PAYLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Milliseconds; the first look-up of a name builds the index of all names.
PATIENCE = 60_000
ROWS = "date,place,country,killed,note\n2019-01-16,Manbij,Syria,16,market\nnever,Manbij,Syria,1,\n"


@pytest.fixture(scope="module")
def import_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard into which these tests may import."""
    with running("dashboard.py", tmp_path_factory.mktemp("import")) as address:
        yield address


class DataPage(GazetteerPage):
    """Drives the page of data sets in one tab."""

    def open(self, query: str = "") -> DataPage:
        """Open the page; give a name if it asks for one."""
        self.page.goto(f"{self.server}/data{query}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self.settle()
        name = self.page.get_by_label("Your name, as the history will show it")
        if name.count():
            name.fill("Hiba")
            self.press("Start editing")
        return self

    def bring(self, path: Path) -> None:
        """Upload a file and wait for its first rows."""
        self.page.locator("input[type=file]").set_input_files(path)
        expect(self.page.get_by_text("First rows")).to_be_visible()
        self.settle()

    def check(self) -> None:
        """Wait for the dry run."""
        self.press("Show what would happen")
        expect(self.page.get_by_role("button", name="Check again")).to_be_visible(timeout=PATIENCE)
        self.settle()

    def done(self) -> None:
        """Wait until the import is through."""
        expect(self.page.get_by_text("The import is done.")).to_be_visible(timeout=PATIENCE)
        self.settle()


def test_file_is_checked_imported_found_after_a_reload_and_shown_on_the_map(
    page: Page, import_server: str, tmp_path: Path
) -> None:
    path = tmp_path / "field notes.csv"
    path.write_text(ROWS, encoding="utf-8")
    data = DataPage(page, import_server).open()
    data.says("No file has been imported yet.")
    data.press("Import a file")
    data.bring(path)
    page.reload()
    data.settle()
    data.says("field notes.csv")
    data.check()
    data.says("1 row is refused")
    data.fill("Why? The history keeps the reason.", "a colleague's list")
    data.press("Import 1 incident")
    data.done()
    data.press("Show on the map")
    shown = MapPage(page, import_server).drawn()
    assert shown.query["data"] == ["field-notes"]
    assert shown.shown == 1


def test_hostile_file_stays_text_from_the_name_to_the_history(
    page: Page, import_server: str, tmp_path: Path
) -> None:
    path = tmp_path / "<img src=x onerror=window.hududWasHere=1> [a](javascript:1) {{7*7}}.csv"
    quoted = [f'"{text.replace(chr(34), chr(34) * 2)}"' for text in PAYLOADS]
    rows = [f"date,place,{quoted[0]},{quoted[2]}", *(f"2019-01-01,{q},{q},{q}" for q in quoted)]
    path.write_text("\n".join(rows), encoding="utf-8")
    data = DataPage(page, import_server).open("?import=new")
    data.bring(path)
    data.check()
    data.fill("Why? The history keeps the reason.", PAYLOADS[0])
    page.get_by_role("button", name="Import ").last.click()
    data.done()
    data.press("Open the data set")
    data.says("<img src=x onerror")
    page.get_by_text("Show what differs").click()
    data.settle()
    assert page.evaluate(f"window.{MARK} === undefined")
