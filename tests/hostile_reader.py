"""Reads a folder of hostile files in a process that may use little; `test_hostile_files` runs it.

``python -m tests.hostile_reader FOLDER`` prints JSON: the error of each file, or the number of rows
that were taken and row, field and reason of those that were refused; the bytes of memory that all
of them needed beyond what the libraries do; and what was opened besides.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TypeAlias

from benchmarks.fuzz_files import Watch, virtual_bytes
from gazetteer import GazetteerError, RefusedRow, read_places
from geo import GeoError, imports, load_borders
from tests.hostile_files import INCIDENTS, PLACES

# Bytes beyond what the libraries need, and seconds of one core, for all files together.
MEMORY_BYTES = 1024 * 2**20
SECONDS = 120
# Rows taken; row, field and reason of each that was refused.
Outcome: TypeAlias = tuple[int, list[tuple[int, str, str]]]


def incidents(path: Path) -> Outcome:
    """Read incidents."""
    with imports.read_incidents(path, borders=load_borders(), today=date(2026, 11, 21)) as batch:
        return batch.row_count, [(r.row, r.field, str(r.reason)) for r in batch.refusals]


def places(path: Path) -> Outcome:
    """Read places."""
    items = list(read_places(path))
    refused = [item for item in items if isinstance(item, RefusedRow)]
    told = [(r.row, r.field, str(r.reason)) for r in refused]
    return len(items) - len(refused), told


READ = {"incidents": incidents, "places": places}


def peak_bytes() -> int:
    """Return the most memory that this process had; what its parent had does not count."""
    (line,) = (
        line
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    return int(line.split()[1]) * 1024


def main() -> None:
    """Read every file of the folder."""
    folder = Path(sys.argv[1])
    tempfile.tempdir = str(folder)
    load_borders()
    watch = Watch(folder)
    room = virtual_bytes() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    before = peak_bytes()
    told: dict[str, str | Outcome] = {}
    watch.begin()
    for group, corpus in (("incidents", INCIDENTS), ("places", PLACES)):
        for name, (file, _, _) in corpus.items():
            path = folder / group / name / file
            # What is told when the process is ended at its bounds.
            print(round(time.process_time(), 1), path, file=sys.stderr, flush=True)
            try:
                told[f"{group} {name}"] = READ[group](path)
            except (GeoError, GazetteerError) as error:
                told[f"{group} {name}"] = str(error)
    used = peak_bytes() - before
    left = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    print(json.dumps({"told": told, "used": used, "seen": watch.seen, "left": left}))


if __name__ == "__main__":
    os.umask(0o077)
    main()
