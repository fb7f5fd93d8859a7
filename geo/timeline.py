"""Incidents over time: bins of days, weeks, months or years, under a filter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    from geo.columns import Int32Array, Int64Array


class TimeUnit(StrEnum):
    """How long a bin of the timeline is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


# Longest span, in days, that each unit is used for; longer ones are told in years. They keep the
# timeline below about 250 bars, as many as stay apart and can be brushed in 1,000 pixels.
_LONGEST_SPAN_DAYS = {TimeUnit.DAY: 120, TimeUnit.WEEK: 1_200, TimeUnit.MONTH: 7_400}
_NUMPY_UNIT = {TimeUnit.MONTH: "datetime64[M]", TimeUnit.YEAR: "datetime64[Y]"}
# Source: ISO 8601 weeks begin on Monday; 1970-01-01 was a Thursday, three days after one.
_DAYS_SINCE_MONDAY = 3


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Numbers of incidents a bin.

    An incident counts once, in the bin in which it starts, however long it lasts: the bars then
    add up to the number of incidents. One that began before the chosen period and reaches into it
    therefore stands left of the period. `starts` holds the first day of each bin and one more, the
    end of the last (days since 1970-01-01, shape (bins + 1,)); bins follow each other without gap.
    `context` counts under every condition but the period, `selected` under all, both shape (bins,).
    """

    unit: TimeUnit
    starts: Int64Array
    context: Int64Array
    selected: Int64Array

    def dates(self) -> list[date]:
        """Return the first day of each bin."""
        return list(self.starts[:-1].astype("datetime64[D]").tolist())


def choose_unit(first_day: int, last_day: int) -> TimeUnit:
    """Return the unit that tells the span from `first_day` to `last_day` in a readable number."""
    for unit, longest in _LONGEST_SPAN_DAYS.items():
        if last_day - first_day < longest:
            return unit
    return TimeUnit.YEAR


def bin_numbers(days: Int32Array, unit: TimeUnit) -> Int64Array:
    """Return the number of the bin that each day falls in; consecutive bins count by one."""
    wide = days.astype(np.int64)
    if unit is TimeUnit.DAY:
        return wide
    if unit is TimeUnit.WEEK:
        return (wide + _DAYS_SINCE_MONDAY) // 7
    return wide.astype("datetime64[D]").astype(_NUMPY_UNIT[unit]).astype(np.int64)


def bin_starts(numbers: Int64Array, unit: TimeUnit) -> Int64Array:
    """Return the first day of each bin, in days since 1970-01-01."""
    if unit is TimeUnit.DAY:
        return numbers
    if unit is TimeUnit.WEEK:
        return numbers * 7 - _DAYS_SINCE_MONDAY
    return numbers.astype(_NUMPY_UNIT[unit]).astype("datetime64[D]").astype(np.int64)


def timeline(days: Int32Array, context: Int64Array, selected: Int64Array) -> Timeline:
    """Return the bins of incidents counted a start day.

    The bins cover all of `days`, whatever the filter, so that they stay where they are while the
    reader filters and brushes.

    Parameters
    ----------
    days
        Start days, days since 1970-01-01, shape (k,), in any order, doubles allowed.
    context, selected
        How many incidents start on each, under every condition but the period and under all.
    """
    if days.size == 0:
        empty = np.zeros(0, np.int64)
        return Timeline(TimeUnit.DAY, empty, empty, empty)
    unit = choose_unit(int(days.min()), int(days.max()))
    numbers = bin_numbers(days, unit)
    first, last = int(numbers.min()), int(numbers.max())
    bins = numbers - first
    count = last - first + 1
    return Timeline(
        unit,
        bin_starts(np.arange(first, last + 2), unit),
        np.bincount(bins, weights=context, minlength=count).astype(np.int64),
        np.bincount(bins, weights=selected, minlength=count).astype(np.int64),
    )
