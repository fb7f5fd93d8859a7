"""Whether an incident is on the map already: the same days, near by, of the same type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Geod

from geo.records import latest_day
from geo.table import day_number

if TYPE_CHECKING:
    from gazetteer import Place
    from geo.articles.cards import IncidentCard
    from geo.table import IncidentTable

# Days by which two reports of one event may differ: the night, and the day it was reported.
_SLACK_DAYS: Final = 1
# Two reports may name neighbouring places. Source: own choice, a town and the villages about it.
_NEAR_KM: Final = 10.0
# The widest that an extent may make "near": in a whole country anything would be.
_WIDEST_KM: Final = 60.0
_GEOD: Final = Geod(ellps="WGS84")


def repeated_incidents(
    card: IncidentCard, place: Place | None, table: IncidentTable, *, limit: int = 5
) -> list[str]:
    """Return ids of incidents on the map that may be the one of a card, the nearest in time first.

    Parameters
    ----------
    card
        The card; without a date or a place nothing is like it.
    place
        The gazetteer's entry of its place.
    table
        The incidents on the map.
    limit
        At most so many.
    """
    if card.start is None or place is None or place.lat is None or place.lon is None:
        return []
    if card.event_type not in table.event_type.values:
        return []
    last = latest_day(max(card.end or card.start, card.start), card.time_precision)
    first, until = day_number(card.start) - _SLACK_DAYS, day_number(last) + _SLACK_DAYS
    code = table.event_type.values.index(card.event_type)
    alike = (table.event_type.codes == code) & ~np.isnan(table.lat)
    rows = np.flatnonzero(alike & (table.start_day <= until) & (table.end_day >= first))
    if not rows.size:
        return []
    lon, lat = np.full(rows.size, place.lon), np.full(rows.size, place.lat)
    away = _GEOD.inv(lon, lat, table.lon[rows], table.lat[rows])[2] / 1000
    own_km = place.extent_km if card.extent_km is None else card.extent_km
    reach = np.clip(table.extent_km[rows] + own_km, _NEAR_KM, _WIDEST_KM)
    near = rows[away <= reach]
    apart = np.abs(table.start_day[near] - day_number(card.start))
    order = near[np.argsort(apart, kind="stable")][:limit]
    return [str(table.ids[row].as_py()) for row in order.tolist()]
