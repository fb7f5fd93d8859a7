"""The key figures of two periods beside each other, and the difference between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.selection import KeyFigures, Selection
    from geo.state import TwoPeriods
    from geo.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedFigure:
    """A key figure of both periods in words, and by how much the second differs from the first.

    `change` is None for what has no difference.
    """

    name: str
    first: str
    second: str
    change: int | None


def compared_figures(
    first: Selection, second: Selection, periods: TwoPeriods, _: Words
) -> list[ComparedFigure]:
    """Return the days and key figures of two periods, as `period_selections` gave them."""
    before, after = first.figures, second.figures

    def counted(name: str, old: int, new: int) -> ComparedFigure:
        return ComparedFigure(
            name=name, first=_.number(old), second=_.number(new), change=new - old
        )

    def dated(name: str, end: int) -> ComparedFigure:
        one, other = (_.date(period[end]) for period in (periods.first, periods.second))
        return ComparedFigure(name=name, first=one, second=other, change=None)

    days = [(end - start).days + 1 for start, end in (periods.first, periods.second)]
    killed = ComparedFigure(
        name=_("Killed, as reported"),
        first=_killed(before, _),
        second=_killed(after, _),
        change=after.fatalities_best - before.fatalities_best,
    )
    return [
        dated(_("From"), 0),
        dated(_("To"), 1),
        counted(_("Days"), *days),
        counted(_("Incidents"), before.incidents, after.incidents),
        killed,
        counted(
            _("Incidents that give a number of dead"), before.with_fatalities, after.with_fatalities
        ),
        counted(_("Different points"), before.places, after.places),
        counted(_("Inside the zone"), before.inside or 0, after.inside or 0),
        counted(_("Outside the zone"), before.outside or 0, after.outside or 0),
        counted(
            _("Undetermined whether in the zone"),
            before.undetermined or 0,
            after.undetermined or 0,
        ),
    ]


def _killed(figures: KeyFigures, _: Words) -> str:
    low, best, high = (
        _.number(n)
        for n in (figures.fatalities_low, figures.fatalities_best, figures.fatalities_high)
    )
    return best if low == high else _("%(best)s (%(low)s–%(high)s)", best=best, low=low, high=high)
