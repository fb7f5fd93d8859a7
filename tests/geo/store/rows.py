"""Rows of made-up incidents, as a reader gives them."""

from __future__ import annotations

from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from gazetteer import Role, User
from geo import DatasetInfo

AMAL = User("Amal", Role.EDITOR)
ACLED = DatasetInfo(
    id="acled", name="ACLED", publisher="ACLED", licence="Terms", citation="Raleigh"
)


def event(incident_id: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - any column
    """Return one row."""
    return {
        "id": incident_id,
        "lon": 39.0,
        "lat": 36.0,
        "country": "SY",
        "start_day": 18_000,
        "end_day": 18_000,
        "time_precision": "day",
        "event_type": "Battles",
        "actors": ["A", "B"],
        "sources": ["Local paper"],
        "fatalities_best": 1.0,
        "summary": f"Clash {incident_id}",
        "details": f'{{"note": "{incident_id}"}}',
        **fields,
    }


def named(incident_id: str, name: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return one row without a point."""
    return event(incident_id, lon=None, lat=None, place_name=name, **fields)


def table(*rows: dict[str, Any]) -> pa.Table:
    """Return rows as a table; int32 days, everything else as it comes."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    made = pa.table({name: [row.get(name) for row in rows] for name in names})
    for name in ("start_day", "end_day"):
        place = made.column_names.index(name)
        made = made.set_column(place, name, made[name].cast(pa.int32()))
    return made
