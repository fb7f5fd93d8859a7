"""From a change of a filter to the painted map, in a real Chromium, beside other ways to map.

Run with ``python -m benchmarks.map_speed [hudud|markers|fast|pydeck …] [ROWS …]`` from the
project's folder; without arguments all four at all sizes. Each starts a server of its own, one
after the other. Times are milliseconds; absolute figures depend on the machine, the ratios less so.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from playwright.sync_api import Error, sync_playwright

from benchmarks.chromium_meter import (
    MIB,
    Traffic,
    browser_pid,
    children_named,
    collect_garbage,
    launch,
    memory_mib,
    peak_mib,
    renderer_mib,
)
from benchmarks.map_scripts import (
    BRUSH,
    FIRST_MAP,
    FIRST_RIVAL,
    HOT_CLICK,
    PAN,
    PLAY,
    RIVAL_FILTER,
    SIDEBAR_CLICK,
    WATCH_WEBGL,
    ZOOM,
)
from tests.browser.conftest import running
from tests.browser.map_page import FRAME, MapPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SIZES = (1_000, 10_000, 100_000, 1_000_000)
RIVALS = ("markers", "fast", "pydeck")
ROUNDS = 15
RIVAL_ROUNDS = 3
PATIENCE_S = 120
# A folium Marker takes some 10 KiB on the server: a million would take all the memory there is.
MOST_MARKERS = 100_000
VIEWERS = 3


def row(name: str, times: list[float], remark: str = "") -> None:
    """Print the least, the median and the 95th percentile."""
    late = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    told = f"{min(times):8.0f} {statistics.median(times):8.0f} {late:8.0f}"
    print(f"  {name:<40} {told}   {remark}", flush=True)


def fact(name: str, value: str) -> None:
    """Print one figure."""
    print(f"  {name:<40} {value}", flush=True)


def server_pid() -> int:
    """Return the dashboard that this process started."""
    return children_named(os.getpid(), "streamlit")[0]


def open_map(browser: Browser, server: str) -> tuple[MapPage, float, Traffic]:
    """Open the map in a fresh context; the milliseconds until it was painted."""
    page = browser.new_context(viewport={"width": 1400, "height": 950}).new_page()
    page.set_default_timeout(PATIENCE_S * 1000)
    traffic = Traffic(page)
    opened = MapPage(page, server)
    page.goto(server, wait_until="commit")
    took = cast("float", page.evaluate(FIRST_MAP, FRAME))
    opened.settle()
    return opened, took, traffic


def measure() -> None:
    """Measure the project's own map over HUDUD_ROWS incidents."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running("benchmarks/made_up_dashboard.py", Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright)
        at_first = memory_mib(server_pid(), "Pss")
        opened, cold, traffic = open_map(browser, server)
        arrived = traffic.taken()
        again = []
        for _ in range(RIVAL_ROUNDS):
            other, took, _traffic = open_map(browser, server)
            again.append(took)
            other.page.context.close()
        fact("first map, first visitor after the start", f"{cold:8.0f}")
        row("first map, later visitors", again, f"{arrived / MIB:.1f} MiB arrive")
        for name, times, remark in _changes(opened, traffic):
            row(name, times, remark)
        _memory(opened, browser, at_first)
        browser.close()


def _changes(opened: MapPage, traffic: Traffic) -> Iterator[tuple[str, list[float], str]]:
    page, frame = opened.page, opened.frame
    for name, label in (("filter in the sidebar", "to 1 km"), ("another", "to 5 km")):
        times, sizes = [], []
        for _ in range(ROUNDS):
            traffic.taken()
            times.append(cast("float", page.evaluate(SIDEBAR_CLICK, [FRAME, label])))
            opened.settle()
            sizes.append(traffic.taken())
        yield name, times, f"{statistics.median(sizes) / 1024:.0f} KiB arrive"
    for name, choice in (("event type", "types Battles"), ("zone verdict", "verdicts inside")):
        hot = []
        for _ in range(ROUNDS):
            hot.append(cast("float", frame.evaluate(HOT_CLICK, choice)))
            page.wait_for_timeout(400)
            opened.settle()
        yield f"{name}, in the map", hot, ""
    yield "time brush, in the map", cast("list[float]", frame.evaluate(BRUSH, ROUNDS)), ""
    opened.settle()
    shown = cast("dict[str, Any]", frame.evaluate(PLAY, 5000))
    remark = f"{shown['rate']:.0f} frames/s; times between two"
    yield "playback at 4×, in the map", shown["gaps"], remark
    opened.settle()
    yield "pan", cast("list[float]", frame.evaluate(PAN, ROUNDS)), ""
    yield "zoom", cast("list[float]", frame.evaluate(ZOOM, ROUNDS)), ""
    opened.settle()


def _memory(opened: MapPage, browser: Browser, at_first: float) -> None:
    held = collect_garbage(opened.page)
    fact("page process, private", f"{renderer_mib(browser_pid()):8.0f} MiB; {held}")
    for _ in range(VIEWERS - 1):
        other, _took, _traffic = open_map(browser, opened.server)
        other.page.evaluate(SIDEBAR_CLICK, [FRAME, "to 25 km"])
        other.settle()
    now = memory_mib(server_pid(), "Pss")
    told = f"{now:8.0f} MiB; {at_first:.0f} before the first, at most {peak_mib(server_pid()):.0f}"
    fact(f"server with {VIEWERS} viewers", told)


def measure_rival(kind: str) -> None:
    """Measure another way to map; stop where it takes longer than anyone waits."""
    os.environ["HUDUD_RIVAL"] = kind
    with (
        tempfile.TemporaryDirectory() as folder,
        running("benchmarks/rival_dashboard.py", Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, webgl=kind == "pydeck")
        page = browser.new_context(viewport={"width": 1400, "height": 950}).new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.add_init_script(WATCH_WEBGL)
        traffic = Traffic(page)
        try:
            page.goto(server, wait_until="commit")
            first = cast("float", page.evaluate(FIRST_RIVAL, PATIENCE_S * 1000))
            arrived = traffic.taken()
            row("first map", [first], f"{arrived / MIB:.1f} MiB arrive")
            for name, times in _rival_filters(page).items():
                row(name, times)
            fact("arrive with the filters, together", f"{traffic.taken() / MIB:8.1f} MiB")
        except Error:
            fact("stopped", f"after {PATIENCE_S} s")
        held = collect_garbage(page)
        fact("page process, private", f"{renderer_mib(browser_pid()):8.0f} MiB; {held}")
        now, peak = memory_mib(server_pid(), "Pss"), peak_mib(server_pid())
        fact("server with one viewer", f"{now:8.0f} MiB; at most {peak:.0f}")
        browser.close()


def _rival_filters(page: Page) -> dict[str, list[float]]:
    """Choose one event type, an eighth of the incidents, and let go of it, in turn."""
    times: dict[str, list[float]] = {"filter to an eighth": [], "back to all": []}
    for turn in range(2 * RIVAL_ROUNDS):
        page.wait_for_timeout(1000)
        took = cast("float", page.evaluate(RIVAL_FILTER, ["Battles", PATIENCE_S * 1000]))
        times[("filter to an eighth", "back to all")[turn % 2]].append(took)
        if turn % 2 and took > PATIENCE_S * 100:
            break
    return times


def main() -> None:
    """Measure what the arguments name, else everything."""
    kinds = [a for a in sys.argv[1:] if not a.isdigit()] or ["hudud", *RIVALS]
    for rows in [int(a) for a in sys.argv[1:] if a.isdigit()] or SIZES:
        os.environ["HUDUD_ROWS"] = str(rows)
        for kind in kinds:
            load = os.getloadavg()[0]
            print(f"\n{kind}, {rows:,} incidents; load {load:.1f}; least, median, p95", flush=True)
            if kind == "hudud":
                measure()
            elif kind == "markers" and rows > MOST_MARKERS:
                fact("not tried", f"above {MOST_MARKERS:,}")
            else:
                measure_rival(kind)


if __name__ == "__main__":
    main()
