"""From a click on a filter to the redrawn map, in a real Chromium.

Run with ``python -m benchmarks.map_speed`` from the project's folder. Prints medians and the 95th
percentile in milliseconds; absolute figures depend on the machine, the ratio less so.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.browser.conftest import chromium_path, running
from tests.browser.map_page import MapPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame

ROUNDS = 15


def milliseconds(action: Callable[[], None], frame: Frame) -> float:
    """Return the time from `action` until the map has drawn once more."""
    before = frame.evaluate("Number(document.body.dataset.draws)")
    start = time.perf_counter()
    action()
    frame.wait_for_function(
        "(before) => Number(document.body.dataset.draws) > before", arg=before, polling=2
    )
    return (time.perf_counter() - start) * 1000


def report(name: str, times: list[float]) -> None:
    """Print one row."""
    late = statistics.quantiles(times, n=20)[-1]
    print(f"{name:<44} {statistics.median(times):8.0f} {late:8.0f}")


def measure(page: MapPage) -> None:
    """Measure every kind of change and print a row for each."""
    frame = page.frame
    pills = page.page.get_by_test_id("stSidebar").get_by_role("button", name="Outside")
    rerun = []
    for _ in range(ROUNDS):
        rerun.append(milliseconds(pills.click, frame))
        page.settle()
    report("filter in the sidebar (one rerun)", rerun)
    slider = page.page.get_by_role("slider", name="Depth of the zone")
    slider.focus()
    zone = []
    for _ in range(ROUNDS):
        zone.append(milliseconds(lambda: page.page.keyboard.press("ArrowRight"), frame))
        page.settle()
    report("depth of the zone (one rerun, new zone)", zone)
    hot = frame.evaluate(
        """(rounds) => {
            const page = window.hudud, times = [];
            const [first, last] = [page.timeline.edges[0], page.timeline.edges.at(-1)];
            for (let i = 0; i < rounds; i += 1) {
                const start = performance.now();
                page._periodChanged([first + 30 * i, last - 30 * i], false);
                times.push(performance.now() - start);
            }
            return times;
        }""",
        ROUNDS,
    )
    report("brush on the timeline (inside the map)", hot)
    pan = frame.evaluate(
        """(rounds) => {
            const page = window.hudud, times = [];
            for (let i = 0; i < rounds; i += 1) {
                const start = performance.now();
                page.map.panBy([i % 2 ? 200 : -200, 0], {animate: false});
                times.push(performance.now() - start);
            }
            return times;
        }""",
        ROUNDS,
    )
    report("pan (inside the map)", pan)


def main() -> None:
    """Start the dashboard, open the map, measure."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running("dashboard.py", Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_context(viewport={"width": 1400, "height": 950}).new_page()
        start = time.perf_counter()
        page = MapPage(tab, server)
        tab.goto(server)
        page.map.locator("body[data-shown]").wait_for()
        first = (time.perf_counter() - start) * 1000
        page.settle()
        print(f"{'':<44} {'median':>8} {'p95':>8}   ms, {page.shown} incidents")
        print(f"{'first map after opening':<44} {first:8.0f}")
        measure(page)
        browser.close()


if __name__ == "__main__":
    main()
