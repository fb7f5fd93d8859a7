from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.timeline import TimeUnit, bin_numbers, bin_starts, choose_unit, timeline
from tests.geo.made_up import day

ANY_DAY = st.integers(-100_000, 100_000)


@given(ANY_DAY, st.sampled_from(list(TimeUnit)))
def test_bin_starts_day_lies_in_its_bin(number: int, unit: TimeUnit) -> None:
    bins = bin_numbers(np.array([number], np.int32), unit)
    start, following = bin_starts(np.array([bins[0], bins[0] + 1]), unit).tolist()
    assert start <= number < following


@given(ANY_DAY)
def test_bin_starts_each_unit_begins_where_the_calendar_says(number: int) -> None:
    days = np.array([number], np.int32)
    firsts = {unit: day(int(bin_starts(bin_numbers(days, unit), unit)[0])) for unit in TimeUnit}
    then = day(number)
    assert firsts[TimeUnit.DAY] == then
    assert firsts[TimeUnit.WEEK].weekday() == 0
    assert firsts[TimeUnit.MONTH] == then.replace(day=1)
    assert firsts[TimeUnit.YEAR] == then.replace(month=1, day=1)


@pytest.mark.parametrize(
    ("span", "unit"),
    [
        (0, TimeUnit.DAY),
        (119, TimeUnit.DAY),
        (120, TimeUnit.WEEK),
        (1_200, TimeUnit.MONTH),
        (7_400, TimeUnit.YEAR),
        (100_000, TimeUnit.YEAR),
    ],
)
def test_choose_unit_longer_span_takes_longer_bins(span: int, unit: TimeUnit) -> None:
    assert choose_unit(1_000, 1_000 + span) is unit


def test_timeline_gap_between_starts_has_empty_bins() -> None:
    days = np.array([0, 3], np.int32)
    found = timeline(days, np.array([2, 1]), np.array([1, 0]))
    assert found.dates() == [date(1970, 1, n) for n in (1, 2, 3, 4)]
    assert found.context.tolist() == [2, 0, 0, 1]
    assert found.selected.tolist() == [1, 0, 0, 0]


def test_timeline_no_incidents_has_no_bins() -> None:
    none = np.zeros(0, np.int64)
    found = timeline(none.astype(np.int32), none, none)
    assert found.dates() == []
