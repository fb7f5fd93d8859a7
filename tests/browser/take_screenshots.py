"""Take the pictures of the README and the guide from the running dashboard.

Run with ``python -m tests.browser.take_screenshots [NAME ...]`` from the project's folder; without
names it takes all of them.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image
from playwright.sync_api import sync_playwright

from pages.tour import COOKIE
from tests.browser.conftest import ROOT, chromium_path, running

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

PICTURES: Final = ROOT / "pages" / "images"
LANGUAGES: Final = ("en", "ar")
_WIDE: Final = (1440, 900)
_COLORS: Final = 256
_IDLE_LOOKS: Final = 10
_ARTICLE: Final = (
    "هجوم قرب هجين\n"
    "قتل ثلاثة مدنيين وأصيب خمسة آخرون في انفجار عبوة ناسفة أمس في مدينة الرقة. "
    "وقالت مصادر محلية إن اشتباكات اندلعت بعد ذلك في ريف دير الزور الشرقي قرب الباغوز.\n"
    "وفي العراق أعلنت القوات الأمنية اعتقال سبعة من عناصر داعش في جبال حمرين يوم الجمعة.\n"
)
_TABLE: Final = (
    "date,place,country,killed\n2019-03-01,Hajin,Syria,2\n2019-03-04,Sinjar,Iraq,1\n"
    "2019-13-09,Baghouz,Syria,3\n2019-03-12,Tell Nowhere,Syria,1\n"
)


def _paste(page: Page, _language: str) -> None:
    page.locator("textarea").first.fill(_ARTICLE)
    page.locator("[class*=st-key-article_go] button").press("Enter")
    page.locator(".article .place").first.press("Enter")


def _search(page: Page, language: str) -> None:
    box = page.locator("[data-testid=stMain] input[type=text]").last
    box.fill("حمرين" if language == "ar" else "Dayr az-Zawr")
    box.press("Enter")


def _upload(page: Page, _language: str) -> None:
    file = {"name": "events.csv", "mimeType": "text/csv", "buffer": _TABLE.encode()}
    page.locator("input[type=file]").first.set_input_files(file)  # type: ignore[arg-type]
    page.locator(".hudud-table").first.wait_for()


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, what is opened, what is done before, and the window in pixels."""

    name: str
    path: str
    prepare: Callable[[Page, str], None] | None = None
    size: tuple[int, int] = (1280, 800)


TAKEN: Final = (
    Picture("map", "?id=manbij-bombing-2019&at=35.0,41.2,6.5", size=_WIDE),
    Picture("zone", "?depth=32&at=36.6,39.4,7.5"),
    Picture(
        "area", "?area=36.53,37.95,60&lies=inside&from=2018-01-01&to=2019-12-31&at=36.5,38.0,8"
    ),
    Picture(
        "compare",
        "?compare=2018-10-01,2018-12-31,2019-01-01,2019-03-31&at=34.9,40.6,6",
        size=(1280, 1000),
    ),
    Picture("briefing", "snapshot?from=2019-01-01&to=2019-03-31"),
    Picture("story", "stories?story=six-articles&step=4"),
    Picture("figures", "figures"),
    Picture("gazetteer", "gazetteer", _search),
    Picture("entry", "gazetteer?place=hamrin-mountains", size=(1280, 1000)),
    Picture("article", "article", _paste, size=(1280, 900)),
    Picture("data", "data?import=new", _upload, size=(1280, 1000)),
)


def file_name(picture: Picture, language: str) -> str:
    """Return the name of a picture's file."""
    return f"{picture.name}.png" if language == "en" else f"{picture.name}-{language}.png"


def take_screenshots(names: list[str]) -> None:
    """Write the pictures of these names, or all of them, into ``pages/images``."""
    PICTURES.mkdir(exist_ok=True)
    wanted = [picture for picture in TAKEN if picture.name in names or not names]
    with tempfile.TemporaryDirectory() as folder:
        name = Path(folder, "config", "hudud", "editor-name.txt")
        name.parent.mkdir(parents=True)
        name.write_text("Hiba", encoding="utf-8")
        with running("dashboard.py", Path(folder)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
            )
            for picture in wanted:
                for language in LANGUAGES:
                    taken = _take(browser, server, picture, language)
                    _write(taken, PICTURES / file_name(picture, language))
            browser.close()


def _take(browser: Browser, server: str, picture: Picture, language: str) -> bytes:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce"
    )
    # Who was here before is not offered the tour.
    context.add_cookies([{"name": COOKIE, "value": "1", "url": server}])
    page = context.new_page()
    joint = "&" if "?" in picture.path else "?"
    page.goto(f"{server}/{picture.path}{joint}lang={language}")
    page.locator("h1").first.wait_for()
    _rests(page)
    if picture.prepare is not None:
        picture.prepare(page, language)
        _rests(page)
    taken = page.screenshot()
    context.close()
    return taken


def _rests(page: Page) -> None:
    """Wait until the server has finished its runs, and maps have drawn what they were told."""
    idle = 0
    while idle < _IDLE_LOOKS:
        page.wait_for_timeout(300)
        running_now = page.locator("[data-testid=stApp][data-test-script-state=running]").count()
        waiting = page.locator("[data-stale=true], [data-testid=stSkeleton]").count()
        idle = 0 if running_now or waiting else idle + 1


def _write(picture: bytes, path: Path) -> None:
    """Write a picture in few colours, a third of the bytes; rare ones, as in the legend, stay."""
    with Image.open(BytesIO(picture)) as opened:
        few = opened.convert("RGB").quantize(
            _COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        few.save(path, optimize=True)


if __name__ == "__main__":
    take_screenshots(sys.argv[1:])
