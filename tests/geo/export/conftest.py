"""Exports of the shipped data, as they are and with hostile text in every field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest

from gazetteer import Gazetteer
from geo import (
    Briefing,
    Dataset,
    Incident,
    IncidentFilter,
    MapExport,
    MapState,
    load_borders,
    load_dataset,
)
from tests.payloads import PAYLOADS

MADE_AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def briefing() -> Briefing:
    return Briefing(gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders())


@pytest.fixture(scope="session")
def whole(briefing: Briefing) -> MapExport:
    return MapExport(briefing=briefing, state=MapState(), made_at=MADE_AT)


@pytest.fixture(scope="session")
def filtered(briefing: Briefing) -> MapExport:
    """What happened in 2019, in Arabic."""
    wanted = IncidentFilter(start=date(2019, 1, 1), end=date(2019, 12, 31))
    state = MapState(filter=wanted, language="ar")
    return MapExport(briefing=briefing, state=state, made_at=MADE_AT)


def _hostile(incident: Incident, number: int) -> Incident:
    def text(offset: int) -> str:
        return PAYLOADS[(number + offset) % len(PAYLOADS)]

    place: dict[str, object] = {}
    if number % 5 == 0:
        place = {
            "place_id": None,
            "lat": 36.12345678901 + number / 1000,
            "lon": 40.1,
            "extent_km": 0.1,
        }
    return replace(
        incident,
        id=f"i{number}",
        summary=text(0),
        summary_ar=text(1),
        date_basis=text(2),
        location_note=text(3),
        casualties_note=text(4),
        sub_event_type=text(5),
        **place,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="session")
def hostile(briefing: Briefing) -> MapExport:
    """The shipped incidents with hostile text in every field that is text."""
    shipped = briefing.dataset
    texts = iter(PAYLOADS * 9)
    dataset = Dataset(
        sources=MappingProxyType(
            {
                i: replace(s, title=next(texts), publisher=next(texts))
                for i, s in shipped.sources.items()
            }
        ),
        actors=MappingProxyType(
            {
                i: replace(a, name=next(texts), name_ar=next(texts))
                for i, a in shipped.actors.items()
            }
        ),
        incidents=tuple(_hostile(i, n) for n, i in enumerate(shipped.incidents)),
        figures=(),
    )
    evil = replace(briefing, dataset=dataset, snapshot=briefing.places)
    state = MapState(filter=IncidentFilter(), language="en")
    return MapExport(briefing=evil, state=state, made_at=MADE_AT)
