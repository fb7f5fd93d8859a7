"""Masks and counts of a filtered table: every facet counted under all the other conditions.

Rows are grouped along a few axes (what and where, actors, sources, period, verdict, distance), each
a small set of cells. A condition fails cells, not rows; a row's failed conditions are added up once
over all axes (uint8). What passes all conditions but those of one axis is then one comparison and
one bincount, and the facets of that axis are told apart among its few cells.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.filters import Facet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.columns import BoolArray, CodedSets, Int32Array, Int64Array, UInt8Array


@dataclass(frozen=True, slots=True, eq=False)
class CellValues:
    """Which value of a facet each cell of an axis holds.

    `values` has one entry a value; `codes` is the value of each cell, int32, shape (cells,). A
    facet whose cells hold several values carries them as `sets`, one set a cell, instead.
    """

    values: tuple[str, ...]
    codes: Int32Array
    sets: CodedSets | None = None

    def failing(self, chosen: frozenset[str]) -> BoolArray:
        """Tell for each cell whether it holds none of the `chosen` values."""
        wanted = np.fromiter((v in chosen for v in self.values), np.bool_, len(self.values))
        if self.sets is None:
            return ~wanted.take(self.codes)
        found = self.sets.sets_with(wanted)
        if "" in chosen:
            found |= np.diff(self.sets.offsets) == 0
        return ~found

    def count(self, cell_counts: Int64Array) -> Mapping[str, int]:
        """Return the rows a value, given the rows a cell; values that have none are left out."""
        codes, weights = self.codes, cell_counts
        counted: dict[str, int] = {}
        if self.sets is not None:
            lengths = np.diff(self.sets.offsets)
            codes, weights = self.sets.members, np.repeat(cell_counts, lengths)
            counted = {"": int(cell_counts[lengths == 0].sum())}
        # Float weights count exactly up to 2**53 rows.
        counts = np.bincount(codes, weights=weights, minlength=len(self.values)).astype(np.int64)
        present = np.flatnonzero(counts).tolist()
        counted.update((self.values[code], int(counts[code])) for code in present)
        return {value: count for value, count in counted.items() if count}


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One grouping of the rows: `codes` gives the cell of each row, int32 or uint8, shape (n,).

    `totals` is the number of rows in each cell.
    """

    codes: Int32Array | UInt8Array
    totals: Int64Array
    facets: Mapping[Facet, CellValues] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        codes: Int32Array | UInt8Array,
        cell_count: int,
        facets: Mapping[Facet, CellValues],
    ) -> Axis:
        """Return the axis of `codes` with its totals counted."""
        return cls(codes, np.bincount(codes, minlength=cell_count), facets)


@dataclass(frozen=True, slots=True, eq=False)
class AxisTest:
    """The conditions set on one axis: for each facet, whether a cell fails it."""

    axis: Axis
    failing: Mapping[Facet, BoolArray]

    def failures(self) -> UInt8Array | None:
        """Return how many conditions each cell fails; None when none is set."""
        if not self.failing:
            return None
        failed: UInt8Array = np.sum(tuple(self.failing.values()), axis=0, dtype=np.uint8)
        return failed


@dataclass(frozen=True, slots=True, eq=False)
class AxisCounts:
    """Rows a cell that pass every condition on the other axes, and what this axis' own say."""

    test: AxisTest
    cells: Int64Array
    failures: UInt8Array | None

    def under_others(self, facet: Facet) -> Int64Array:
        """Return the rows a cell that pass every condition but the one on `facet`."""
        if self.failures is None:
            return self.cells
        own = self.test.failing.get(facet)
        left = self.failures if own is None else self.failures - own
        return np.where(left == 0, self.cells, 0)

    def passing(self) -> Int64Array:
        """Return the rows a cell that pass every condition."""
        return self.cells if self.failures is None else np.where(self.failures == 0, self.cells, 0)

    def facet_counts(self, facet: Facet) -> Mapping[str, int]:
        """Return the rows a value of `facet` under every other condition."""
        return self.test.axis.facets[facet].count(self.under_others(facet))


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What one pass over the rows found.

    `mask` tells which rows pass, shape (n,); `axes` the counts on each axis by its name; `without`
    how many rows would pass if that one condition were lifted, for each condition that is set.
    """

    mask: BoolArray
    axes: Mapping[str, AxisCounts]
    without: Mapping[Facet, int]


def tally(row_count: int, tests: Mapping[str, AxisTest], rows: Mapping[Facet, BoolArray]) -> Tally:
    """Count the rows that pass, along every axis.

    Parameters
    ----------
    row_count
        Number of rows.
    tests
        The axes with the conditions set on their cells.
    rows
        Conditions that no axis carries: for each, whether a row passes it, shape (row_count,).
    """
    total = np.zeros(row_count, np.uint8)
    by_row: dict[str, UInt8Array] = {}
    cell_failures = {name: test.failures() for name, test in tests.items()}
    for name, failures in cell_failures.items():
        if failures is not None:
            by_row[name] = failures.take(tests[name].axis.codes)
            total += by_row[name]
    for passing in rows.values():
        total += ~passing
    mask = total == 0
    selected = _Chosen(mask)
    axes: dict[str, AxisCounts] = {}
    without: dict[Facet, int] = {}
    for name, test in tests.items():
        chosen = _Chosen(total == by_row[name]) if name in by_row else selected
        axes[name] = AxisCounts(test, chosen.count(test.axis), cell_failures[name])
        for facet in test.failing:
            without[facet] = int(axes[name].under_others(facet).sum())
    for facet, passing in rows.items():
        without[facet] = int(np.count_nonzero(total == ~passing))
    return Tally(mask, axes, {f: without[f] for f in Facet if f in without})


class _Chosen:
    """Some of the rows, counted over themselves or over the rest, whichever is fewer."""

    def __init__(self, mask: BoolArray) -> None:
        self._few = np.count_nonzero(mask) * 2 <= mask.size
        self._rows = np.flatnonzero(mask if self._few else ~mask)

    def count(self, axis: Axis) -> Int64Array:
        counted = np.bincount(axis.codes.take(self._rows), minlength=axis.totals.size)
        return counted if self._few else axis.totals - counted
