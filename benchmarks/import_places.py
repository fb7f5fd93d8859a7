"""How long, and in how much memory, a made-up GeoNames dump is read, imported, exported.

Run ``python -m benchmarks.import_places [PLACES]`` (250,000 unless given). Each step runs in a
process of its own, so that its peak memory is its own. The places are made up; their number of
names, their homonyms and the order of the file of alternate names are those of GeoNames: each place
has three alternate names on average, mixed with as many rows of places elsewhere.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from gazetteer.geonames import COLUMNS
from gazetteer.interchange import accepted, read_places, write_places
from gazetteer.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gazetteer.place_files import RefusedRow

DEFAULT_PLACES = 250_000
SEED = 7
# Word pairs in both scripts; villages are two or three of them, so that namesakes come about.
_WORDS = (
    ("Tall", "تل"), ("Khirbat", "خربة"), ("Umm", "أم"), ("Abū", "أبو"), ("Kafr", "كفر"),
    ("‘Ayn", "عين"), ("Dayr", "دير"), ("Bi’r", "بئر"), ("Rasm", "رسم"), ("Jubb", "جب"),
    ("Ḩamad", "حمد"), ("Şāliḩ", "صالح"), ("Rummān", "رمان"), ("Zaytūn", "زيتون"), ("Ḩajar", "حجر"),
    ("Aswad", "أسود"), ("Abyaḑ", "أبيض"), ("Aḩmar", "أحمر"), ("Khalīl", "خليل"), ("Yūsuf", "يوسف"),
    ("Sulţān", "سلطان"), ("Fāris", "فارس"), ("Ghazāl", "غزال"), ("Dīb", "ديب"), ("Tīn", "تين"),
    ("Shaykh", "شيخ"), ("Mūsá", "موسى"), ("Jum‘ah", "جمعة"), ("Rās", "رأس"), ("Wādī", "وادي"),
    ("Kabīr", "كبير"), ("Şaghīr", "صغير"), ("Gharbī", "غربي"), ("Sharqī", "شرقي"),
)  # fmt: skip


def write_dump(folder: Path, places: int) -> None:
    """Write a dump of `places` places and its file of alternate names, in the order of its ids."""
    source = random.Random(SEED)
    alternates: list[tuple[int, str, str]] = []
    with (folder / "dump.txt").open("w", encoding="utf-8") as stream:
        for number in range(places):
            geonames_id = 100_000 + 3 * number
            words = [source.choice(_WORDS) for _ in range(source.choice((2, 2, 3)))]
            name = " ".join(latin for latin, _ in words)
            row = {
                "geonameid": str(geonames_id),
                "name": name,
                "asciiname": name,
                "latitude": f"{source.uniform(29.5, 37.3):.5f}",
                "longitude": f"{source.uniform(36.0, 48.0):.5f}",
                "feature class": "P",
                "feature code": "PPL",
                "country code": source.choice(("SY", "IQ")),
                "admin1 code": f"{source.randint(1, 14):02}",
                "population": str(source.choice((0, 0, 0, source.randint(10, 90_000)))),
                "modification date": "2024-01-01",
            }
            stream.write("\t".join(row.get(column, "") for column in COLUMNS) + "\n")
            alternates.append((geonames_id, "ar", " ".join(arabic for _, arabic in words)))
            alternates += [
                (geonames_id, source.choice(("en", "fr", "tr", "")), f"{name} {i}")
                for i in range(source.randint(0, 4))
            ]
    alternates += [(100_001 + 3 * i, "en", f"Elsewhere {i}") for i in range(len(alternates))]
    source.shuffle(alternates)
    with (folder / "names.txt").open("w", encoding="utf-8") as stream:
        for number, (geonames_id, language, name) in enumerate(alternates):
            stream.write(f"{number}\t{geonames_id}\t{language}\t{name}\t\t\t\t\t\t\n")


def _refused(row: RefusedRow) -> None:
    raise AssertionError(str(row))


def _read(path: Path, names: Path | None = None) -> int:
    return sum(1 for _ in accepted(read_places(path, alternate_names=names), _refused))


def _import(folder: Path) -> int:
    rows = read_places(folder / "dump.txt", alternate_names=folder / "names.txt")
    with Store(f"sqlite:///{folder / 'gazetteer.sqlite'}", shipped=False) as store:
        report = store.import_places(accepted(rows, _refused), source="dump", editor="benchmark")
        return report.created + report.unchanged


def _export(folder: Path, name: str) -> int:
    with Store(f"sqlite:///{folder / 'gazetteer.sqlite'}", shipped=False) as store:
        return write_places(store.iter_places(), folder / name)


STEPS: dict[str, Callable[[Path], int]] = {
    "read GeoNames": lambda f: _read(f / "dump.txt"),
    "read GeoNames with alternate names": lambda f: _read(f / "dump.txt", f / "names.txt"),
    "import into SQLite": _import,
    "import again": _import,
    "export Linked Places": lambda f: _export(f, "out.geojson"),
    "export CSV": lambda f: _export(f, "out.csv"),
    "read Linked Places": lambda f: _read(f / "out.geojson"),
    "read CSV": lambda f: _read(f / "out.csv"),
}


def run_step(name: str, folder: Path) -> None:
    """Run one step in this process and print its figures as JSON."""
    start = perf_counter()
    count = STEPS[name](folder)
    seconds = perf_counter() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"count": count, "seconds": seconds, "peak_mb": peak_mb}))


def measured(places: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Run every step in a process of its own and yield its figures."""
    with tempfile.TemporaryDirectory(prefix="hudud-benchmark-") as name:
        folder = Path(name)
        # A process begins with the peak memory of the one that made it; this one must stay small.
        _in_process("--write", str(places), name)
        sizes = [f"{p.name} {p.stat().st_size / 2**20:.0f} MB" for p in sorted(folder.iterdir())]
        print(f"{places:,} places: {', '.join(sizes)}\n")
        for step in STEPS:
            yield step, json.loads(_in_process("--step", step, name))


def _in_process(*arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.import_places", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def main(arguments: list[str]) -> None:
    """Print the table, or run one step."""
    if arguments[:1] == ["--step"]:
        run_step(arguments[1], Path(arguments[2]))
        return
    if arguments[:1] == ["--write"]:
        write_dump(Path(arguments[2]), int(arguments[1]))
        return
    places = int(arguments[0]) if arguments else DEFAULT_PLACES
    print(f"{'step':<36} {'places':>9} {'seconds':>8} {'places/s':>9} {'peak MB':>8}")
    for step, figures in measured(places):
        rate = figures["count"] / figures["seconds"]
        print(
            f"{step:<36} {figures['count']:>9,} {figures['seconds']:>8.1f} {rate:>9,.0f} "
            f"{figures['peak_mb']:>8.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
