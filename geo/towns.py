"""The populated places of the gazetteer, to be asked which of them lie in a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.zone import places_inside

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gazetteer import Place
    from geo.zone import Zone


class Towns:
    """The populated places among `places` that have a point."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._towns = [
            place
            for place in places
            if place.feature_class == "P" and place.lon is not None and place.lat is not None
        ]
        self._lon = np.array([place.lon for place in self._towns], np.float64)
        self._lat = np.array([place.lat for place in self._towns], np.float64)

    def inside(self, zone: Zone) -> tuple[Place, ...]:
        """Return those whose point lies in `zone`, largest first."""
        found = places_inside(zone, self._towns, self._lon, self._lat)
        return tuple(sorted(found, key=lambda place: (-place.population, place.id)))
