"""Seconds from a state of the map to a finished file, for the shipped data and for very many.

Run with ``python -m benchmarks.snapshot_speed [ROWS …]`` from the project's folder; without
arguments with what ships and with 10,000, 100,000 and 1,000,000 made-up incidents. ``compose``
works out the sheet, the others draw it: A4, PNG at 200 dots per inch. The first line of each is the
first sheet of a fresh process, imports included.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from datetime import date
from typing import TYPE_CHECKING

from gazetteer import Gazetteer
from geo import Briefing, MapState, load_borders, load_dataset
from geo.snapshot import (
    Extent,
    ExtentKind,
    SnapshotOptions,
    approved,
    compose,
    render_pdf,
    render_png,
    render_pptx,
    render_svg,
)
from tests.geo.snapshot.made_up import briefing_of, many_incidents

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (0, 10_000, 100_000, 1_000_000)
ROUNDS = 5
OPTIONS = SnapshotOptions(extent=Extent(kind=ExtentKind.REGION), as_of=date(2026, 11, 21))
FIRST = "--first"


def shipped() -> Briefing:
    """Return the briefing of what ships."""
    return Briefing(gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders())


def median_s(work: Callable[[], object]) -> float:
    """Return the median of some runs in seconds."""
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def first_sheet(rows: int) -> None:
    """Make one PNG and leave: what a fresh process needs."""
    briefing = shipped()
    if rows:
        briefing = briefing_of(briefing, many_incidents(rows))
    render_png(approved(compose(briefing, MapState(), OPTIONS)), dpi=200)


def measure(rows: int) -> None:
    """Print the seconds that each kind of file takes."""
    briefing = shipped()
    if rows:
        briefing = briefing_of(briefing, many_incidents(rows))
    start = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.snapshot_speed", FIRST, str(rows)]
    subprocess.run(command, check=True)
    fresh_s = time.perf_counter() - start
    sheet = approved(compose(briefing, MapState(), OPTIONS))
    print(f"{rows or len(briefing.table):,} incidents")
    print(f"  {'fresh process to PNG':<24} {fresh_s:6.2f}")
    print(f"  {'compose':<24} {median_s(lambda: compose(briefing, MapState(), OPTIONS)):6.2f}")
    for name, render in (
        ("PNG, 200 dpi", render_png),
        ("SVG", render_svg),
        ("PDF", render_pdf),
        ("slides", render_pptx),
    ):
        seconds = median_s(lambda render=render: render(sheet))  # type: ignore[misc]
        print(f"  {name:<24} {seconds:6.2f}", flush=True)


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == [FIRST]:
        first_sheet(int(given[1]))
    else:
        for size in map(int, given or SIZES):
            measure(size)
