"""The gazetteer page as a person meets it: what can be read from it and done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, cast

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame, Locator, Page

# How often the map is looked at, every 200 ms, before it has failed.
_MOST_LOOKS = 150
FRAME = "iframe[title='Map of places'], iframe[title='خريطة الأماكن']"


class GazetteerPage:
    """Drives one tab."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server

    def open(self, query: str = "") -> Self:
        """Open the page and wait until its map has drawn; give a name if it asks for one."""
        self.page.goto(f"{self.server}/gazetteer{query}")
        self.drawn()
        name = self.page.get_by_label("Your name, as the history will show it")
        if name.count():
            name.fill("Hiba")
            self.press("Start editing")
        return self

    def drawn(self) -> None:
        """Wait until the map has drawn and the page has come to rest."""
        self.page.frame_locator(FRAME).locator("body[data-draws]").wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until the server has finished its runs: one may begin a while after another."""
        idle = 0
        while idle < 4:
            self.page.wait_for_timeout(200)
            state = self.page.get_by_test_id("stApp").get_attribute("data-test-script-state")
            idle = 0 if state == "running" else idle + 1

    def becomes(self, holds: Callable[[], bool]) -> None:
        """Wait until the map, which is drawn after the page, shows something; fail in the end."""
        for _ in range(_MOST_LOOKS):
            if holds():
                return
            self.page.wait_for_timeout(200)
        assert holds()

    def press(self, name: str) -> None:
        """Press the button of this name."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.settle()

    def choose(self, name: str) -> None:
        """Choose a panel or view."""
        self.page.get_by_role("radio", name=name, exact=True).click()
        self.settle()

    def fill(self, label: str, text: str) -> None:
        """Write into the box whose label begins so, and leave it."""
        box = self.box(label)
        box.fill(text)
        box.press("Tab")
        self.settle()

    def box(self, label: str) -> Locator:
        """The input whose label begins so; a help button bears the label, too."""
        return self.page.locator("input, textarea").and_(self.page.get_by_label(label)).first

    def save(self, reason: str) -> None:
        """Save the edit with a reason, in spite of warnings if there are any."""
        override = self.page.get_by_text("Save in spite of the warnings")
        if override.count():
            override.click()
            self.settle()
        self.fill("Why? The history keeps the reason.", reason)
        self.press("Save")

    @property
    def frame(self) -> Frame:
        """The map's own page, to evaluate scripts in."""
        return next(f for f in self.page.frames if "/hudud/place-map" in f.url)

    @property
    def point(self) -> list[float]:
        """Latitude and longitude of the point on the map."""
        text = cast("str", self.frame.evaluate("document.body.dataset.point"))
        return [float(part) for part in text.split(",")]

    @property
    def typed_point(self) -> list[float]:
        """Latitude and longitude in the form."""
        box = self.page.get_by_label("Point: type it")
        return [float(part) for part in box.input_value().split(",")]

    def data(self, name: str) -> int:
        """Return a number that the map tells of itself."""
        return int(cast("Any", self.frame.evaluate(f"document.body.dataset.{name}")))

    def drag_point(self, right: int, down: int) -> None:
        """Drag the point on the map by so many pixels."""
        frame = self.page.locator(FRAME).bounding_box()
        pin = self.page.frame_locator(FRAME).locator(".hudud-pin").bounding_box()
        assert frame
        assert pin
        x, y = pin["x"] + pin["width"] / 2, pin["y"] + pin["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right, y + down, steps=8)
        self.page.mouse.up()
        self.settle()

    def says(self, text: str) -> None:
        """Fail unless the page shows `text`."""
        expect(self.page.get_by_text(text).first).to_be_visible()
