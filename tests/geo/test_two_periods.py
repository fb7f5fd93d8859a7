from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import (
    FilterIndex,
    IncidentFilter,
    TwoPeriods,
    around_the_middle,
    day_number,
    difference_words,
    last_two_years,
    period_selections,
    table_from_columns,
    type_counts,
    words,
)

SPANS = st.tuples(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 9_000))
YEARS = TwoPeriods(
    first=(date(2018, 1, 1), date(2018, 12, 31)), second=(date(2019, 1, 1), date(2019, 12, 31))
)


@given(SPANS)
def test_around_the_middle_covers_the_span_in_halves(span: tuple[date, int]) -> None:
    first, last = span[0], span[0] + timedelta(days=span[1] + 1)
    periods = around_the_middle(first, last)
    (start, end), (later_start, later_end) = periods.first, periods.second
    assert (start, later_end, later_start - end) == (first, last, timedelta(days=1))
    assert abs((end - start) - (later_end - later_start)) <= timedelta(days=1)


def test_around_the_middle_of_one_day_is_that_day_twice() -> None:
    day = date(2019, 3, 1)
    assert around_the_middle(day, day) == TwoPeriods(first=(day, day), second=(day, day))


@pytest.mark.parametrize("last", [date(2023, 4, 24), date(2020, 2, 29), date(2019, 12, 31)])
def test_last_two_years_follow_each_other_and_end_on_the_last_day(last: date) -> None:
    periods = last_two_years(last)
    assert periods.second[1] == last
    assert periods.second[0] - periods.first[1] == timedelta(days=1)
    for start, end in (periods.first, periods.second):
        assert (end - start).days + 1 in {365, 366}


def index_of(days: list[tuple[date, int, str]]) -> FilterIndex:
    starts = [day_number(day) for day, _length, _kind in days]
    return FilterIndex.build(
        table_from_columns(
            {
                "ids": [str(number) for number in range(len(days))],
                "lon": [38.0] * len(days),
                "lat": [36.0] * len(days),
                "start_day": starts,
                "end_day": [s + d[1] for s, d in zip(starts, days, strict=True)],
                "event_type": [kind for _day, _length, kind in days],
                "fatalities_best": [2.0] * len(days),
            }
        )
    )


INDEX = index_of(
    [
        (date(2018, 5, 1), 0, "Battles"),
        (date(2018, 12, 30), 5, "Battles"),
        (date(2018, 7, 1), 0, "Protests"),
        (date(2019, 5, 1), 0, "Battles"),
    ]
)


def test_difference_words_state_counts_deaths_and_what_is_counted_twice() -> None:
    found = period_selections(INDEX, IncidentFilter(start=date(2000, 1, 1)), YEARS)
    assert [selection.figures.incidents for selection in found] == [3, 2]
    assert difference_words(*found, YEARS, words("en")) == [
        "The second period has 1 incident fewer than the first.",
        "That is −33 % compared with the first.",
        "2 people fewer are reported killed in the second.",
        "1 incident reaches into both periods and is counted in each.",
    ]
    assert len(difference_words(*found, YEARS, words("ar"))) == 4


def test_difference_words_of_periods_of_unequal_length_give_rates() -> None:
    periods = TwoPeriods(first=YEARS.first, second=(date(2019, 4, 1), date(2019, 6, 29)))
    found = period_selections(INDEX, IncidentFilter(), periods)
    assert difference_words(*found, periods, words("en"))[3] == (
        "The periods are 365 and 90 days long: a month of 30 days has 0.2 and 0.3 incidents."
    )


def test_difference_words_of_nothing_say_that_it_is_equal() -> None:
    wanted = IncidentFilter(event_types=frozenset({"Riots"}))
    found = period_selections(INDEX, wanted, YEARS)
    assert difference_words(*found, YEARS, words("en")) == [
        "The second period has as many incidents as the first."
    ]


def test_type_counts_name_the_chosen_types_with_both_counts() -> None:
    wanted = IncidentFilter(event_types=frozenset({"Battles"}))
    found = period_selections(INDEX, wanted, YEARS)
    assert type_counts(*found, wanted) == [("Battles", 2, 2)]
    plain = period_selections(INDEX, IncidentFilter(), YEARS)
    assert type_counts(*plain, IncidentFilter()) == [("Battles", 2, 2), ("Protests", 1, 0)]
