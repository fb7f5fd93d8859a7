"""Sheets of what ships, composed once."""

from __future__ import annotations

from datetime import date

import pytest

from gazetteer import Gazetteer
from geo import Briefing, MapState, load_borders, load_dataset
from geo.snapshot import Extent, ExtentKind, Page, Sheet, SnapshotOptions, compose

DAY = date(2026, 11, 21)
ZONE = Extent(kind=ExtentKind.ZONE)


@pytest.fixture(scope="session")
def briefing() -> Briefing:
    return Briefing(gazetteer=Gazetteer.shipped(), dataset=load_dataset(), borders=load_borders())


@pytest.fixture(scope="session")
def english(briefing: Briefing) -> Sheet:
    return compose(briefing, MapState(), SnapshotOptions(as_of=DAY))


@pytest.fixture(scope="session")
def both(briefing: Briefing) -> Sheet:
    options = SnapshotOptions(
        extent=ZONE,
        languages=("en", "ar"),
        as_of=DAY,
        author="Desk",
        handling="For official use",
        graticule=True,
    )
    return compose(briefing, MapState(), options)


@pytest.fixture(scope="session")
def arabic(briefing: Briefing) -> Sheet:
    options = SnapshotOptions(page=Page.WIDE, languages=("ar",), as_of=DAY)
    return compose(briefing, MapState(), options)
