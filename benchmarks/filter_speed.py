"""How long a filter takes on made-up incidents: mask, all counts, timeline, figures, first page.

Run ``python -m benchmarks.filter_speed [ROWS …]``; times are the median on one core.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from datetime import date
from functools import partial
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from geo import (
    SUB_TYPES_BY_EVENT_TYPE,
    Coded,
    CodedSets,
    DrawnArea,
    FilterIndex,
    IncidentFilter,
    apply,
    columns_payload,
    mask_bytes,
    table_from_columns,
    table_page,
    zone_verdicts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from geo import IncidentTable

SIZES = (10_000, 100_000, 1_000_000)
REPEATS = 9
# Shapes of a large export: different points, actors, articles, words of the summaries.
_POINTS, _ACTORS, _SOURCES, _WORDS, _WORDS_A_ROW = 30_000, 400, 1_500, 40_000, 20
_FIRST_DAY, _DAYS = 16_000, 4_500
_BORDER_LAT = 36.8

# A polygon of twelve corners over a third of the made-up points, sides of some 150 km.
_TURNS = np.arange(12) * np.pi / 6
AREA = DrawnArea(tuple(zip(34 + 2 * np.sin(_TURNS), 42 + 4 * np.cos(_TURNS), strict=True)))

FILTERS: dict[str, IncidentFilter] = {
    "no filter": IncidentFilter(),
    "one type": IncidentFilter(event_types=frozenset({"Battles"})),
    "two years": IncidentFilter(start=date(2019, 1, 1), end=date(2020, 12, 31)),
    "inside the zone": IncidentFilter(verdicts=frozenset({"inside"})),
    "inside an area": IncidentFilter(area=AREA, area_verdicts=frozenset({"inside"})),
    "one actor": IncidentFilter(actors=frozenset({"actor 0"})),
    "text, one word": IncidentFilter(text="w12345"),
    "all conditions": IncidentFilter(
        start=date(2015, 1, 1),
        end=date(2022, 12, 31),
        countries=frozenset({"SY"}),
        admin1=frozenset(f"SY-{i}" for i in range(10)),
        event_types=frozenset({"Battles", "Explosions/Remote violence"}),
        sub_types=frozenset({"Armed clash", "Air/drone strike"}),
        actors=frozenset({"actor 0", "actor 1", "actor 2"}),
        sources=frozenset(f"source {i}" for i in range(200)),
        precisions=frozenset({"exact", "5km"}),
        verdicts=frozenset({"outside"}),
        border_id="SY-TR",
        border_km=200.0,
        text="w1",
    ),
}


def _nearness(
    _lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], _border_id: str
) -> npt.NDArray[Any]:
    return np.abs(_BORDER_LAT - lat) * 111.2


def _judge(
    lon: npt.NDArray[np.float64],
    lat: npt.NDArray[np.float64],
    extent_km: npt.NDArray[np.float64],
    depth_km: float | DrawnArea,
) -> npt.NDArray[Any]:
    if isinstance(depth_km, DrawnArea):
        return zone_verdicts(lon, lat, extent_km, depth_km)
    distance = np.abs(_BORDER_LAT - lat) * 111.2
    sure = np.abs(distance - depth_km) >= extent_km
    return np.where(sure, np.where(distance <= depth_km, 1, 0), 2).astype(np.uint8)


def made_up_table(
    rows: int,
    *,
    measure_distance: Callable[..., npt.NDArray[Any]] = _nearness,
    judge_zone: Callable[..., npt.NDArray[Any]] = _judge,
) -> IncidentTable:
    """Return a table of `rows` incidents in the shape of a large export.

    Without geometry of its own, the border is a parallel and a zone its depth in km.
    """
    random = np.random.default_rng(20_190_101)
    point = random.zipf(1.3, rows) % _POINTS
    lons, lats = random.uniform(36, 48, _POINTS), random.uniform(30, 38, _POINTS)
    pairs = [(t, s) for t, subs in SUB_TYPES_BY_EVENT_TYPE.items() for s in subs]
    pair = random.integers(0, len(pairs), rows).astype(np.int32)
    types = tuple(SUB_TYPES_BY_EVENT_TYPE)
    type_of = np.array([types.index(t) for t, _ in pairs], np.int32)
    admin1 = tuple(f"{c}-{i}" for c in ("IQ", "SY") for i in range(16))
    admin1_of = random.integers(0, len(admin1), _POINTS).astype(np.int32)
    start = _FIRST_DAY + random.integers(0, _DAYS, rows)
    best = np.where(random.random(rows) < 0.1, np.nan, random.zipf(2.0, rows).clip(0, 500))
    return table_from_columns(
        {
            "ids": pa.array([f"made-up-{i}" for i in range(rows)]),
            "lon": lons[point],
            "lat": lats[point],
            "extent_km": random.choice([0.0, 1.0, 5.0, 25.0, 100.0], rows),
            "start_day": start,
            "end_day": start + random.choice([0, 0, 0, 0, 6, 30], rows),
            "event_type": Coded(types, type_of[pair]),
            "sub_type": Coded(tuple(s for _, s in pairs), pair),
            "country": Coded(("IQ", "SY"), admin1_of[point] // 16),
            "admin1": Coded(admin1, admin1_of[point]),
            "place": Coded(tuple(f"place {i}" for i in range(_POINTS)), point.astype(np.int32)),
            "actors": _sets(random, rows, "actor", _ACTORS, 2),
            "sources": _sets(random, rows, "source", _SOURCES, 1),
            "fatalities_low": best,
            "fatalities_best": best,
            "fatalities_high": best * 2,
            "summary": _summaries(random, rows),
        },
        measure_distance=measure_distance,
        judge_zone=judge_zone,
    )


def _sets(random: np.random.Generator, rows: int, name: str, count: int, a_row: int) -> CodedSets:
    codes = (random.zipf(1.4, rows * a_row) % count).astype(np.int32)
    values = tuple(f"{name} {i}" for i in range(count))
    return CodedSets.from_rows(values, np.arange(rows + 1, dtype=np.int64) * a_row, codes)


def _summaries(random: np.random.Generator, rows: int) -> pa.Array:
    words = pa.array([f"w{i}" for i in range(_WORDS)], pa.string())
    drawn = words.take(pa.array(random.integers(0, _WORDS, rows * _WORDS_A_ROW)))
    offsets = pa.array(np.arange(rows + 1, dtype=np.int32) * _WORDS_A_ROW)
    return pc.binary_join(pa.ListArray.from_arrays(offsets, drawn), " ")


def timed(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the median time of `work` in milliseconds."""
    times = []
    for _ in range(repeats):
        started = perf_counter()
        work()
        times.append(1_000 * (perf_counter() - started))
    return median(times)


def _circle(radius_km: float) -> DrawnArea:
    return DrawnArea(((34.0, 42.0),), radius_km)


def _turned(hundredths: int) -> DrawnArea:
    return DrawnArea(tuple((lat, lon + hundredths / 100) for lat, lon in AREA.corners))


def bench(rows: int) -> None:
    """Print the times at one size."""
    started = perf_counter()
    table = made_up_table(rows)
    made = perf_counter() - started
    started = perf_counter()
    index = FilterIndex.build(table)
    indexed = perf_counter() - started
    started = perf_counter()
    apply(index, FILTERS["all conditions"], zone=23.0)
    table_page(index, np.ones(rows, np.bool_))
    first = perf_counter() - started
    print(f"\n{rows:,} rows: made in {made:.1f} s, grouped in {1e3 * indexed:,.0f} ms,", end=" ")
    print(f"first use (text index, zone, order) {1e3 * first:,.0f} ms")
    gc.collect()
    for name, wanted in FILTERS.items():
        selection = apply(index, wanted, zone=23.0)
        applied = timed(partial(apply, index, wanted, zone=23.0))
        paged = timed(partial(table_page, index, selection.mask))
        told = f"{name:16} {selection.figures.incidents:>9,} pass"
        print(
            f"{told}   apply {applied:6.1f} ms + page {paged:5.1f} ms = {applied + paged:6.1f} ms"
        )
    word = iter(range(10_000, _WORDS))
    fresh = timed(lambda: apply(index, IncidentFilter(text=f"w{next(word)}"), zone=23.0))
    depth = iter(range(1, 100))
    moved = timed(lambda: apply(index, IncidentFilter(), zone=float(next(depth))))
    print(f"a new word {fresh:.1f} ms, a new zone (without its geometry) {moved:.1f} ms", end=", ")
    radius = iter(range(50, 100))
    circle = timed(lambda: apply(index, IncidentFilter(area=_circle(next(radius))), zone=23.0))
    turn = iter(range(1, 100))
    polygon = timed(lambda: apply(index, IncidentFilter(area=_turned(next(turn))), zone=23.0))
    print(f"a new circle {circle:.1f} ms, a new polygon {polygon:.1f} ms")
    packed = timed(lambda: columns_payload(table), 3)
    size = len(columns_payload(table)) / 1e6
    masked = timed(lambda: mask_bytes(selection.mask))
    print(f"columns for the browser {size:.1f} MB in {packed:.0f} ms, mask in {masked:.2f} ms")


def main() -> None:
    """Measure at the sizes given as arguments, else at `SIZES`."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for rows in [int(argument) for argument in sys.argv[1:]] or SIZES:
        bench(rows)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\npeak memory {peak:,.0f} MiB")


if __name__ == "__main__":
    main()
