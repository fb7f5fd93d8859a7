"""How long each kind of data file takes on made-up incidents, how large it is, what memory it took.

Run ``python -m benchmarks.export_speed [ROWS …] [FORMAT …]``; each file is written in a process of
its own, on one core. Memory is the peak of that process less what the incidents alone take.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from benchmarks.filter_speed import made_up_table
from gazetteer import Gazetteer
from geo import (
    FORMATS,
    Briefing,
    FilterIndex,
    MapExport,
    MapState,
    SnapshotError,
    load_borders,
    load_dataset,
    write_export,
    zone_verdicts,
)

SIZES = (100_000,)
_MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)


def measure(count: int, kind: str) -> str:
    """Return a line of the table: format, seconds, megabytes of the files and of memory."""
    briefing = Briefing(
        gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders()
    )
    borders = briefing.borders
    table = made_up_table(
        count, measure_distance=borders.distance_to_border_km, judge_zone=zone_verdicts
    )
    briefing.__dict__["index"] = FilterIndex.build(table)
    export = MapExport(briefing=briefing, state=MapState(), made_at=_MADE_AT)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        try:
            files = write_export(export, [kind], Path(folder))
        except SnapshotError as error:
            return f"| {count:,} | {kind} | {error} | | |"
        seconds = perf_counter() - started
        size = sum(file.stat().st_size for file in files) / 1e6
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return f"| {count:,} | {kind} | {seconds:.1f} s | {size:.1f} MB | {memory:,.0f} MB |"


def main() -> None:
    """Print the table."""
    sizes = [int(text.replace("_", "")) for text in sys.argv[1:] if text[0].isdigit()]
    kinds = [text for text in sys.argv[1:] if text in FORMATS]
    sys.stdout.write("| incidents | file | time | size | memory |\n|---|---|---|---|---|\n")
    for count in sizes or SIZES:
        for kind in kinds or [*FORMATS]:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
                sys.stdout.write(pool.submit(measure, count, kind).result() + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
