"""The scripts and styles of the map, and Leaflet out of the installed package that carries it."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from xstatic.pkg import leaflet

# In the order in which a page loads them.
SCRIPTS = (
    "leaflet.js",
    "geographiclib-geodesic.min.js",
    "mgrs.min.js",
    "base_layers.js",
    "symbols.js",
    "columns.js",
    "screen_cells.js",
    "items.js",
    "incident_layer.js",
    "label_layer.js",
    "heat_layer.js",
    "timeline.js",
    "playback.js",
    "calendar.js",
    "hot_filters.js",
    "legend.js",
    "geodesy.js",
    "notations.js",
    "area_layer.js",
    "marks.js",
    "sketch.js",
    "place_box.js",
    "area_form.js",
    "area_editor.js",
    "sketch_tools.js",
    "point_tools.js",
    "map_tools.js",
    "go_to.js",
    "cards.js",
    "symbol_keys.js",
    "map_page.js",
)
# Those of the gazetteer's map, which has no incidents and no timeline.
PLACE_SCRIPTS = (
    "leaflet.js",
    "base_layers.js",
    "symbols.js",
    "label_layer.js",
    "place_map.js",
)
STYLES = ("leaflet.css", "map.css", "map_tools.css")
_LEAFLET_FILES = ("leaflet.js", "leaflet.css")
_IMAGES = tuple(f"images/{name}.png" for name in ("layers", "layers-2x"))
_HOST = "map_host.js"
# Go into the page by themselves, with no map.
_ARTICLE = ("article_text.js", "article_text.css")

_MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}


def asset_names() -> tuple[str, ...]:
    """Return the names that `asset` answers; nothing else is ever served."""
    return tuple(dict.fromkeys((*SCRIPTS, *PLACE_SCRIPTS, *STYLES, *_IMAGES, _HOST, *_ARTICLE)))


@cache
def asset(name: str) -> bytes:
    """Return the content of the asset `name`.

    Raises
    ------
    KeyError
        If it is none of `asset_names()`.
    """
    if name not in asset_names():
        raise KeyError(name)
    if name in _LEAFLET_FILES or name in _IMAGES:
        return (Path(leaflet.BASE_DIR) / name).read_bytes()
    return (files(__package__) / name).read_bytes()


def media_type(name: str) -> str:
    """Return the media type of the asset `name` by its ending."""
    return _MEDIA_TYPES[Path(name).suffix]


@cache
def assets_version() -> str:
    """Return a short hash of every asset, to be put into URLs that may be cached for ever."""
    digest = sha256()
    for name in asset_names():
        digest.update(asset(name))
    return digest.hexdigest()[:12]
