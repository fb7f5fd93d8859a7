"""Apply a filter to the table: which incidents pass, and every figure the page shows of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

import numpy as np

from geo.columns import (
    BoolArray,
    Coded,
    CodedSets,
    Float32Array,
    Int32Array,
    UInt8Array,
    join_codes,
)
from geo.facets import Axis, AxisTest, CellValues, Tally, tally
from geo.filters import Facet, IncidentFilter
from geo.listing import SortKey, sort_order
from geo.table import PRECISIONS, IncidentTable, day_date, day_number
from geo.timeline import Timeline, timeline
from geo.zone import VERDICTS, ZoneVerdict

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from datetime import date

# How many orders of the rows are kept; each costs 4 n bytes.
_KEPT_ORDERS = 8

# Distances to a border that the page counts incidents within, in km; 23 is the proposed depth.
BORDER_STEPS_KM: tuple[int, ...] = (5, 10, 23, 50, 100, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigures:
    """The numbers above the map.

    Dead are summed over the incidents that give a number (`with_fatalities` of them); where one
    gives only some of low, best and high, the nearest given one stands in, so that low <= best <=
    high holds for the sums. `places` counts different points. `first` and `last` are the earliest
    start and the latest end, None for no incident. The verdicts are None without a zone.
    """

    incidents: int
    fatalities_low: int
    fatalities_best: int
    fatalities_high: int
    with_fatalities: int
    injured: int
    places: int
    unlocated: int
    first: date | None
    last: date | None
    inside: int | None
    outside: int | None
    undetermined: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Loosening:
    """The one condition whose lifting brings most incidents back, and how many."""

    facet: Facet
    incidents: int


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What passes a filter.

    `mask` tells which rows pass, shape (n,). `facets` holds for each facet the incidents a value
    under every *other* condition, values that have none left out; for ``border`` the keys are
    `BORDER_STEPS_KM` and count what lies within that distance. `without` holds for each condition
    that is set how many incidents would pass if it alone were lifted. `loosen` is given only when
    nothing passes, and is None even then when no single condition is to blame.
    """

    mask: BoolArray
    facets: Mapping[Facet, Mapping[str, int]]
    without: Mapping[Facet, int]
    figures: KeyFigures
    timeline: Timeline

    @property
    def loosen(self) -> Loosening | None:
        """The condition to lift when nothing passes."""
        if self.figures.incidents or not any(self.without.values()):
            return None
        facet = max(self.without, key=lambda f: self.without[f])
        return Loosening(facet, self.without[facet])


@dataclass(frozen=True, slots=True, eq=False)
class _Casualties:
    """Numbers of dead and injured with the unknown ones filled in: float64 holds sums exactly."""

    low: Float32Array
    best: Float32Array
    high: Float32Array
    known: BoolArray
    injured: Float32Array


@dataclass(frozen=True, eq=False)
class FilterIndex:
    """A table made ready for filtering: build it once a revision, use it for every filter.

    `axes` groups the rows (see `geo.facets`); `span_start` and `span_end` are the days of each cell
    of the axis ``span``.
    """

    table: IncidentTable
    axes: Mapping[str, Axis]
    span_start: Int32Array
    span_end: Int32Array
    spots: Int32Array
    casualties: _Casualties

    @classmethod
    def build(cls, table: IncidentTable) -> FilterIndex:
        """Group the rows of `table`; half a second at a million rows."""
        first, last = int(table.start_day.min(initial=0)), int(table.end_day.max(initial=0))
        span, (starts, ends) = join_codes(
            (table.start_day - first, last - first + 1), (table.end_day - first, last - first + 1)
        )
        axes = {
            "kind": _kind_axis(table),
            "actors": _sets_axis(Facet.ACTOR, table.actors),
            "sources": _sets_axis(Facet.SOURCE, table.sources),
            "span": Axis.of(span, starts.size, {}),
        }
        spots = table.spots[0]
        return cls(table, axes, starts + first, ends + first, spots, _fill_casualties(table))

    @cached_property
    def _orders(self) -> Callable[[SortKey, bool, str], Int32Array]:
        return lru_cache(maxsize=_KEPT_ORDERS)(partial(sort_order, self.table))

    def order(self, sort: SortKey, descending: bool, language: str) -> Int32Array:
        """Return all rows in the order that a table page asks for; kept once worked out."""
        return self._orders(sort, descending, language)


def _kind_axis(table: IncidentTable) -> Axis:
    columns: dict[Facet, Coded] = {
        Facet.COUNTRY: table.country,
        Facet.ADMIN1: table.admin1,
        Facet.EVENT_TYPE: table.event_type,
        Facet.SUB_TYPE: table.sub_type,
        Facet.PRECISION: Coded(PRECISIONS, table.precision.astype(np.int32)),
        Facet.DATASET: table.dataset,
    }
    codes, cells = join_codes(*((c.codes, len(c.values)) for c in columns.values()))
    facets = {
        facet: CellValues(column.values, cell)
        for (facet, column), cell in zip(columns.items(), cells, strict=True)
    }
    return Axis.of(codes, cells[0].size, facets)


def _sets_axis(facet: Facet, column: CodedSets) -> Axis:
    cells = np.arange(column.set_count, dtype=np.int32)
    return Axis.of(
        column.codes, column.set_count, {facet: CellValues(column.values, cells, column)}
    )


def _fill_casualties(table: IncidentTable) -> _Casualties:
    low, best, high = table.fatalities_low, table.fatalities_best, table.fatalities_high

    def first_known(*columns: Float32Array) -> Float32Array:
        filled = columns[0]
        for column in columns[1:]:
            filled = np.where(np.isnan(filled), column, filled)
        return np.nan_to_num(filled, nan=0.0)

    return _Casualties(
        first_known(low, best, high),
        first_known(best, low, high),
        first_known(high, best, low),
        ~(np.isnan(low) & np.isnan(best) & np.isnan(high)),
        np.nan_to_num(table.injured, nan=0.0),
    )


def apply(index: FilterIndex, wanted: IncidentFilter, *, zone: Hashable = None) -> Selection:
    """Apply `wanted` and count everything that the page shows.

    Parameters
    ----------
    index
        The table, made ready.
    wanted
        The conditions.
    zone
        The zone that verdicts are on; without one, a condition on verdicts is not looked at.

    Raises
    ------
    IncidentDataError
        If `wanted` names a border or an area, or `zone` is given, and the table can answer neither.
    """
    table = index.table
    tests = {name: _axis_test(axis, wanted) for name, axis in index.axes.items()}
    if wanted.start is not None or wanted.end is not None:
        failing = {Facet.PERIOD: _outside_period(index, wanted)}
        tests["span"] = AxisTest(index.axes["span"], failing)
    if zone is not None:
        tests["verdict"] = _verdict_test(table.verdicts(zone), Facet.VERDICT, wanted)
    if wanted.area is not None:
        tests["area"] = _verdict_test(table.verdicts(wanted.area), Facet.AREA, wanted)
    if wanted.border_id is not None:
        tests["border"] = _border_test(table.distance_km(wanted.border_id), wanted.border_km)
    rows = {Facet.TEXT: table.matches(wanted.text)} if wanted.text else {}
    counted = tally(len(table), tests, rows)
    span = counted.axes["span"]
    return Selection(
        counted.mask,
        _facet_counts(counted, wanted),
        counted.without,
        _key_figures(index, counted),
        timeline(index.span_start, span.under_others(Facet.PERIOD), span.passing()),
    )


def _verdict_test(verdicts: UInt8Array, facet: Facet, wanted: IncidentFilter) -> AxisTest:
    values = CellValues(VERDICTS, np.arange(len(VERDICTS), dtype=np.int32))
    return _axis_test(Axis.of(verdicts, len(VERDICTS), {facet: values}), wanted)


def _axis_test(axis: Axis, wanted: IncidentFilter) -> AxisTest:
    chosen = {facet: wanted.chosen(facet) for facet in axis.facets}
    failing = {f: axis.facets[f].failing(values) for f, values in chosen.items() if values}
    return AxisTest(axis, failing)


def _outside_period(index: FilterIndex, wanted: IncidentFilter) -> BoolArray:
    outside = np.zeros(index.span_start.size, np.bool_)
    if wanted.start is not None:
        outside |= index.span_end < day_number(wanted.start)
    if wanted.end is not None:
        outside |= index.span_start > day_number(wanted.end)
    return outside


def _border_edges(within_km: float | None) -> list[float]:
    """Return the steps, and a chosen distance among them, in km."""
    return sorted({*map(float, BORDER_STEPS_KM), *(() if within_km is None else (within_km,))})


def _border_test(distance_km: Float32Array, within_km: float | None) -> AxisTest:
    """Group rows by the step they fall in; a chosen distance between two steps is one more edge."""
    edges = _border_edges(within_km)
    # nan sorts after every edge: what has no point lies beyond the last.
    cells = np.searchsorted(np.array(edges, np.float32), distance_km, side="left").astype(np.uint8)
    axis = Axis.of(cells, len(edges) + 1, {})
    if within_km is None:
        return AxisTest(axis, {})
    return AxisTest(axis, {Facet.BORDER: np.array([*edges, np.inf]) > within_km})


def _facet_counts(counted: Tally, wanted: IncidentFilter) -> dict[Facet, Mapping[str, int]]:
    found = {
        facet: counts.facet_counts(facet)
        for counts in counted.axes.values()
        for facet in counts.test.axis.facets
    }
    if "border" in counted.axes:
        within = np.cumsum(counted.axes["border"].under_others(Facet.BORDER))
        edges = _border_edges(wanted.border_km)
        found[Facet.BORDER] = {f"{km}": int(within[edges.index(km)]) for km in BORDER_STEPS_KM}
    return {facet: found[facet] for facet in Facet if facet in found}


def _key_figures(index: FilterIndex, counted: Tally) -> KeyFigures:
    rows = np.flatnonzero(counted.mask)
    casualties = index.casualties

    def total(column: Float32Array) -> int:
        return int(column.take(rows).sum(dtype=np.float64))

    spans = np.flatnonzero(counted.axes["span"].passing())
    spots = np.zeros(index.table.spots[1].size, np.bool_)
    spots[index.spots.take(rows)] = True
    located = ~np.isnan(index.table.spots[1])
    precision = (
        counted.axes["kind"].test.axis.facets[Facet.PRECISION].count(counted.axes["kind"].passing())
    )
    verdict = counted.axes.get("verdict")
    judged = {} if verdict is None else dict(zip(VERDICTS, verdict.passing().tolist(), strict=True))
    return KeyFigures(
        incidents=int(rows.size),
        fatalities_low=total(casualties.low),
        fatalities_best=total(casualties.best),
        fatalities_high=total(casualties.high),
        with_fatalities=int(np.count_nonzero(casualties.known.take(rows))),
        injured=total(casualties.injured),
        places=int(np.count_nonzero(spots & located)),
        unlocated=precision.get("unlocated", 0),
        first=day_date(int(index.span_start[spans].min())) if spans.size else None,
        last=day_date(int(index.span_end[spans].max())) if spans.size else None,
        inside=judged.get(ZoneVerdict.INSIDE),
        outside=judged.get(ZoneVerdict.OUTSIDE),
        undetermined=judged.get(ZoneVerdict.UNDETERMINED),
    )


def facet_values(table: IncidentTable) -> dict[Facet, tuple[str, ...]]:
    """Return by facet every value that occurs in `table`, the most frequent first; "" for none."""
    columns = {
        Facet.COUNTRY: table.country,
        Facet.ADMIN1: table.admin1,
        Facet.EVENT_TYPE: table.event_type,
        Facet.SUB_TYPE: table.sub_type,
        Facet.DATASET: table.dataset,
    }
    found = {}
    for facet, column in columns.items():
        counts = np.bincount(column.codes, minlength=len(column.values))
        found[facet] = tuple(column.values[code] for code in np.argsort(-counts, kind="stable"))
    for facet, sets in ((Facet.ACTOR, table.actors), (Facet.SOURCE, table.sources)):
        per_set = np.bincount(sets.codes, minlength=sets.set_count)
        weights = np.repeat(per_set, np.diff(sets.offsets))
        counts = np.bincount(sets.members, weights=weights, minlength=len(sets.values))
        found[facet] = tuple(sets.values[code] for code in np.argsort(-counts, kind="stable"))
    found[Facet.PRECISION] = tuple(PRECISIONS[code] for code in np.unique(table.precision))
    found[Facet.VERDICT] = found[Facet.AREA] = tuple(str(verdict) for verdict in VERDICTS)
    return found
