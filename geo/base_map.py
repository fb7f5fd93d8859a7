"""What lies under the incidents: names of borders and governorates, layers of the base map."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from geo.borders import DISPLAY_LAYERS
from geo.labels import map_labels

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from gazetteer import Place
    from geo.borders import Borders

# What stands after the name of a base layer in full detail.
DETAILED = "-detailed"
# The countries whose borders and governorates the map is about.
FOCUS_COUNTRIES: tuple[str, ...] = ("IQ", "SY")


def border_names(borders: Borders) -> dict[str, tuple[str, str]]:
    """Return English and Arabic name of each shared border, those of `FOCUS_COUNTRIES` first."""
    shared = borders.shared[["border_id", "name", "name_ar"]]
    rows = sorted(
        shared.itertuples(index=False, name=None),
        key=lambda row: (not set(row[0].split("-")) & set(FOCUS_COUNTRIES), row[1]),
    )
    return {border_id: (name, name_ar) for border_id, name, name_ar in rows}


def governorate_names(borders: Borders) -> dict[str, dict[str, tuple[str, str]]]:
    """Return, by country code and admin1 code, English and Arabic name of each governorate."""
    frame = borders.governorates[["country_code", "admin1", "name", "name_ar"]]
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for country_code, admin1, name, name_ar in frame.itertuples(index=False, name=None):
        found.setdefault(country_code, {})[admin1] = (name, name_ar)
    return found


def base_layers(
    borders: Borders, places: Iterable[Place], named: Collection[str]
) -> dict[str, bytes]:
    """Return each layer of the base map as GeoJSON (its labels as a JSON list), UTF-8, by name.

    Parameters
    ----------
    borders
        Countries, governorates, borders and water.
    places
        The gazetteer's entries, of which some are labelled.
    named
        Ids of places that incidents name.
    """
    labels = map_labels(places, frozenset(named))
    layers = {"labels": json.dumps(labels, ensure_ascii=False, separators=(",", ":"))}
    for layer in DISPLAY_LAYERS:
        layers[layer] = borders.display(layer)
        layers[f"{layer}{DETAILED}"] = borders.detailed(layer)
    return {layer: text.encode() for layer, text in layers.items()}


def layers_version(layers: Mapping[str, bytes]) -> str:
    """Return a short hash of the base map, for addresses that may be cached for ever."""
    digest = sha256()
    for layer, content in layers.items():
        digest.update(layer.encode() + content)
    return digest.hexdigest()[:12]
