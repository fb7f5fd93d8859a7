"""The shipped data, and a story of two views with hostile text in it."""

from __future__ import annotations

from datetime import date

import pytest

from gazetteer import Gazetteer
from geo import (
    Briefing,
    IncidentFilter,
    MapState,
    MapView,
    Story,
    StoryStep,
    ZoneParams,
    load_borders,
    load_dataset,
)
from geo.incidents import Citation

HOSTILE = "</script><script>alert(1)</script>{{ 7*7 }} & \"quoted\" 'so' \u2028 =1+1 منبج"


@pytest.fixture(scope="session")
def briefing() -> Briefing:
    return Briefing(gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders())


@pytest.fixture(scope="session")
def story() -> Story:
    early = IncidentFilter(end=date(2018, 12, 31), event_types=frozenset({"Battles"}))
    late = IncidentFilter(countries=frozenset({"SY"}), start=date(2019, 1, 1))
    cited = (
        Citation(source_id="irfaa-sawtak-manbij-2019", paragraph=46),
        Citation(source_id="irfaa-sawtak-manbij-2019", paragraph=30),
    )
    return Story(
        id="abc",
        title=HOSTILE,
        steps=(
            StoryStep(state=MapState(filter=early), title="Battles", note=HOSTILE),
            StoryStep(
                state=MapState(
                    filter=late,
                    zone=ZoneParams(width_km=30.0),
                    view=MapView(lat=36.5, lon=38.1, zoom=9.0),
                ),
                title="Later",
                title_ar="لاحقاً",
                citations=cited,
            ),
        ),
    )
