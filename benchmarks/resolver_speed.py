"""How fast the resolver answers, opens and learns of edits, and the memory it takes.

Run from the top of the project: ``python -m benchmarks.resolver_speed [PLACES ...]``. Each size is
measured in a process of its own, on one core: the index is built and saved, then opened afresh.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

SIZES = (500, 33_000, 250_000)
_QUERIES = 2_000
_COLUMNS = (
    ("build s", "build_s"), ("file MB", "file_mb"), ("cold s", "cold_s"),
    ("cold CPU s", "cold_cpu_s"),
    ("queries/s", "per_s"), ("p50 ms", "p50"), ("p95 ms", "p95"), ("p95 CPU ms", "p95_cpu"),
    ("edit ms", "edit_ms"), ("build MB", "build_mb"), ("asking MB", "ask_mb"),
)  # fmt: skip


def peak_mb() -> float:
    """Return the most memory that this process has held so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(count: int, folder: Path) -> None:
    """Build an index of `count` made-up places and save it with queries for it."""
    from benchmarks.made_up_places import gazetteer_of  # noqa: PLC0415 - not timed by `ask`
    from gazetteer.data import made_up_places as shapes  # noqa: PLC0415
    from gazetteer.index import NameIndex  # noqa: PLC0415

    places = gazetteer_of(count)
    source = random.Random(5)
    queries = []
    for place in source.choices(places, k=_QUERIES):
        style = source.choice(shapes.STYLES)
        told = place.admin1 if source.random() < 0.5 else None
        queries.append((shapes.romanise(place.toponyms[0].name, style, source), told))
    (folder / "queries.json").write_text(json.dumps(queries), encoding="utf-8")
    start = time.perf_counter()
    index = NameIndex.build(places)
    seconds = time.perf_counter() - start
    index.save(folder / "index")
    size = (folder / "index").stat().st_size / 2**20
    print(json.dumps({"build_s": seconds, "build_mb": peak_mb(), "file_mb": size}))


def ask(folder: Path) -> None:
    """Open the index, ask every query once, change a place, and print the figures."""
    start, cpu = time.perf_counter(), time.process_time()
    from gazetteer.index import NameIndex  # noqa: PLC0415 - importing is a part of a cold start
    from gazetteer.resolve import resolve  # noqa: PLC0415

    index = NameIndex.open(folder / "index")
    resolve(index, "Hajin")
    cold, cold_cpu = time.perf_counter() - start, time.process_time() - cpu
    queries = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    times, cpu_times = [], []
    for text, admin1 in queries:
        begin, cpu = time.perf_counter(), time.process_time()
        resolve(index, text, admin1=admin1)
        times.append(time.perf_counter() - begin)
        cpu_times.append(time.process_time() - cpu)
    place = next(iter(index.places()))
    begin = time.perf_counter()
    index.update(replace(place, population=1))
    edit = time.perf_counter() - begin
    p50, p95 = (float(np.percentile(times, q)) * 1000 for q in (50, 95))
    figures = {
        "cold_s": cold, "cold_cpu_s": cold_cpu, "per_s": len(times) / sum(times), "p50": p50,
        "p95": p95, "p95_cpu": float(np.percentile(cpu_times, 95)) * 1000, "edit_ms": edit * 1000,
        "ask_mb": peak_mb(),
    }  # fmt: skip
    print(json.dumps(figures))


def _in_a_process(*arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.resolver_speed", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    printed = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    figures: dict[str, float] = json.loads(printed.stdout)
    return figures


def main() -> None:
    """Measure every size and print a table."""
    if sys.argv[1:2] == ["build"]:
        build(int(sys.argv[2]), Path(sys.argv[3]))
        return
    if sys.argv[1:2] == ["ask"]:
        ask(Path(sys.argv[2]))
        return
    titles = ("places", *(title for title, _ in _COLUMNS))
    print("  ".join(f"{title:>10s}" for title in titles))
    for count in [int(argument) for argument in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            figures = _in_a_process("build", str(count), folder) | _in_a_process("ask", folder)
        cells = [f"{count:10d}", *(f"{figures[name]:10.2f}" for _, name in _COLUMNS)]
        print("  ".join(cells))


if __name__ == "__main__":
    main()
