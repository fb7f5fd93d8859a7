"""Inject faults into databases, commands and running dashboards, and print what came of each.

Run ``python -m benchmarks.faults [PART ...] [--share 0.1]``; the parts are ``files`` (damaged in
many ways, and restored), ``bytes`` (one after the other of a small file), ``commands`` (each on
each broken file), ``killed`` (imports, confirmations, figures, migrations, by SIGKILL),
``together`` (processes that migrate at once) and ``dashboard`` (a real one with a real Chromium, on
SQLite and PostgreSQL); all of them unless given.
`--share` takes a part of the repetitions. The script ends with an error at the first thing that is
not as promised: a traceback, a half-written change, an acknowledged write that is gone, a page that
does not come back.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.faults_dashboard import break_dashboards
from benchmarks.faults_files import change_bytes, damage_files, run_commands
from benchmarks.faults_killed import kill_writers, migrate_together
from benchmarks.faults_table import Row, print_table

PARTS = ("files", "bytes", "commands", "killed", "together", "dashboard")


def _injected(part: str, folder: Path, share: float) -> list[Row]:
    if part == "files":
        return damage_files(folder, share)
    if part == "bytes":
        return change_bytes(folder, share)
    if part == "commands":
        return run_commands(folder)
    if part == "killed":
        return kill_writers(folder, share)
    return migrate_together(folder, share) if part == "together" else break_dashboards(folder)


def main() -> None:
    """Inject what was asked for and print a table for each part."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("parts", nargs="*", default=PARTS, choices=(*PARTS, PARTS))
    parser.add_argument("--share", type=float, default=1.0)
    args = parser.parse_args()
    for part in args.parts:
        began = perf_counter()
        with tempfile.TemporaryDirectory() as name:
            rows = _injected(part, Path(name), args.share)
        print(f"\n{part}, {perf_counter() - began:.0f} s\n")
        print_table(rows)


if __name__ == "__main__":
    main()
