from __future__ import annotations

import numpy as np
import pytest

from geo.columns import CodedSets
from geo.facets import Axis, AxisTest, CellValues, tally
from geo.filters import Facet

TYPES = CellValues(("x", "y"), np.array([0, 1, 1], np.int32))
COUNTRIES = CellValues(("IQ", "SY"), np.array([0, 0, 1], np.int32))


def axis_of(codes: list[int]) -> Axis:
    facets = {Facet.EVENT_TYPE: TYPES, Facet.COUNTRY: COUNTRIES}
    return Axis.of(np.array(codes, np.int32), 3, facets)


def test_tally_no_condition_counts_every_row() -> None:
    found = tally(4, {"kind": AxisTest(axis_of([0, 1, 2, 2]), {})}, {})
    assert found.mask.all()
    assert found.axes["kind"].facet_counts(Facet.COUNTRY) == {"IQ": 2, "SY": 2}
    assert found.without == {}


def test_tally_two_facets_of_one_axis_each_leave_out_their_own_condition() -> None:
    failing = {
        Facet.EVENT_TYPE: TYPES.failing(frozenset({"x"})),
        Facet.COUNTRY: COUNTRIES.failing(frozenset({"SY"})),
    }
    found = tally(4, {"kind": AxisTest(axis_of([0, 1, 2, 2]), failing)}, {})
    counts = found.axes["kind"]
    assert not found.mask.any()
    assert counts.facet_counts(Facet.EVENT_TYPE) == {"y": 2}
    assert counts.facet_counts(Facet.COUNTRY) == {"IQ": 1}
    assert found.without == {Facet.COUNTRY: 1, Facet.EVENT_TYPE: 2}


def test_tally_row_condition_counts_what_it_alone_hides() -> None:
    shown = np.array([True, False, False, False])
    failing = {Facet.EVENT_TYPE: TYPES.failing(frozenset({"y"}))}
    found = tally(4, {"kind": AxisTest(axis_of([0, 1, 2, 2]), failing)}, {Facet.TEXT: shown})
    assert found.without == {Facet.EVENT_TYPE: 1, Facet.TEXT: 3}


@pytest.mark.parametrize("passing", [1, 2, 3, 4])
def test_tally_few_and_many_rows_count_alike(passing: int) -> None:
    shown = np.arange(4) < passing
    found = tally(4, {"kind": AxisTest(axis_of([0, 1, 2, 2]), {})}, {Facet.TEXT: shown})
    expected = np.bincount(np.array([0, 1, 2, 2])[:passing], minlength=3)
    assert found.axes["kind"].passing().tolist() == expected.tolist()


def test_failing_empty_value_chosen_keeps_cells_without_any() -> None:
    sets = CodedSets.encode([["a"], [], ["a", "b"]])
    cells = CellValues(sets.values, np.arange(sets.set_count, dtype=np.int32), sets)
    assert (~cells.failing(frozenset({""}))).take(sets.codes).tolist() == [False, True, False]
    assert (~cells.failing(frozenset({"", "b"}))).take(sets.codes).tolist() == [False, True, True]
