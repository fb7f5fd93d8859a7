from __future__ import annotations

from collections import Counter
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import (
    BORDER_STEPS_KM,
    Facet,
    FilterIndex,
    IncidentDataError,
    IncidentFilter,
    apply,
    table_from_columns,
)
from geo.search import fold, query_words
from tests.geo.made_up import EPOCH, Row, day, filters, rows, table_of

WIDTH_KM = 30.0


def passes(row: Row, wanted: IncidentFilter) -> bool:
    """Say by plain Python whether a row meets every condition."""
    return all(met(row, facet, wanted) for facet in wanted.active())


def met(row: Row, facet: Facet, wanted: IncidentFilter) -> bool:
    if facet is Facet.PERIOD:
        ends_after = wanted.start is None or day(row.start + row.length) >= wanted.start
        return ends_after and (wanted.end is None or day(row.start) <= wanted.end)
    if facet is Facet.BORDER:
        assert wanted.border_km is not None
        return row.located and row.distance_km <= wanted.border_km
    if facet is Facet.TEXT:
        return all(word in fold(" ".join(row.words)) for word in query_words(wanted.text))
    return bool(set(values(row, facet)) & wanted.chosen(facet))


def values(row: Row, facet: Facet) -> tuple[str, ...]:
    held = {
        Facet.COUNTRY: (row.country,),
        Facet.ADMIN1: (row.admin1,),
        Facet.EVENT_TYPE: (row.event_type,),
        Facet.SUB_TYPE: (row.sub_type,),
        Facet.DATASET: (row.dataset,),
        Facet.PRECISION: (row.precision,),
        Facet.VERDICT: (row.verdict(WIDTH_KM),),
        Facet.AREA: (row.drawn_verdict(),),
        Facet.ACTOR: tuple(row.actors) or ("",),
        Facet.SOURCE: tuple(row.sources) or ("",),
    }
    return held[facet]


@settings(max_examples=150, deadline=None)
@given(st.lists(rows(), max_size=25), filters())
def test_apply_random_tables_and_filters_agrees_with_brute_force(
    made: list[Row], wanted: IncidentFilter
) -> None:
    found = apply(FilterIndex.build(table_of(made)), wanted, zone=WIDTH_KM)
    expected = [passes(row, wanted) for row in made]
    assert found.mask.tolist() == expected
    for facet, counts in found.facets.items():
        others = [row for row in made if passes(row, wanted.without(facet))]
        if facet is Facet.BORDER:
            near = {str(km): sum(r.distance_km <= km for r in others) for km in BORDER_STEPS_KM}
            assert counts == near
        else:
            assert counts == Counter(value for row in others for value in values(row, facet))
    assert found.without == {
        facet: sum(passes(row, wanted.without(facet)) for row in made) for facet in wanted.active()
    }


@settings(max_examples=80, deadline=None)
@given(st.lists(rows(), max_size=25), filters())
def test_apply_key_figures_and_timeline_agree_with_brute_force(
    made: list[Row], wanted: IncidentFilter
) -> None:
    found = apply(FilterIndex.build(table_of(made)), wanted, zone=WIDTH_KM)
    kept = [row for row in made if passes(row, wanted)]
    deadly = [row.best for row in kept if row.best == row.best]
    figures = found.figures
    assert figures.incidents == len(kept)
    assert (figures.fatalities_low, figures.fatalities_best) == (sum(deadly), sum(deadly))
    assert figures.fatalities_high == sum(best + 1 for best in deadly)
    assert figures.with_fatalities == len(deadly)
    assert figures.injured == sum(r.injured for r in kept if r.injured == r.injured)
    assert figures.places == len({(r.lon, r.lat) for r in kept if r.located})
    assert figures.unlocated == sum(not r.located for r in kept)
    assert figures.first == min((day(r.start) for r in kept), default=None)
    assert figures.last == max((day(r.start + r.length) for r in kept), default=None)
    verdicts = Counter(row.verdict(WIDTH_KM) for row in kept)
    assert (figures.inside, figures.outside) == (verdicts["inside"], verdicts["outside"])
    assert figures.undetermined == verdicts["undetermined"]
    context = [row for row in made if passes(row, wanted.without(Facet.PERIOD))]
    for counts, counted in ((found.timeline.selected, kept), (found.timeline.context, context)):
        edges = found.timeline.starts.tolist() or [0]
        bins = Counter(int(np.searchsorted(edges, r.start, "right")) - 1 for r in counted)
        assert counts.tolist() == [bins[number] for number in range(len(edges) - 1)]


def test_apply_nothing_passes_names_the_filter_that_hides_most() -> None:
    table = table_from_columns(
        {
            "ids": ["a", "b", "c"],
            "lon": [38.0] * 3,
            "lat": [36.0] * 3,
            "start_day": [17_000] * 3,
            "event_type": ["Battles", "Battles", "Riots"],
            "country": ["SY", "SY", "IQ"],
        }
    )
    wanted = IncidentFilter(event_types=frozenset({"Riots"}), countries=frozenset({"SY"}))
    found = apply(FilterIndex.build(table), wanted)
    assert found.loosen is not None
    assert (found.loosen.facet, found.loosen.incidents) == (Facet.EVENT_TYPE, 2)


def test_apply_two_filters_hide_everything_alike_names_none() -> None:
    table = table_from_columns(
        {"ids": ["a"], "lon": [38.0], "lat": [36.0], "start_day": [0], "event_type": ["Battles"]}
    )
    wanted = IncidentFilter(event_types=frozenset({"Riots"}), countries=frozenset({"SY"}))
    assert apply(FilterIndex.build(table), wanted).loosen is None


def test_apply_something_passes_suggests_nothing() -> None:
    table = table_from_columns(
        {"ids": ["a"], "lon": [38.0], "lat": [36.0], "start_day": [0], "event_type": ["Battles"]}
    )
    wanted = IncidentFilter(event_types=frozenset({"Battles"}))
    assert apply(FilterIndex.build(table), wanted).loosen is None


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2019, 3, 10), None, True),
        (date(2019, 3, 11), None, False),
        (None, date(2019, 3, 1), True),
        (None, date(2019, 2, 28), False),
        (date(2019, 3, 4), date(2019, 3, 5), True),
    ],
)
def test_apply_period_touching_an_incident_keeps_it(
    start: date | None, end: date | None, expected: bool
) -> None:
    table = table_from_columns(
        {
            "ids": ["a"],
            "lon": [38.0],
            "lat": [36.0],
            "start_day": [(date(2019, 3, 1) - EPOCH).days],
            "end_day": [(date(2019, 3, 10) - EPOCH).days],
            "event_type": ["Battles"],
        }
    )
    found = apply(FilterIndex.build(table), IncidentFilter(start=start, end=end))
    assert found.mask.tolist() == [expected]


def test_apply_partial_fatalities_keeps_low_best_and_high_in_order() -> None:
    nan = float("nan")
    table = table_from_columns(
        {
            "ids": ["at least 3", "about 5", "up to 9"],
            "lon": [38.0] * 3,
            "lat": [36.0] * 3,
            "start_day": [0] * 3,
            "event_type": ["Battles"] * 3,
            "fatalities_low": [3, nan, nan],
            "fatalities_best": [nan, 5, nan],
            "fatalities_high": [nan, nan, 9],
        }
    )
    figures = apply(FilterIndex.build(table), IncidentFilter()).figures
    assert (figures.fatalities_low, figures.fatalities_best, figures.fatalities_high) == (
        17,
        17,
        17,
    )


def test_apply_border_without_a_way_to_measure_raises() -> None:
    table = table_from_columns(
        {"ids": ["a"], "lon": [38.0], "lat": [36.0], "start_day": [0], "event_type": ["Battles"]}
    )
    with pytest.raises(IncidentDataError, match="no borders"):
        apply(FilterIndex.build(table), IncidentFilter(border_id="SY-TR"))
