"""Attacks of IS on the map, counted to be set beside the declines that sources state.

An attack is an incident in which IS takes part, of one of the `ATTACK_TYPES`, that is no standing
situation and whose date is known to the month or better.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.incidents import ATTACK_CHECK, TimePrecision
from geo.search import fold
from geo.table import day_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.columns import BoolArray
    from geo.incidents import ReportedFigure
    from geo.table import IncidentTable

# Source: ACLED Codebook (2023), the event types that it calls violent but for riots.
ATTACK_TYPES: Final = ("Battles", "Explosions/Remote violence", "Violence against civilians")
# What the name of an actor holds when IS is meant, folded: data sets spell it in their own way.
_NAMES: Final = ("islamic state", "الدولة الاسلامية", "داعش")
_COUNTRY_OF_PLACE: Final = {"iraq": "IQ", "syria": "SY"}
_PRECISE: Final = frozenset({TimePrecision.DAY, TimePrecision.WEEK, TimePrecision.MONTH})


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackSpan:
    """Days, both inclusive, and the attacks that begin in them."""

    start: date
    end: date
    attacks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackCheck:
    """A stated decline with the attacks on the map before and after; `years` lie between them."""

    figure: ReportedFigure
    country: str
    before: AttackSpan
    after: AttackSpan
    years: int

    @property
    def decline(self) -> float | None:
        """The decline on the map in per cent, a year; None without attacks before."""
        if not self.before.attacks:
            return None
        share = self.after.attacks / self.before.attacks
        return 100.0 * (1.0 - float(share ** (1.0 / self.years)))


def check_attacks(
    figures: Iterable[ReportedFigure], table: IncidentTable
) -> tuple[AttackCheck, ...]:
    """Return those `figures` that state a decline of attacks, each with the counts of the map.

    A figure "per year" is set beside the first and the last whole year of its period, any other
    beside the two periods that it compares.
    """
    return tuple(
        _checked(figure, table)
        for figure in figures
        if figure.check == ATTACK_CHECK and figure.period_end and figure.compared_end
    )


def attacks_by_year(table: IncidentTable, country: str) -> Mapping[int, int]:
    """Return the attacks of each year in a country (ISO 3166-1), of years with any, in order."""
    days = table.start_day[_attacks(table, country)]
    years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    found, counts = np.unique(years, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))


def _checked(figure: ReportedFigure, table: IncidentTable) -> AttackCheck:
    country = _COUNTRY_OF_PLACE[figure.place_ids[0]]
    mask = _attacks(table, country)

    def span(first: date | None, last: date | None) -> AttackSpan:
        start, end = first or date.min, last or date.max
        inside = (table.start_day >= day_number(start)) & (table.start_day <= day_number(end))
        return AttackSpan(start=start, end=end, attacks=int(np.count_nonzero(mask & inside)))

    before = span(figure.compared_start, figure.compared_end)
    after, years = span(figure.period_start, figure.period_end), 1
    if figure.unit == "% per year":
        years = after.end.year - before.end.year
        after = span(date(after.end.year, 1, 1), after.end)
    return AttackCheck(figure=figure, country=country, before=before, after=after, years=years)


def _attacks(table: IncidentTable, country: str) -> BoolArray:
    """Return which rows are attacks in a country."""
    kinds = np.array([value in ATTACK_TYPES for value in table.event_type.values], bool)
    there = np.array([value == country for value in table.country.values], bool)
    precise = np.array([value in _PRECISE for value in table.time_precision.values], bool)
    theirs = np.array([_is_meant(table, value) for value in table.actors.values], bool)
    attacks: BoolArray = (
        kinds.take(table.event_type.codes)
        & there.take(table.country.codes)
        & precise.take(table.time_precision.codes)
        & table.actors.sets_with(theirs).take(table.actors.codes)
        & ~table.standing
    )
    return attacks


def _is_meant(table: IncidentTable, actor: str) -> bool:
    told = fold(" ".join((actor, *table.name("actor", actor)))).replace("-", " ")
    return any(fold(name) in told for name in _NAMES)
