"""How QGIS and other programs shall draw the layers: styles as QML and as SLD."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from geo.export.safe import xml_text
from geo.symbols import symbol_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Side of a marker in millimetres, as QGIS counts, and in pixels, as SLD does.
_MARKER_MM = 3.6
_MARKER_PX = 11
# QGIS' and SLD's names of our shapes, and by how many degrees each is turned.
_QML_SHAPES = {
    "triangle-down": ("triangle", 180),
    "cross": ("cross_fill", 0),
    "saltire": ("cross_fill", 45),
    "half-disc": ("half_circle", 0),
    "hourglass": ("hexagon", 0),
    "bow-tie": ("hexagon", 30),
}
_SLD_SHAPES = {
    "triangle-down": ("triangle", 180),
    "diamond": ("square", 45),
    "saltire": ("x", 0),
    "half-disc": ("circle", 0),
    "pentagon": ("circle", 0),
    "hourglass": ("cross", 0),
    "bow-tie": ("x", 0),
}

_ZONE_COLOR = "#9b2226"
_BORDER_COLOR = "#5b4a3b"
_PLACE_COLOR = "#54503f"

_SLD_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<StyledLayerDescriptor xmlns="http://www.opengis.net/sld"'
    ' xmlns:ogc="http://www.opengis.net/ogc" version="1.0.0">'
    "<NamedLayer><Name>{layer}</Name><UserStyle><FeatureTypeStyle>"
)
_SLD_FOOT = "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"


def styles(event_types: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return the QML and the SLD of each layer, by its name; incidents differ by event type."""
    return {
        "incidents": (_incidents_qml(event_types), _incidents_sld(event_types)),
        "places": (
            _single_qml("marker", "SimpleMarker", _marker("circle", 0, _PLACE_COLOR, 1.4), "name"),
            _rule_sld("places", _mark_sld("circle", 0, _PLACE_COLOR, 4)),
        ),
        "borders": (
            _single_qml("line", "SimpleLine", _line(_BORDER_COLOR)),
            _rule_sld("borders", f"<LineSymbolizer>{_stroke_sld(_BORDER_COLOR)}</LineSymbolizer>"),
        ),
        "zone": (
            _single_qml("fill", "LinePatternFill", _hatch(), outline=_line(_ZONE_COLOR)),
            _rule_sld("zone", _zone_sld()),
        ),
    }


def _rgba(color: str) -> str:
    """Return ``#rrggbb`` as QGIS writes it."""
    return ",".join(str(int(color[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _options(values: Mapping[str, object]) -> str:
    held = "".join(
        f"<Option type='QString' name={quoteattr(name)} value={quoteattr(str(value))}/>"
        for name, value in values.items()
    )
    return f"<Option type='Map'>{held}</Option>"


def _marker(shape: str, angle: int, color: str, size_mm: float) -> dict[str, object]:
    return {
        "name": shape,
        "angle": angle,
        "color": _rgba(color),
        "outline_color": "255,255,255,255",
        "outline_style": "solid",
        "outline_width": 0.2,
        "outline_width_unit": "MM",
        "size": size_mm,
        "size_unit": "MM",
    }


def _line(color: str) -> dict[str, object]:
    return {
        "line_color": _rgba(color),
        "line_style": "dash" if color == _ZONE_COLOR else "solid",
        "line_width": 0.4,
        "line_width_unit": "MM",
    }


def _hatch() -> dict[str, object]:
    return {
        "angle": 45,
        "distance": 2,
        "distance_unit": "MM",
        "color": _rgba(_ZONE_COLOR),
        "line_width": 0.26,
    }


def _symbol(kind: str, name: str, layers: Mapping[str, Mapping[str, object]]) -> str:
    drawn = "".join(
        f"<layer class={quoteattr(cls)} enabled='1' locked='0' pass='0'>{_options(values)}</layer>"
        for cls, values in layers.items()
    )
    return (
        f"<symbol type={quoteattr(kind)} name={quoteattr(name)} alpha='1' clip_to_extent='1'>"
        f"{drawn}</symbol>"
    )


def _qml(renderer: str, label: str = "") -> str:
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>"
        "<qgis version='3.28.0' styleCategories='Symbology|Labeling'"
        f" labelsEnabled='{int(bool(label))}'>"
        f"{renderer}{label}</qgis>"
    )


def _single_qml(
    kind: str,
    cls: str,
    values: Mapping[str, object],
    label_field: str = "",
    *,
    outline: Mapping[str, object] | None = None,
) -> str:
    layers = {cls: values} if outline is None else {cls: values, "SimpleLine": outline}
    renderer = (
        "<renderer-v2 type='singleSymbol' forceraster='0' symbollevels='0' enableorderby='0'>"
        f"<symbols>{_symbol(kind, '0', layers)}</symbols></renderer-v2>"
    )
    return _qml(renderer, _label_qml(label_field) if label_field else "")


def _label_qml(field: str) -> str:
    return (
        "<labeling type='simple'><settings calloutType='simple'>"
        f"<text-style fieldName={quoteattr(field)} fontSize='8' textColor='60,56,44,255'"
        " fontSizeUnit='Point'><text-buffer bufferDraw='1' bufferSize='0.8'"
        " bufferSizeUnits='MM' bufferColor='255,255,255,255'/></text-style>"
        "<placement placement='6' dist='1' distUnits='MM'/>"
        "<rendering scaleVisibility='1' scaleMin='1500000' scaleMax='1' drawLabels='1'/>"
        "</settings></labeling>"
    )


def _incidents_qml(event_types: Sequence[str]) -> str:
    categories, symbols = [], []
    for number, event_type in enumerate(event_types):
        symbol = symbol_of(event_type)
        shape, angle = _QML_SHAPES.get(symbol.shape, (symbol.shape, 0))
        name = quoteattr(xml_text(event_type))
        categories.append(
            f"<category render='true' symbol='{number}' value={name} label={name} type='string'/>"
        )
        marker = _marker(shape, angle, symbol.color, _MARKER_MM)
        symbols.append(_symbol("marker", str(number), {"SimpleMarker": marker}))
    return _qml(
        "<renderer-v2 type='categorizedSymbol' attr='event_type' forceraster='0' symbollevels='0'"
        f" enableorderby='0'><categories>{''.join(categories)}</categories>"
        f"<symbols>{''.join(symbols)}</symbols></renderer-v2>"
    )


def _mark_sld(shape: str, angle: int, color: str, size: float) -> str:
    return (
        f"<PointSymbolizer><Graphic><Mark><WellKnownName>{shape}</WellKnownName>"
        f"<Fill><CssParameter name='fill'>{color}</CssParameter></Fill>"
        "<Stroke><CssParameter name='stroke'>#ffffff</CssParameter></Stroke></Mark>"
        f"<Size>{size}</Size><Rotation>{angle}</Rotation></Graphic></PointSymbolizer>"
    )


def _stroke_sld(color: str) -> str:
    return (
        f"<Stroke><CssParameter name='stroke'>{color}</CssParameter>"
        "<CssParameter name='stroke-width'>1.5</CssParameter></Stroke>"
    )


def _zone_sld() -> str:
    return (
        "<PolygonSymbolizer><Fill><GraphicFill><Graphic><Mark>"
        "<WellKnownName>shape://slash</WellKnownName>"
        f"{_stroke_sld(_ZONE_COLOR)}</Mark><Size>8</Size></Graphic></GraphicFill></Fill>"
        f"{_stroke_sld(_ZONE_COLOR)}</PolygonSymbolizer>"
    )


def _rule_sld(layer: str, symbolizer: str) -> str:
    return f"{_SLD_HEAD.format(layer=layer)}<Rule>{symbolizer}</Rule>{_SLD_FOOT}"


def _incidents_sld(event_types: Sequence[str]) -> str:
    rules = "".join(_type_sld(name) for name in event_types)
    return _SLD_HEAD.format(layer="incidents") + rules + _SLD_FOOT


def _type_sld(event_type: str) -> str:
    symbol = symbol_of(event_type)
    shape, angle = _SLD_SHAPES.get(symbol.shape, (symbol.shape, 0))
    name = escape(xml_text(event_type))
    return (
        f"<Rule><Name>{name}</Name><Title>{name}</Title><ogc:Filter><ogc:PropertyIsEqualTo>"
        f"<ogc:PropertyName>event_type</ogc:PropertyName><ogc:Literal>{name}</ogc:Literal>"
        "</ogc:PropertyIsEqualTo></ogc:Filter>"
        f"{_mark_sld(shape, angle, symbol.color, _MARKER_PX)}</Rule>"
    )
