"""The gazetteer's map in the page: the places listed, the one that is open, what an edit moves."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

import numpy as np
import streamlit as st

from geo import mask_bytes
from pages.entry import open_entry
from pages.live_gazetteer import places_in_order
from pages.map_component import host_script
from pages.place_words import two_names
from pages.routes import base_layer_address, place_map_address

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from gazetteer import Gazetteer, Place
    from pages.words import Words

KEY = "place_map"
# Is told the point (lat, lon) that was picked.
Pick: TypeAlias = "Callable[[float, float], None]"
# How far around a place its map reaches at first, at least, in degrees.
_MARGIN = 0.06
_KM_A_DEGREE = 111.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMove:
    """An incident that an edit moves: from where to where, (lat, lon), and what to say of it."""

    start: tuple[float, float]
    end: tuple[float, float]
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """What the map shows: the places with `ids` (None for all), and one entry with its edit."""

    ids: Collection[str] | None = None
    place: Place | None = None
    former: Place | None = None
    moves: Sequence[PlaceMove] = ()
    near: Sequence[Place] = ()
    look_at: Sequence[Place] = ()
    height: int = 620


def draw_place_map(
    gazetteer: Gazetteer,
    view: PlaceView,
    _: Words,
    *,
    pick: Pick | None = None,
    opened: Callable[[str], object] = open_entry,
    key: str = KEY,
) -> None:
    """Draw the map; `pick` is told the point (lat, lon) that is clicked or dragged to.

    Without `pick` the point stays where it is, and `opened` is told the id of a place that is
    clicked.
    """
    component: Callable[..., Any] = st.components.v2.component("hudud_place_map", js=host_script())
    component(
        key=key,
        data={
            "page": place_map_address(_.language),
            "title": _("Map of places"),
            "height": f"{view.height}px",
            "view": "",
            "state": _state(gazetteer, view, _, editable=pick is not None),
        },
        on_place_change=lambda: _opened(key, opened),
        on_point_change=lambda: _picked(key, pick),
    )


def _state(gazetteer: Gazetteer, view: PlaceView, _: Words, *, editable: bool) -> dict[str, object]:
    place = view.place
    return {
        "placesUrl": "places?" + urlencode({"revision": gazetteer.revision}),
        "labelsUrl": base_layer_address("labels"),
        "mask": _mask(gazetteer, view.ids),
        "selected": None if place is None else place.id,
        "place": _point(place, _),
        "former": _point(view.former, _),
        "moves": [
            {"from": list(m.start), "to": list(m.end), "title": m.title, "text": m.text}
            for m in view.moves
        ],
        "near": [point for other in view.near if (point := _point(other, _))],
        "editable": editable,
        "fit": _fit(view),
    }


def _mask(gazetteer: Gazetteer, ids: Collection[str] | None) -> str | None:
    """Return which places the map shows, as base64 of bits; None for all."""
    if ids is None:
        return None
    mask = np.array([p.id in ids for p in places_in_order(gazetteer)], np.bool_)
    return b64encode(mask_bytes(mask)).decode()


def _point(place: Place | None, _: Words) -> dict[str, object] | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    own, other = two_names(place, _)
    return {
        "lat": place.lat,
        "lon": place.lon,
        "extentKm": place.extent_km,
        "name": own,
        "otherName": other,
    }


def _fit(view: PlaceView) -> dict[str, object] | None:
    """Return where the map looks; it goes there once for each key."""
    shown = [p for p in (view.place, view.former) if p] if view.place else list(view.look_at)
    boxes = [box for p in shown if (box := _box(p)) is not None]
    if not boxes:
        return None
    south, west = (min(box[i] for box in boxes) for i in (0, 1))
    north, east = (max(box[i] for box in boxes) for i in (2, 3))
    # Not the point: while it is dragged about, the map stays.
    key = " ".join(dict.fromkeys(p.id for p in shown))
    return {"key": key, "bounds": [[south, west], [north, east]]}


def _box(place: Place) -> tuple[float, float, float, float] | None:
    if place.lat is None or place.lon is None:
        return None
    reach = max(_MARGIN, 1.3 * place.extent_km / _KM_A_DEGREE)
    return place.lat - reach, place.lon - reach, place.lat + reach, place.lon + reach


def _opened(key: str, opened: Callable[[str], object]) -> None:
    message = st.session_state[key].place
    if message and isinstance(message.get("id"), str):
        opened(message["id"])


def _picked(key: str, pick: Pick | None) -> None:
    message = st.session_state[key].point
    if not message or pick is None:
        return
    lat, lon = message.get("lat"), message.get("lon")
    if isinstance(lat, int | float) and isinstance(lon, int | float):
        pick(float(lat), float(lon))
