"""The map page as a person meets it: what can be read from it and done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Frame, FrameLocator, Locator, Page

FRAME = "iframe[data-page^='/hudud/map']"
LOADED = """async () => {
    while (!(window.hudud && window.hudud.loaded)) await new Promise((r) => setTimeout(r, 50));
}"""


class MapPage:
    """Drives one tab."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server

    def open(self, query: str = "") -> Self:
        """Open the page and wait until the map has drawn."""
        self.page.goto(f"{self.server}/{query}")
        return self.drawn()

    def drawn(self) -> Self:
        """Wait until the map has drawn and the page has come to rest."""
        self.map.locator("body[data-shown]").wait_for()
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until the server has finished its run."""
        self.page.wait_for_timeout(300)
        # Not by a function to wait for, which Playwright evaluates as the page's policy forbids.
        self.page.locator("[data-testid=stApp]:not([data-test-script-state=running])").wait_for()
        self.page.wait_for_timeout(300)

    @property
    def map(self) -> FrameLocator:
        """The map's own page."""
        return self.page.frame_locator(FRAME)

    @property
    def frame(self) -> Frame:
        """The map's own page, to evaluate scripts in."""
        return next(f for f in self.page.frames if "/hudud/map" in f.url)

    @property
    def shown(self) -> int:
        """How many incidents the map shows."""
        self.frame.evaluate(LOADED)
        return int(cast("Any", self.frame.evaluate("window.hudud.incidents.count")))

    @property
    def counted(self) -> int:
        """How many incidents the key figures count."""
        text = self.page.get_by_test_id("stMetricValue").first.inner_text()
        return int(text.split()[0].replace(",", ""))

    @property
    def listed(self) -> int:
        """How many incidents the table's heading counts."""
        return int(self.page.locator("h3").first.inner_text().split()[0].replace(",", ""))

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters of the address."""
        return parse_qs(urlsplit(self.page.url).query)

    @property
    def view(self) -> list[float]:
        """Latitude, longitude and zoom of the map."""
        return cast(
            "list[float]",
            self.frame.evaluate(
                "(({lat, lng}, zoom) => [lat, lng, zoom])"
                "(window.hudud.map.getCenter(), window.hudud.map.getZoom())"
            ),
        )

    def choose(self, label: str, option: str) -> None:
        """Choose the option that starts with `option` in the filter called `label`."""
        box = self.page.get_by_test_id("stSidebar").get_by_role("combobox", name=label, exact=True)
        # A list that opens while the sidebar still scrolls closes again at once.
        box.evaluate("(box) => box.scrollIntoView({block: 'center', behavior: 'instant'})")
        self.page.wait_for_timeout(300)
        box.click()
        self.page.get_by_role("option").filter(has_text=option).first.click()
        if self.page.get_by_role("listbox").count():  # one that takes several stays open
            self.page.keyboard.press("Escape")
        self.settle()

    def item_points(self, script: str) -> list[list[float]]:
        """Return the screen points of the drawn items that `script` (item => bool) picks."""
        box = self.page.locator(FRAME).bounding_box()
        assert box
        found = cast(
            "list[list[float]]",
            self.frame.evaluate(
                "(pick) => window.hudud.layer.items.filter(eval(pick)).map((item) => {"
                " const p = window.hudud.map.layerPointToContainerPoint([item.x, item.y]);"
                " return [p.x, p.y]; })",
                script,
            ),
        )
        return [[box["x"] + x, box["y"] + y] for x, y in found]

    def timeline(self) -> Locator:
        """The bars of the timeline."""
        return self.map.locator(".hudud-timeline-bars")

    def brush(self, start: float, end: float) -> None:
        """Drag over the timeline between two shares of its width."""
        box = self.timeline().bounding_box()
        assert box
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] * start, y)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + box["width"] * end, y, steps=6)
        self.page.mouse.up()
