"""Take the pictures of the documentation from the running dashboard.

Run with ``python -m tests.browser.take_screenshots`` from the project's folder.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ROOT, chromium_path, running
from tests.browser.map_page import MapPage

PICTURES = ROOT / "pages" / "images"
VIEWPORT = {"width": 1440, "height": 900}


def take_screenshots() -> None:
    """Write every picture into ``pages/images``."""
    PICTURES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running("dashboard.py", Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_context(viewport=VIEWPORT, locale="en-GB").new_page()  # type: ignore[arg-type]
        for name, query in (
            ("map", "?id=manbij-bombing-2019&at=35.0,41.2,6.5"),
            ("map-ar", "?lang=ar&id=manbij-bombing-2019&at=35.0,41.2,6.5"),
        ):
            MapPage(page, server).open(query)
            page.wait_for_timeout(1500)
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take_screenshots()
