"""The folium map: its layers, its controls, its furniture; one definition for page and export."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import folium
from branca.element import Element, Figure
from folium.map import Layer
from folium.template import Template

from geo import assets
from geo.area_text import MAX_AREA_TEXT
from geo.drawn_area import MAX_CORNERS
from geo.map_words import map_strings, place_strings, type_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.map_words import Translate

# Where a hosted map asks for the place of a name, and for an area that is written out, relative to
# its own page.
GO_TO_ADDRESS, AREA_ADDRESS = "goto", "area"

# Iraq and Syria with a margin: ((south, west), (north, east)), degrees.
REGION_BOUNDS = ((29.0, 35.5), (38.4, 48.8))
MIN_ZOOM = 4
MAX_ZOOM = 15
# Source: OpenStreetMap's tile usage policy asks for this attribution.
TILES_URL = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
TILES_ATTRIBUTION = (
    '© <a href="https://www.openstreetmap.org/copyright" rel="noreferrer">OpenStreetMap</a>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSources:
    """Where a map finds its assets and data: for each, a URL, or the data themselves.

    `asset_url` maps an asset's name to its address; `layers` maps ``countries``,
    ``governorates``, ``borders``, ``rivers``, ``lakes`` and ``labels`` to ``{"url": …}`` or
    ``{"data": …}``; `columns` is ``{"url": …}``, ``{"base64": …}`` or empty when the hosting page
    tells it later. `area` are the numbers of a drawn area (see `geo.drawn_area`), empty for none;
    `marks` what was measured, see `geo.marks_drawn`.
    `online` offers the tiles of OpenStreetMap, off until a person chooses them.
    """

    asset_url: Callable[[str], str]
    layers: Mapping[str, Mapping[str, object]]
    columns: Mapping[str, str]
    attribution: str = ""
    area: tuple[float, ...] = ()
    marks: Mapping[str, object] = field(default_factory=dict)
    online: bool = True


class _ScriptLayer(Layer):
    """A layer that one class of our own scripts draws; its options are constants and addresses."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new Hudud.{{ this.script_class }}(
                {{ this.options|tojson }}
            );
        {% endmacro %}
        """
    )

    def __init__(
        self,
        script_class: str,
        name: str,
        *,
        options: Mapping[str, object],
        show: bool = True,
        overlay: bool = True,
    ) -> None:
        super().__init__(name=name, overlay=overlay, control=True, show=show)
        self._name = script_class
        self.script_class = script_class
        self.options = dict(options)


class _Scale(folium.MacroElement):
    """A scale bar in kilometres alone, at the right, where no legend covers it.

    Leaflet knows its units in English only; here they come as sentences of the catalogue.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            const scale = L.control.scale({
                position: "bottomright", imperial: false, maxWidth: 140,
            });
            scale._updateMetric = function (most) {
                const metres = this._getRoundNum(most);
                const said = metres < 1000
                    ? {{ this.metres|tojson }}.replace("%(value)s", metres)
                    : {{ this.kilometres|tojson }}.replace("%(value)s", metres / 1000);
                this._updateScale(this._mScale, said, metres / most);
            };
            scale.addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, translate: Translate) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives no types
        self._name = "Scale"
        self.metres = translate("%(value)s m")
        self.kilometres = translate("%(value)s km")


class _Page(folium.MacroElement):
    """Joins the layers to one page; see ``assets/map_page.js`` and ``assets/place_map.js``."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            window.hudud = new Hudud.{{ this.script_class }}(
                {{ this._parent.get_name() }},
                Object.assign({{ this.options|tojson }}, {
                    layers: { {% for kind, layer in this.layers.items() %}
                        {{ kind|tojson }}: {{ layer.get_name() }},
                    {% endfor %} },
                })
            );
        {% endmacro %}
        """
    )

    def __init__(
        self, script_class: str, layers: Mapping[str, Layer], options: Mapping[str, object]
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca gives no types
        self._name = script_class
        self.script_class = script_class
        self.layers = layers
        self.options = options


def briefing_map(sources: MapSources, *, language: str, translate: Translate) -> folium.Map:
    """Return the map of the briefing, without any incident or zone of its own.

    `language` is ``en`` or ``ar``; `translate` turns the English words of the map into it. Layer
    names and attributions come from there and are never taken from data, since folium compiles
    them as templates.
    """
    fmap = _empty_map(sources, assets.SCRIPTS)
    layers = _layers(sources, language, translate)
    options = {
        "language": language,
        "strings": map_strings(translate),
        "typeNames": type_names(translate),
        "bounds": REGION_BOUNDS,
        "columns": dict(sources.columns),
        "attribution": sources.attribution,
        "area": list(sources.area) or None,
        "marks": dict(sources.marks),
        "goto": GO_TO_ADDRESS,
        "readArea": AREA_ADDRESS,
        "mostAreaText": MAX_AREA_TEXT,
        "mostCorners": MAX_CORNERS,
    }
    page = _Page("Page", layers, options)
    root = _furnish(fmap, layers, page, translate, online=sources.online)
    root.html.add_child(Element('<div id="hudud-timeline" dir="ltr"></div>'))
    root.title = translate("Map of incidents")
    return fmap


def place_map(sources: MapSources, *, language: str, translate: Translate) -> folium.Map:
    """Return the map on which places of the gazetteer are found and their points are picked.

    It has the base layers alone; what else it shows comes as messages of the page that hosts it,
    see ``assets/place_map.js``. Parameters are those of `briefing_map`; `sources.columns` is not
    read.
    """
    fmap = _empty_map(sources, assets.PLACE_SCRIPTS)
    layers = _base_layers(sources, language, translate)
    options = {
        "language": language,
        "strings": place_strings(translate),
        "bounds": REGION_BOUNDS,
        "attribution": sources.attribution,
    }
    page = _Page("PlaceMap", layers, options)
    root = _furnish(fmap, layers, page, translate, online=sources.online)
    root.title = translate("Map of places")
    return fmap


def _empty_map(sources: MapSources, scripts: Sequence[str]) -> folium.Map:
    """Return a map of the region that loads `scripts` and nothing from elsewhere."""
    fmap = folium.Map(
        location=[(REGION_BOUNDS[0][0] + REGION_BOUNDS[1][0]) / 2, 42.0],
        zoom_start=6,
        tiles=None,
        min_zoom=MIN_ZOOM,
        max_zoom=MAX_ZOOM,
        font_size="13px",
        zoom_snap=0.5,
        world_copy_jump=False,
        max_bounds=True,
        min_lat=15,
        max_lat=50,
        min_lon=15,
        max_lon=70,
    )
    # On the instance: on the class they would leak into every other map of the process.
    fmap.default_js = [(name, sources.asset_url(name)) for name in scripts]
    fmap.default_css = [(name, sources.asset_url(name)) for name in assets.STYLES]
    return fmap


def _furnish(
    fmap: folium.Map,
    layers: Mapping[str, Layer],
    page: _Page,
    translate: Translate,
    *,
    online: bool,
) -> Figure:
    """Put layers, controls and script on the map and return the document that holds it."""
    for layer in layers.values():
        fmap.add_child(layer)
    if online:
        _tiles(translate).add_to(fmap)
    _Scale(translate).add_to(fmap)
    folium.LayerControl(collapsed=True, autoZIndex=False).add_to(fmap)
    fmap.add_child(page)
    root = fmap.get_root()
    assert isinstance(root, Figure)  # noqa: S101  # a folium map always makes its own figure
    return root


def _vector(sources: MapSources, kind: str, name: str) -> _ScriptLayer:
    return _ScriptLayer("VectorLayer", name, options={"kind": kind, **sources.layers[kind]})


def _base_layers(sources: MapSources, language: str, translate: Translate) -> dict[str, Layer]:
    """Return the layers that lie under everything else, by kind, from the ground up."""
    _ = translate
    return {
        "countries": _vector(sources, "countries", _("Land")),
        "lakes": _vector(sources, "lakes", _("Lakes")),
        "rivers": _vector(sources, "rivers", _("Rivers")),
        "governorates": _vector(sources, "governorates", _("Governorates")),
        "borders": _vector(sources, "borders", _("Borders")),
        "labels": _ScriptLayer(
            "LabelLayer", _("Names"), options={"language": language, **sources.layers["labels"]}
        ),
    }


def _layers(sources: MapSources, language: str, translate: Translate) -> dict[str, Layer]:
    """Return the layers by kind, from the ground up."""
    _ = translate
    base = _base_layers(sources, language, translate)
    return {
        **{kind: base[kind] for kind in ("countries", "lakes", "rivers")},
        "choropleth": _ScriptLayer(
            "ChoroplethLayer",
            _("Incidents per governorate"),
            options=sources.layers["governorates"],
            show=False,
        ),
        "governorates": base["governorates"],
        "borders": base["borders"],
        "zone": _ScriptLayer("ZoneLayer", _("Proposed buffer zone"), options={}),
        "heat": _ScriptLayer("HeatLayer", _("Density of incidents"), options={}, show=False),
        "labels": base["labels"],
        "incidents": _ScriptLayer("IncidentLayer", _("Incidents"), options={}),
    }


def _tiles(translate: Translate) -> folium.TileLayer:
    """Return the optional online map; nothing is asked for until a person chooses it.

    It lies over the land, which therefore still shows where a tile cannot be had.
    """
    return folium.TileLayer(
        tiles=TILES_URL,
        attr=TILES_ATTRIBUTION,
        name=translate("Online map (OpenStreetMap)"),
        overlay=True,
        show=False,
        max_zoom=19,
    )
