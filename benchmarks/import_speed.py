"""How long, and in how much memory, a made-up file of UCDP's shape is imported.

Run ``python -m benchmarks.import_speed [ROWS …]`` (100,000 and 1,000,000 unless given). The rows
have UCDP GED's 49 columns with texts as long as in version 19.1, and one different point to nine
rows, as that has in Syria; names of places are the gazetteer's, and half of the rows are known to
the village.

Each file is imported in a process of its own, so that its peak memory is its own. The stages are
the reader's and the store's calls as the command ``python -m geo import`` makes them; distances,
which are computed when they are asked for and not stored, are measured in the same process.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from gazetteer import Gazetteer, Role, User
from geo import FOCUS_COUNTRIES, imports, load_borders
from geo.imports.profiles import UCDP_WITHOUT_HEADING
from geo.store.datasets import DatasetInfo, ImportFile
from geo.store.incident_store import IncidentStore

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_ROWS = (100_000, 1_000_000)
SEED = 7
COLUMNS = UCDP_WITHOUT_HEADING[49]
# Words of a source's headline, of which a row has 10 to 40.
_HEADLINES = (
    "shells target city regime forces clashes continue countryside killed including members of the"
    " northern eastern southern and about citizens fighters province dam village towards “Islamic"
    " State” front lines airstrikes coalition advance withdraw checkpoint night morning, several"
)
WORDS = _HEADLINES.split()
SIDES = (
    "Government of Syria", "Syrian insurgents", "IS", "SDF", "Government of Iraq", "Tahrir al-Sham",
    "Civilians", "Jaysh al-Islam", "PYD", "Government of Turkey", "PKK", "Ahrar al-Sham",
)  # fmt: skip


def write_file(path: Path, rows: int) -> None:
    """Write a file of UCDP's 49 columns."""
    source = random.Random(SEED)
    names = sorted({p.preferred("en") for p in Gazetteer.shipped().places().values()})[::3]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for number in range(rows):
            writer.writerow(_row(source, number, names, spots=max(rows // 9, 1)))


def _row(source: random.Random, number: int, names: list[str], *, spots: int) -> dict[str, object]:
    # The same spot always has the same point; those of Syria lie west of those of Iraq.
    at = random.Random(source.randrange(spots))
    in_syria = at.random() < 0.6
    lat, lon = at.uniform(33.0, 36.8), at.uniform(36.6, 40.6) if in_syria else at.uniform(41.5, 46)
    year, month, day = source.randint(2012, 2025), source.randint(1, 12), source.randint(1, 28)
    headline = " ".join(source.choices(WORDS, k=source.randint(10, 40)))
    side_a, side_b = source.sample(SIDES, 2)
    low, best = sorted((source.randint(0, 5), source.randint(0, 40)))
    when = f"{year}-{month:02}-{day:02}"
    return {
        "id": number + 1, "relid": f"SYR-{year}-1-{number}", "year": year, "active_year": 1,
        "code_status": "Clear", "type_of_violence": source.choice((1, 1, 1, 2, 3)),
        "conflict_dset_id": 299, "conflict_new_id": 299, "conflict_name": "Syria: Government",
        "dyad_dset_id": 11973, "dyad_new_id": 11973, "dyad_name": f"{side_a} - {side_b}",
        "side_a_dset_id": 118, "side_a_new_id": 118, "side_a": side_a, "side_b_dset_id": 4456,
        "side_b_new_id": 4456, "side_b": side_b, "number_of_sources": source.randint(1, 3),
        "source_article": f'"SOHR,{when},{headline}"', "source_office": "SOHR", "source_date": when,
        "source_headline": headline, "source_original": "SOHR",
        "where_prec": source.choice((1, 1, 1, 2, 2, 4, 5, 6)),
        "where_coordinates": f"{source.choice(names)} town", "where_description": headline[:60],
        "adm_1": "Homs Governorate" if in_syria else "Ninawa Governorate",
        "adm_2": "Ar Rastan district", "latitude": f"{lat:.6f}", "longitude": f"{lon:.6f}",
        "geom_wkt": f"POINT ({lon:.6f} {lat:.6f})", "priogrid_gid": 179714,
        "country": "Syria" if in_syria else "Iraq", "country_id": 652 if in_syria else 645,
        "region": "Middle East", "event_clarity": 1, "date_prec": source.choice((1, 1, 1, 2, 4)),
        "date_start": when, "date_end": when, "deaths_a": low, "deaths_b": 0,
        "deaths_civilians": best - low, "deaths_unknown": 0, "best": best, "high": best + 3,
        "low": low, "gwnoa": 652, "gwnob": "",
    }  # fmt: skip


def run_import(path: Path, database: Path) -> Iterator[tuple[str, float]]:
    """Import a file and yield the seconds of each stage; a second time, when nothing changes."""
    start = perf_counter()
    borders = load_borders()
    store = IncidentStore.open(f"sqlite:///{database}")
    store.gazetteer.resolve("Homs")
    yield "open database, borders and index of names", perf_counter() - start

    start = perf_counter()
    batch = imports.read_incidents(path, borders=borders, gazetteer=store.gazetteer)
    yield "read, convert, country, governorate, names", perf_counter() - start
    if batch.row_count + len(batch.refusals) == 0:
        raise AssertionError("nothing was read")

    for label in ("compare with what holds, write", "the same again: nothing to write"):
        start = perf_counter()
        store.put(
            DatasetInfo(id="benchmark", name="Benchmark"),
            batch.tables(),
            user=User("benchmark", Role.EDITOR),
            reason="benchmark",
            file=ImportFile(name=batch.name, sha256=batch.sha256, refused=len(batch.refusals)),
        )
        yield label, perf_counter() - start

    start = perf_counter()
    tables = [table.select(["lon", "lat"]) for table in batch.tables()]
    points = [np.column_stack([t["lon"].to_numpy(), t["lat"].to_numpy()]) for t in tables]
    lon, lat = np.unique(np.concatenate(points), axis=0).T
    focus = [b for b in borders.border_ids() if set(b.split("-")) & set(FOCUS_COUNTRIES)]
    for border_id in focus:
        borders.distance_to_border_km(lon, lat, border_id)
    yield f"distance of {lon.size:,} points to each of {len(focus)} borders", perf_counter() - start
    batch.close()
    store.close()


def measured(rows: int) -> tuple[dict[str, float], float, float]:
    """Return the seconds by stage, the file's size and the peak memory of the import, in MB."""
    with tempfile.TemporaryDirectory(prefix="hudud-benchmark-") as name:
        path = Path(name) / "ged.csv"
        # A process begins with the peak memory of the one that made it; this one must stay small.
        _in_process("--write", str(rows), str(path))
        figures = json.loads(_in_process("--import", str(path), str(Path(name) / "geo.sqlite")))
        return figures["seconds"], path.stat().st_size / 2**20, figures["peak_mb"]


def _in_process(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.import_speed", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main(arguments: list[str]) -> None:
    """Print the table, or run one part of it."""
    if arguments[:1] == ["--write"]:
        write_file(Path(arguments[2]), int(arguments[1]))
        return
    if arguments[:1] == ["--import"]:
        seconds = dict(run_import(Path(arguments[1]), Path(arguments[2])))
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "peak_mb": peak_mb}))
        return
    for rows in [int(argument) for argument in arguments] or DEFAULT_ROWS:
        seconds, size_mb, peak_mb = measured(rows)
        print(f"{rows:,} rows, {size_mb:,.0f} MB")
        for stage, spent in seconds.items():
            print(f"  {stage:<54} {spent:>7.1f} s")
        again = sum(spent for stage, spent in seconds.items() if stage.startswith("the same again"))
        print(f"  {'the import in all':<54} {sum(seconds.values()) - again:>7.1f} s")
        print(f"  {'peak memory':<54} {peak_mb:>7,.0f} MB\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
