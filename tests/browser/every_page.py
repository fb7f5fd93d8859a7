"""Every page of the dashboard, opened in a language and a theme, and at rest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

LANGUAGES: Final = ("en", "ar")
THEMES: Final = ("light", "dark")
# Every language in every theme.
DRESSES: Final = tuple(product(LANGUAGES, THEMES))
ARTICLE: Final = (
    "هجوم قرب هجين\nقتل ثلاثة مدنيين وأصيب خمسة آخرون في انفجار عبوة ناسفة أمس في مدينة الرقة."
)
# What the box of the article page is called, and the button under it.
_PASTE: Final = {
    "en": ("Text of the article, Arabic or English", "Find the places"),
    "ar": ("نص المقال، بالعربية أو الإنكليزية", "ابحث عن الأماكن"),
}
_RESTS: Final = "[data-testid=stApp]:not([data-test-script-state=running])"
# Of a map that has drawn all it was told; no frame, no map.
_DRAWN: Final = "body[data-shown], body[data-draws]"
_IDLE_LOOKS: Final = 4


@dataclass(frozen=True, slots=True)
class Sight:
    """One page as a person may meet it: its name, its address, and what is done before looking."""

    name: str
    path: str
    has_map: bool = False
    prepare: Callable[[Page, str], None] | None = None

    def open(self, page: Page, server: str, language: str) -> None:
        """Open it in `language` and wait until it is at rest."""
        joint = "&" if "?" in self.path else "?"
        page.goto(f"{server}/{self.path}{joint}lang={language}")
        page.locator("h1").first.wait_for()
        self._rest(page)
        if self.prepare is not None:
            self.prepare(page, language)
            self._rest(page)

    def _rest(self, page: Page) -> None:
        if self.has_map:
            page.frame_locator("iframe").first.locator(_DRAWN).wait_for()
        rests(page)


def rests(page: Page) -> None:
    """Wait until the server has finished its runs: one may begin a while after another."""
    idle = 0
    while idle < _IDLE_LOOKS:
        page.locator(_RESTS).wait_for()
        busy = page.locator("[data-stale=true], [data-testid=stSkeleton]").count()
        page.wait_for_timeout(100)
        idle = 0 if busy else idle + 1


def paste_an_article(page: Page, language: str) -> None:
    """Have the places of an article found."""
    box, button = _PASTE[language]
    page.get_by_label(box).fill(ARTICLE)
    page.get_by_role("button", name=button).first.press("Enter")
    page.locator(".article .place").first.wait_for()


SIGHTS: Final = (
    Sight("map", "", has_map=True),
    Sight("incident", "?id=manbij-bombing-2019", has_map=True),
    Sight("snapshot", "snapshot"),
    Sight("stories", "stories"),
    Sight("story", "stories?story=six-articles", has_map=True),
    Sight("gazetteer", "gazetteer", has_map=True),
    Sight("place", "gazetteer?place=manbij", has_map=True),
    Sight("article", "article"),
    Sight("pasted", "article", has_map=False, prepare=paste_an_article),
    Sight("data", "data"),
    Sight("figures", "figures"),
    Sight("guide", "guide"),
    Sight("commands", "guide?part=commands"),
    Sight("about", "about"),
)


def settings(theme: str, width: int = 1400, height: int = 1000) -> dict[str, Any]:
    """Return what a browser's context is opened with, for a theme and a size of the window."""
    return {
        "viewport": {"width": width, "height": height},
        "color_scheme": theme,
        "reduced_motion": "reduce",
    }
