from __future__ import annotations

from geo import IncidentFilter, compared_figures, period_selections, words
from tests.geo.test_two_periods import INDEX, YEARS


def test_compared_figures_set_both_periods_beside_each_other_with_the_difference() -> None:
    first, second = period_selections(INDEX, IncidentFilter(), YEARS)
    rows = compared_figures(first, second, YEARS, words("en"))
    told = {row.name: (row.first, row.second, row.change) for row in rows}
    # Of the four one reaches from the first year into the second and is counted in each.
    assert told["Incidents"] == ("3", "2", -1)
    assert told["Killed, as reported"] == ("6", "4", -2)
    assert told["Incidents that give a number of dead"] == ("3", "2", -1)
    assert told["Days"] == ("365", "365", 0)
    assert told["To"] == ("31 Dec 2018", "31 Dec 2019", None)
    assert len(told) == len(rows)


def test_compared_figures_are_named_in_arabic() -> None:
    both = period_selections(INDEX, IncidentFilter(), YEARS)
    names = {row.name for row in compared_figures(*both, YEARS, words("ar"))}
    assert not names & {row.name for row in compared_figures(*both, YEARS, words("en"))}
