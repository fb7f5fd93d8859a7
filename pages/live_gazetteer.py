"""The gazetteer that all sessions of this server read and edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gazetteer import StoreError
from geo import current_briefing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gazetteer import Gazetteer, Place


def live_gazetteer() -> Gazetteer:
    """Return the gazetteer from which the maps take their places."""
    return current_briefing().gazetteer


def known_places(gazetteer: Gazetteer) -> Mapping[str, Place]:
    """Return all places by id; while the database cannot be read, as they were last."""
    try:
        return gazetteer.places()
    except StoreError:
        return current_briefing().places


def places_in_order(gazetteer: Gazetteer) -> list[Place]:
    """Return all places by id; the map knows them by their number in this list."""
    places = known_places(gazetteer)
    return [places[place_id] for place_id in sorted(places)]
