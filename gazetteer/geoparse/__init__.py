"""Places in running text: every mention, where it stands, what it means, and why."""

from __future__ import annotations

from gazetteer.geoparse.find import PlaceFinder, find_places
from gazetteer.geoparse.mention import Hint, HintKind, Mention, TextPlaces

__all__ = ["Hint", "HintKind", "Mention", "PlaceFinder", "TextPlaces", "find_places"]
