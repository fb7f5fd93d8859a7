"""Made-up incidents in numbers, as a table and as a briefing of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo import FilterIndex, zone_verdicts
from geo.build import table_from_columns

if TYPE_CHECKING:
    from geo import Briefing, IncidentTable

TYPES = np.array(["Battles", "Riots", "Violence against civilians"])


def many_incidents(count: int, *, spread_deg: float = 1.5) -> IncidentTable:
    """Return incidents strewn around four towns, one in ten known to 60 km only."""
    random = np.random.default_rng(7)
    towns = np.array([(40.1, 35.3), (37.2, 36.2), (44.4, 33.3), (43.1, 36.3)])
    points = towns[random.integers(0, 4, count)] + random.normal(0, spread_deg / 3, (count, 2))
    return table_from_columns(
        {
            "ids": [f"m{number}" for number in range(count)],
            "lon": points[:, 0],
            "lat": points[:, 1],
            "extent_km": np.where(random.random(count) < 0.1, 60.0, 1.0),
            "start_day": random.integers(16_000, 18_000, count),
            "event_type": TYPES[random.integers(0, 3, count)].tolist(),
            "sources": [("wire",)] * count,
        },
        judge_zone=zone_verdicts,
        names={"source": {"wire": ("A wire", "وكالة")}},
    )


def briefing_of(briefing: Briefing, table: IncidentTable) -> Briefing:
    """Return a briefing with the places and borders of another and incidents of its own."""
    own = replace(briefing, snapshot=briefing.places)
    own.__dict__["index"] = FilterIndex.build(table)
    return own
