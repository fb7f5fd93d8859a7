from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import Facet, IncidentFilter
from geo.filters import MAX_TEXT_LENGTH
from tests.geo.made_up import DRAWN, filters


def test_active_empty_filter_has_none() -> None:
    assert IncidentFilter().active() == ()


@pytest.mark.parametrize(
    ("wanted", "facet"),
    [
        (IncidentFilter(start=date(2019, 1, 1)), Facet.PERIOD),
        (IncidentFilter(end=date(2019, 1, 1)), Facet.PERIOD),
        (IncidentFilter(countries=frozenset({""})), Facet.COUNTRY),
        (IncidentFilter(actors=frozenset({"sdf"})), Facet.ACTOR),
        (IncidentFilter(border_id="SY-TR", border_km=0.0), Facet.BORDER),
        (IncidentFilter(area=DRAWN, area_verdicts=frozenset({"inside"})), Facet.AREA),
        (IncidentFilter(text="raqqa"), Facet.TEXT),
    ],
)
def test_active_one_condition_is_named(wanted: IncidentFilter, facet: Facet) -> None:
    assert wanted.active() == (facet,)


def test_active_border_without_distance_is_no_condition() -> None:
    assert IncidentFilter(border_id="SY-TR").active() == ()


def test_active_area_without_verdicts_is_no_condition() -> None:
    assert IncidentFilter(area=DRAWN).active() == ()


def test_incident_filter_verdicts_on_no_area_are_dropped() -> None:
    assert IncidentFilter(area_verdicts=frozenset({"inside"})) == IncidentFilter()


@given(filters(), st.sampled_from(list(Facet)))
def test_without_a_facet_leaves_the_others(wanted: IncidentFilter, facet: Facet) -> None:
    assert wanted.without(facet).active() == tuple(f for f in wanted.active() if f is not facet)


def test_without_border_keeps_the_border_for_its_counts() -> None:
    wanted = IncidentFilter(border_id="SY-TR", border_km=5.0)
    assert wanted.without(Facet.BORDER) == IncidentFilter(border_id="SY-TR")


@given(st.text(max_size=400))
def test_incident_filter_text_is_printable_short_and_stable(text: str) -> None:
    cleaned = IncidentFilter(text=text).text
    assert cleaned.isprintable()
    assert len(cleaned) <= MAX_TEXT_LENGTH
    assert IncidentFilter(text=cleaned).text == cleaned
