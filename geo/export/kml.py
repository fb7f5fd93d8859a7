"""KML 2.2 for Google Earth: incidents with time spans, the zone and its border, no network links.

As KMZ the same with a symbol for each event type; plain KML tells types by colour alone, since it
cannot hold pictures. What XML cannot hold is made visible, see `geo.export.safe.xml_text`. Text
from data reaches the balloons as HTML that can do nothing.
"""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape as xml_escape

import pyarrow as pa  # type: ignore[import-untyped]
import shapely

from geo.export.columns import SCHEMA
from geo.export.icons import icon_png
from geo.export.safe import xml_text
from geo.symbols import symbol_of
from geo.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from geo.export.content import MapExport
    from geo.words import Words

# Places known better than this are drawn as a full symbol. Source: the map's own rule.
EXACT_KM = 1.0
# A zip's earliest moment, for the same bytes at any time. Source: the ZIP format.
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_KML_TYPES = {pa.bool_(): "bool", pa.int64(): "int", pa.float64(): "double"}
# Columns and their names here. The days stand in the time span, and "id" is KML's own word.
_DATA = {
    name: "incident_id" if name == "id" else name
    for name in SCHEMA.names
    if name not in {"start", "end"}
}
_ROWS_AT_ONCE = 20_000


def write_kml(export: MapExport, path: Path) -> None:
    """Write plain KML."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for part in _document(export, icons=False):
            file.write(part)


def write_kmz(export: MapExport, path: Path) -> None:
    """Write KML with its symbols as one zipped file."""
    with zipfile.ZipFile(path, "w") as archive:
        # Without the headers of a 64-bit entry, which readers of KMZ do not all know.
        with archive.open(_zipped("doc.kml"), "w") as file:
            for part in _document(export, icons=True):
                file.write(part.encode())
        for number, event_type in enumerate(export.event_types):
            symbol = symbol_of(event_type)
            for hollow in (False, True):
                name = f"icons/{number}{_suffix(hollow=hollow)}.png"
                archive.writestr(_zipped(name), icon_png(symbol, hollow=hollow))


def _zipped(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _ZIP_EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _suffix(*, hollow: bool) -> str:
    return "-vague" if hollow else ""


def _xml(text: str) -> str:
    # A reader takes a bare carriage return for a line feed.
    return xml_escape(xml_text(text), {'"': "&quot;", "\r": "&#13;"})


def _document(export: MapExport, *, icons: bool) -> Iterator[str]:
    """Yield the document piece by piece."""
    _ = export.words
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document id="hudud">\n'
    yield f"<name>{_xml(export.title)}</name>\n"
    yield f"<description>{_xml(_notice_html(export))}</description>\n"
    yield from _styles(export.event_types, icons=icons)
    notice = json.dumps(export.notice(), ensure_ascii=False)
    yield f'<ExtendedData><Data name="metadata"><value>{_xml(notice)}</value></Data>'
    yield "</ExtendedData>\n"
    yield _schema()
    yield f'<Folder id="incidents"><name>{_xml(_("Incidents"))}</name>\n'
    yield from _placemarks(export)
    yield "</Folder>\n"
    yield _zone(export)
    yield "</Document>\n</kml>\n"


def _styles(event_types: Sequence[str], *, icons: bool) -> Iterator[str]:
    balloon = "<BalloonStyle><text>$[description]</text></BalloonStyle>"
    for number, event_type in enumerate(event_types):
        symbol = symbol_of(event_type)
        for hollow in (False, True):
            suffix = _suffix(hollow=hollow)
            drawn = f"<color>{_abgr(symbol.color)}</color>"
            if icons:
                drawn = f"<Icon><href>icons/{number}{suffix}.png</href></Icon>"
            yield (
                f'<Style id="type-{number}{suffix}"><IconStyle>{drawn}</IconStyle>'
                f"<LabelStyle><scale>0</scale></LabelStyle>{balloon}</Style>\n"
            )
    yield (
        '<Style id="style-zone"><LineStyle><color>ff26229b</color><width>2</width></LineStyle>'
        f"<PolyStyle><color>3026229b</color></PolyStyle>{balloon}</Style>\n"
        '<Style id="style-border"><LineStyle><color>ff3b4a5b</color><width>2.5</width></LineStyle>'
        "</Style>\n"
    )


def _abgr(color: str) -> str:
    """Return ``#rrggbb`` as KML writes it."""
    return f"ff{color[5:7]}{color[3:5]}{color[1:3]}"


def _schema() -> str:
    fields = "".join(
        f'<SimpleField type="{_kml_type(name)}" name="{kml_name}"/>'
        for name, kml_name in _DATA.items()
    )
    return f'<Schema name="incident" id="incident">{fields}</Schema>\n'


def _kml_type(name: str) -> str:
    return _KML_TYPES.get(SCHEMA.field(name).type, "string")


def _placemarks(export: MapExport) -> Iterator[str]:
    _ = export.words
    number_of = {name: number for number, name in enumerate(export.event_types)}
    for batch in export.columns.to_batches(max_chunksize=_ROWS_AT_ONCE):
        for row in batch.to_pylist():
            yield _placemark(row, number_of[row["event_type"] or ""], _)


def _placemark(row: dict[str, Any], number: int, _: Words) -> str:
    """Return one incident; one without a point has no geometry and stands in the list alone."""
    ar = "_ar" if _.language == "ar" else ""
    hollow = row["extent_km"] is not None and row["extent_km"] > EXACT_KM
    said = row["sub_type"] or row["event_type"]
    title = " · ".join(filter(None, (_(said) if said else "", row[f"place{ar}"])))
    point = ""
    if row["lon"] is not None:
        point = f"<Point><coordinates>{row['lon']!r},{row['lat']!r}</coordinates></Point>"
    return (
        f"<Placemark><name>{_xml(title)}</name>"
        f"<description>{_xml(_balloon(row, title, ar, _))}</description>"
        f"<TimeSpan><begin>{row['start']}</begin><end>{row['end']}</end></TimeSpan>"
        f"<styleUrl>#type-{number}{_suffix(hollow=hollow)}</styleUrl>"
        f'<ExtendedData><SchemaData schemaUrl="#incident">{_data(row)}</SchemaData></ExtendedData>'
        f"{point}</Placemark>\n"
    )


def _data(row: dict[str, Any]) -> str:
    return "".join(
        f'<SimpleData name="{kml_name}">{_xml(_plain(row[name]))}</SimpleData>'
        for name, kml_name in _DATA.items()
        if row[name] is not None
    )


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _balloon(row: dict[str, Any], title: str, ar: str, _: Words) -> str:
    """Return what Google Earth shows of an incident: HTML in which text from data is text alone."""
    period = _.date(row["start"])
    if row["end"] != row["start"]:
        period = _("%(start)s to %(end)s", start=period, end=_.date(row["end"]))
    lines = [period, row[f"summary{ar}"] or row["summary"] or row["summary_ar"]]
    if row["extent_km"]:
        lines.append(_("Within %(extent)s km of the point", extent=_.number(row["extent_km"], 1)))
    lines += ["; ".join(json.loads(row[name] or "[]")) for name in (f"actors{ar}", "paragraphs")]
    shown = "".join(f'<p dir="auto">{escape(line)}</p>' for line in lines if line)
    return f'<div dir="{_.direction}"><h3 dir="auto">{escape(title)}</h3>{shown}</div>'


def _notice_html(export: MapExport) -> str:
    """Return what the whole document says about its data."""
    _ = export.words
    lines = [f"{_('Data revision')}: {export.revision}", export.as_of]
    if export.figure:
        lines.append(f"{_('Figure')}: {export.figure}")
    lines += [f"{name}: {text}" for name, text in export.filters]
    lines += export.source_lines()
    lines += [f"{part.attribution} ({part.name}, {part.url})" for part in export.licences]
    lines.append(export.disclaimer)
    shown = "".join(f'<p dir="auto">{escape(line)}</p>' for line in lines)
    return f'<div dir="{_.direction}">{shown}</div>'


def _zone(export: MapExport) -> str:
    """Return the zone and the border along which it runs, in a folder."""
    name = _xml(export.words("Proposed buffer zone"))
    told = _xml(escape(export.filters[-1][1]))
    polygons = shapely.get_parts(shapely.orient_polygons(export.zone.geometry))
    areas = "".join(
        f"<Polygon><outerBoundaryIs><LinearRing>{_line(polygon.exterior)}</LinearRing>"
        "</outerBoundaryIs>"
        + "".join(
            f"<innerBoundaryIs><LinearRing>{_line(ring)}</LinearRing></innerBoundaryIs>"
            for ring in polygon.interiors
        )
        + "</Polygon>"
        for polygon in polygons
    )
    lines = "".join(
        f"<LineString><tessellate>1</tessellate>{_line(line)}</LineString>"
        for line in shapely.get_parts(export.zone.border)
    )
    return (
        f'<Folder id="zone"><name>{name}</name>'
        f"<Placemark><name>{name}</name><description>{told}</description>"
        f"<styleUrl>#style-zone</styleUrl><MultiGeometry>{areas}</MultiGeometry></Placemark>"
        f"<Placemark><name>{_xml(export.zone.border_id)}</name><styleUrl>#style-border</styleUrl>"
        f"<MultiGeometry>{lines}</MultiGeometry></Placemark></Folder>\n"
    )


def _line(line: shapely.LineString) -> str:
    points = " ".join(f"{lon:.7f},{lat:.7f}" for lon, lat in shapely.get_coordinates(line).tolist())
    return f"<coordinates>{points}</coordinates>"
