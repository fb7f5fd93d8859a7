"""Two periods beside each other: which ones at first, and what differs between them, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from geo.filters import Facet
from geo.selection import apply
from geo.state import TwoPeriods

if TYPE_CHECKING:
    from collections.abc import Hashable

    from geo.filters import IncidentFilter
    from geo.selection import FilterIndex, Selection
    from geo.words import Words

# Days that a rate is told for, and the share by which two periods must differ in length for it.
_RATE_DAYS = 30
_SAME_LENGTH = 0.02


def around_the_middle(first: date, last: date) -> TwoPeriods:
    """Return the halves of the time from `first` to `last`; of one day, that day twice."""
    if first == last:
        return TwoPeriods(first=(first, last), second=(first, last))
    middle = first + (last - first - timedelta(days=1)) // 2
    return TwoPeriods(first=(first, middle), second=(middle + timedelta(days=1), last))


def last_two_years(last: date) -> TwoPeriods:
    """Return the twelve months before the ones that end on `last`, and those."""
    year_ago, two_ago = (_years_before(last, years) for years in (1, 2))
    day = timedelta(days=1)
    return TwoPeriods(first=(two_ago + day, year_ago), second=(year_ago + day, last))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)


def period_selections(
    index: FilterIndex, wanted: IncidentFilter, periods: TwoPeriods, *, zone: Hashable = None
) -> tuple[Selection, Selection]:
    """Apply `wanted` twice, with each period in the place of its own."""
    first, second = (
        apply(index, in_period(wanted, period), zone=zone)
        for period in (periods.first, periods.second)
    )
    return first, second


def in_period(wanted: IncidentFilter, period: tuple[date, date]) -> IncidentFilter:
    """Return `wanted` with `period` in the place of its own."""
    return replace(wanted, start=period[0], end=period[1])


def difference_words(
    first: Selection, second: Selection, periods: TwoPeriods, _: Words
) -> list[str]:
    """Return what differs between two periods, in sentences."""
    before, after = first.figures, second.figures
    said = [_incidents(after.incidents - before.incidents, _)]
    if before.incidents and after.incidents != before.incidents:
        change = after.incidents / before.incidents - 1
        sign = "+" if change > 0 else "−"
        percent = sign + _.percent(round(abs(change), 2))
        said.append(_("That is %(percent)s compared with the first.", percent=percent))
    if before.with_fatalities or after.with_fatalities:
        said.append(_killed(after.fatalities_best - before.fatalities_best, _))
    said.extend(_rates(before.incidents, after.incidents, periods, _))
    both = int(np.count_nonzero(first.mask & second.mask))
    if both:
        said.append(
            _.plural(
                "%(count)s incident reaches into both periods and is counted in each.",
                "%(count)s incidents reach into both periods and are counted in each.",
                both,
            )
        )
    return said


def _incidents(change: int, _: Words) -> str:
    if not change:
        return _("The second period has as many incidents as the first.")
    if change > 0:
        return _.plural(
            "The second period has %(count)s incident more than the first.",
            "The second period has %(count)s incidents more than the first.",
            change,
        )
    return _.plural(
        "The second period has %(count)s incident fewer than the first.",
        "The second period has %(count)s incidents fewer than the first.",
        -change,
    )


def _killed(change: int, _: Words) -> str:
    if not change:
        return _("As many people are reported killed in both.")
    if change > 0:
        return _.plural(
            "%(count)s person more is reported killed in the second.",
            "%(count)s people more are reported killed in the second.",
            change,
        )
    return _.plural(
        "%(count)s person fewer is reported killed in the second.",
        "%(count)s people fewer are reported killed in the second.",
        -change,
    )


def _rates(before: int, after: int, periods: TwoPeriods, _: Words) -> list[str]:
    """Return how many incidents a month each has, when their lengths differ."""
    lengths = [(end - start).days + 1 for start, end in (periods.first, periods.second)]
    if abs(lengths[0] - lengths[1]) <= _SAME_LENGTH * max(lengths):
        return []
    counts = zip((before, after), lengths, strict=True)
    rates = [count * _RATE_DAYS / days for count, days in counts]
    return [
        _(
            "The periods are %(first_days)s and %(second_days)s days long: a month of 30 days has "
            "%(first_rate)s and %(second_rate)s incidents.",
            first_days=_.number(lengths[0]),
            second_days=_.number(lengths[1]),
            first_rate=_.number(rates[0], 1),
            second_rate=_.number(rates[1], 1),
        )
    ]


def type_counts(
    first: Selection, second: Selection, wanted: IncidentFilter
) -> list[tuple[str, int, int]]:
    """Return event types with their incidents in each period, the most frequent first."""
    counts = [selection.facets[Facet.EVENT_TYPE] for selection in (first, second)]
    chosen = wanted.event_types
    types = {name for counted in counts for name in counted if not chosen or name in chosen}
    rows = [(name, counts[0].get(name, 0), counts[1].get(name, 0)) for name in types]
    return sorted(rows, key=lambda row: (-row[1] - row[2], row[0]))
