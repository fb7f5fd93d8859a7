"""Photograph every page in both languages, both themes and three widths, and ask axe about each.

Run with ``python -m tests.browser.every_page_pictures FOLDER`` from the project's folder;
``--only map story`` and ``--widths 375`` take fewer. Ends with status 1 if axe finds anything
serious, or if a page is wider than its window.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browser.accessibility import faults, told
from tests.browser.conftest import chromium_path, running
from tests.browser.every_page import DRESSES, SIGHTS, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

HEIGHTS = {1400: 1000, 768: 1024, 375: 812}
_TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"


def photographs(
    browser: Browser, server: str, folder: Path, widths: list[int], names: list[str]
) -> Iterator[str]:
    """Write the pictures into `folder` and yield what is wrong with the pages, a line each."""
    for width in widths:
        for language, theme in DRESSES:
            context = browser.new_context(
                locale="en-GB", **settings(theme, width, HEIGHTS.get(width, 900))
            )
            page = context.new_page()
            for sight in SIGHTS:
                if names and sight.name not in names:
                    continue
                sight.open(page, server, language)
                name = f"{sight.name}-{language}-{theme}-{width}"
                page.screenshot(path=folder / f"{name}.png")
                yield from (f"{name}: {line}" for line in _wrong(page))
            context.close()


def _wrong(page: Page) -> list[str]:
    wide = ["wider than the window"] if page.evaluate(_TOO_WIDE) else []
    return wide + [told(fault) for fault in faults(page)]


def main() -> int:
    """Take the pictures, print what is wrong, and return the status."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--widths", type=int, nargs="+", default=list(HEIGHTS))
    options.add_argument("--only", nargs="+", default=[], choices=[s.name for s in SIGHTS])
    asked = options.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        name = Path(home) / "config" / "hudud" / "editor-name.txt"
        name.parent.mkdir(parents=True)
        name.write_text("Hiba", encoding="utf-8")
        with running("dashboard.py", Path(home)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
            )
            wrong = list(photographs(browser, server, asked.folder, asked.widths, asked.only))
            browser.close()
    sys.stdout.write("\n".join([*wrong, f"{len(wrong)} faults", ""]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
