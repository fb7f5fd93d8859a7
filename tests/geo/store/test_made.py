"""The register of what was made, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import (
    DataState,
    FigureKind,
    FigureNotFoundError,
    FigureRegister,
    IncidentFilter,
    MadeFigure,
    MapState,
    MapView,
    ZoneParams,
    short_id,
)
from geo.store.made import read_id

if TYPE_CHECKING:
    from geo import IncidentStore

AT = datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)
FIGURE = MadeFigure(
    id="7K3M9QXZ",
    kind=FigureKind.SNAPSHOT,
    made_at=AT,
    made_by="Amal",
    state=MapState(
        filter=IncidentFilter(
            start=date(2019, 1, 1),
            event_types=frozenset({"Battles", "Riots"}),
            actors=frozenset({"", "--", "a&b=c #الرقة"}),
            border_id="IQ-SY",
            border_km=23.5,
            text="عين العرب & +",
        ),
        zone=ZoneParams(border_id="IQ-SY", side="IQ", width_km=40, admin1=frozenset({"IQ-NI"})),
        view=MapView(lat=36.5, lon=-0.25, zoom=7.5),
        language="ar",
    ),
    data=DataState(
        epoch="e1",
        places=12,
        datasets=3,
        shipped="abc",
        incidents="def",
        settled={"acled": ("hajin", None)},
    ),
    options={"title": "عنوان", "size": [297, 210], "graticule": True},
    overridden=("no-source",),
    reason="no time",
    thumbnail=b"\x89PNG\x00",
)


@pytest.fixture
def register(sets: IncidentStore) -> FigureRegister:
    return FigureRegister(sets.database)


def test_keep_gives_back_everything(register: FigureRegister) -> None:
    assert register.keep(FIGURE) == FIGURE
    assert register.get(FIGURE.id) == FIGURE


def test_keep_under_a_known_id_leaves_what_was_made_first(register: FigureRegister) -> None:
    register.keep(FIGURE)
    again = replace(FIGURE, made_at=AT + timedelta(days=1), made_by="Basim")
    assert register.keep(again) == FIGURE
    assert register.figures() == [FIGURE]


@pytest.mark.parametrize("written", ["7k3m9qxz", " 7K3M-9QXZ ", "7K3M 9QXZ"])
def test_get_reads_an_id_as_people_write_it(register: FigureRegister, written: str) -> None:
    register.keep(FIGURE)
    assert register.get(written) == FIGURE


def test_get_of_an_id_that_nobody_made_says_so(register: FigureRegister) -> None:
    with pytest.raises(FigureNotFoundError, match="under the id 'NOPE'"):
        register.get("NOPE")


def test_figures_are_listed_by_page_and_kind_the_newest_first(register: FigureRegister) -> None:
    made = [
        replace(
            FIGURE,
            id=short_id(number),
            made_at=AT + timedelta(hours=number),
            kind=FigureKind.EXPORT if number % 2 else FigureKind.SNAPSHOT,
        )
        for number in range(5)
    ]
    for figure in made:
        register.keep(figure)
    newest = made[::-1]
    assert register.figures() == newest
    assert register.figures(limit=2) == newest[:2]
    assert register.figures(before=newest[1].made_at) == newest[2:]
    assert register.figures(kind=FigureKind.EXPORT) == [made[3], made[1]]


@given(st.lists(st.integers() | st.text(), max_size=3))
def test_short_id_is_short_and_has_no_letter_that_is_misread(told: list[object]) -> None:
    figure_id = short_id(*told)
    assert len(figure_id) == 8
    assert not set(figure_id) & set("ILOU")
    assert read_id(figure_id.lower()) == figure_id
    assert short_id(*told) == figure_id


def test_read_id_takes_letters_for_the_digits_that_they_look_like() -> None:
    assert read_id("oiL0-11") == "011011"
