"""Reads a folder of hostile files in a process that may use little; `test_hostile_files` runs it.

``python -m tests.hostile_reader FOLDER`` prints JSON: what became of each file, the bytes of memory
that all of them needed beyond what the libraries do, and what was opened besides.
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

from benchmarks.fuzz_files import Watch, virtual_bytes
from gazetteer import GazetteerError, read_places
from geo import GeoError, imports, load_borders
from tests.hostile_files import INCIDENTS, PLACES

# Bytes beyond what the libraries need, and seconds of one core, for all files together.
MEMORY_BYTES = 1024 * 2**20
SECONDS = 120


def main() -> None:
    """Read every file of the folder."""
    folder = Path(sys.argv[1])
    tempfile.tempdir = str(folder)
    borders = load_borders()
    watch = Watch(folder)
    room = virtual_bytes() + MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told: dict[str, str] = {}
    watch.begin()
    for group, corpus in (("incidents", INCIDENTS), ("places", PLACES)):
        for name, (file, _, _) in corpus.items():
            path = folder / group / name / file
            # What is told when the process is ended at its bounds.
            print(round(time.process_time(), 1), path, file=sys.stderr, flush=True)
            try:
                if group == "incidents":
                    with imports.read_incidents(path, borders=borders, today=date(2026, 11, 21)):
                        told[f"{group} {name}"] = ""
                else:
                    told[f"{group} {name}"] = ""
                    for _ in read_places(path):
                        pass
            except (GeoError, GazetteerError) as error:
                told[f"{group} {name}"] = str(error)
    used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    left = sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())
    print(json.dumps({"told": told, "used": used, "seen": watch.seen, "left": left}))


if __name__ == "__main__":
    os.umask(0o077)
    main()
