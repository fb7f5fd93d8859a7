"""What so many incidents ask of one dashboard: memory, start, a filter, an edit.

Run ``python -m benchmarks.sizes [ROWS …]`` (10,000 to 3,000,000 unless given). Made-up incidents of
UCDP's shape (`import_speed`), 100,000 of them read from a file and the rest made of these with
other ids and points a little further on, are put into a new SQLite file. A dashboard as the README
starts it then opens that; one visitor filters. Seconds until `/healthz` says that all is read,
until the first visitor's map is complete, and until a save of the gazetteer stands on the map.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import httpx
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from benchmarks.chromium_meter import children_named, memory_mib, peak_mib
from benchmarks.import_speed import write_file
from benchmarks.load_client import Measured, Visitor
from gazetteer import Gazetteer, Role, User
from geo import imports, load_borders
from geo.store.datasets import DatasetInfo, ImportFile
from geo.store.incident_store import IncidentStore
from tests.browser.conftest import running

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_ROWS: Final = (10_000, 100_000, 1_000_000, 3_000_000)
FILE_ROWS: Final = 100_000
# Degrees by which the points of each further copy lie beside those of the first.
BESIDE: Final = 0.0004
EDITOR: Final = User("benchmark", Role.EDITOR)
FILTERS: Final = 12
PATIENCE_S: Final = 900


def fill(url: str, rows: int, folder: Path) -> None:
    """Put so many made-up incidents into a new database."""
    path = folder / "ged.csv"
    write_file(path, min(rows, FILE_ROWS))
    with IncidentStore.open(url) as store:
        batch = imports.read_incidents(path, borders=load_borders(), gazetteer=store.gazetteer)
        store.put(
            DatasetInfo(id="made-up", name="Made up"),
            copies(list(batch.tables()), max(rows // FILE_ROWS, 1)),
            user=EDITOR,
            reason="benchmark",
            file=ImportFile(name=batch.name, sha256=batch.sha256, refused=0),
        )
        batch.close()
    path.unlink()


def copies(tables: list[pa.Table], times: int) -> Iterator[pa.Table]:
    """Yield the tables so many times, each time with other ids and points."""
    for number in range(times):
        for table in tables:
            changed = {
                "id": pc.binary_join_element_wise(table["id"], str(number), "-"),
                "lat": pc.add(table["lat"], number * BESIDE),
                "lon": pc.add(table["lon"], number * BESIDE),
            }
            for name, column in changed.items():
                at = table.schema.get_field_index(name)
                table = table.set_column(at, table.schema.field(at), column)  # noqa: PLW2901
            yield table


async def measure(address: str, pid: int, url: str) -> dict[str, float]:
    """Return the figures of one visitor of a dashboard that has just been started."""
    began = time.perf_counter()
    found: dict[str, float] = {}
    measured = Measured()
    async with httpx.AsyncClient(timeout=PATIENCE_S) as http:
        while (await http.get(f"{address}/healthz")).status_code != 200:
            await asyncio.sleep(0.2)
        found["ready s"] = time.perf_counter() - began
        found["ready MiB"] = memory_mib(pid, "Rss")
        visitor = Visitor(address, http, measured)
        began = time.perf_counter()
        await visitor.open()
        await visitor.fetch_map()
        found["first map s"] = time.perf_counter() - began
        found["columns MiB"] = measured.received["columnsUrl"] / 2**20
        chance = random.Random(1)
        for _ in range(FILTERS):
            options = visitor.options("filter_event_types")
            visitor.write("filter_event_types", chance.sample(options, 2))
            visitor.write("filter_actors", chance.sample(visitor.options("filter_actors"), 2))
            await visitor.act("filter")
        found["filter ms"] = 1000 * median(measured.seconds["filter"])
        revision = visitor.page.map_state["revision"]
        await asyncio.to_thread(save, url)
        began = time.perf_counter()
        while visitor.page.map_state["revision"] == revision:
            await visitor.act("after the save")
        await visitor.fetch_map()
        found["edit shown s"] = time.perf_counter() - began
        await visitor.close()
    if measured.faults:
        raise AssertionError(measured.faults)
    return {**found, "in use MiB": memory_mib(pid, "Rss"), "peak MiB": peak_mib(pid)}


def save(url: str) -> None:
    """Move a place at which incidents happened."""
    with Gazetteer.open(url) as gazetteer:
        place = gazetteer.get("manbij")
        moved = replace(place, lat=36.53, lon=37.96)
        gazetteer.desk(EDITOR).save(moved, reason="seen", based_on=place.version)


def main(arguments: list[str]) -> None:
    """Print a line for each size."""
    for rows in [int(argument) for argument in arguments] or DEFAULT_ROWS:
        with tempfile.TemporaryDirectory(prefix="hudud-benchmark-") as name:
            folder = Path(name)
            url = f"sqlite:///{folder / 'hudud.sqlite'}"
            fill(url, rows, folder)
            size = sum(path.stat().st_size for path in folder.glob("hudud.sqlite*")) / 2**20
            variables = {"HUDUD_DATABASE_URL": url}
            with running("dashboard.py", folder / "server", variables=variables) as address:
                (pid,) = children_named(os.getpid(), "dashboard.py")
                found = asyncio.run(measure(address, pid, url))
        told = ", ".join(f"{name} {value:.3g}" for name, value in found.items())
        load = os.getloadavg()[0]
        print(f"{rows:,}: database MiB {size:.0f}, {told} (load {load:.1f})", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
