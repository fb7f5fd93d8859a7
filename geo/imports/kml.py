"""KML and KMZ as rows of texts; nothing that they refer to is opened."""

from __future__ import annotations

import zipfile
from collections import deque
from typing import IO, TYPE_CHECKING, Final, NoReturn
from xml.etree.ElementTree import TreeBuilder

import shapely
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, XMLParser  # type: ignore[import-untyped]
from shapely.errors import ShapelyError

from gazetteer import Message, message_of
from geo.errors import IncidentDataError
from geo.imports.bounds import (
    MAX_IN_MEMORY_BYTES,
    check_size,
    data_member,
    is_archive,
    members_of,
    reading_archive,
)
from geo.imports.vectors import MOST_CORNERS, feature_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

    from shapely.geometry.base import BaseGeometry

    from geo.imports.vectors import Feature, FeatureFile

# How deep elements may lie in one another. Source: own choice; folders in folders have about ten.
_MOST_LEVELS: Final = 200
# Elements of a file and of one placemark. Source: own choice; a placemark has about ten, and tracks
# of a day have some ten thousand.
_MOST_ELEMENTS: Final = 20_000_000
_MOST_OF_PLACEMARK: Final = 500_000
# Bytes that are parsed at once: the parser begins a tag anew with each piece, so that one tag over
# many small pieces takes for ever.
_PIECE_BYTES: Final = 2**22


def look_at_kml(path: Path) -> FeatureFile:
    """Return the placemarks of a KML or KMZ file; times are those of TimeStamp and TimeSpan.

    Raises
    ------
    IncidentDataError
        If it is too large, nested too deep, or no KML.
    """
    check_size(path, MAX_IN_MEMORY_BYTES)
    try:
        if is_archive(path):
            member = _main_kml(path)
            with (
                reading_archive(path),
                zipfile.ZipFile(path) as archive,
                archive.open(member) as stream,
            ):
                return feature_file(path, _placemarks(path, stream))
        with path.open("rb") as stream:
            return feature_file(path, _placemarks(path, stream))
    except (ParseError, DefusedXmlException, ValueError, LookupError, OSError) as error:
        if isinstance(error, IncidentDataError):
            raise
        raise IncidentDataError(
            Message("is no KML that can be read: %(problem)s", problem=message_of(error)), path=path
        ) from error


def _main_kml(path: Path) -> zipfile.ZipInfo:
    """Return the file of a KMZ that counts: doc.kml, or the only one."""
    members = members_of(path, most_bytes=MAX_IN_MEMORY_BYTES)
    for member in members:
        if member.filename == "doc.kml":
            return member
    return data_member(path, (".kml",))


def _placemarks(path: Path, stream: IO[bytes]) -> Iterator[Feature | Message]:
    """Yield the placemarks one by one; of what lies outside of them nothing is held."""
    reader = _PlacemarkReader(path)
    parser = XMLParser(target=reader, forbid_dtd=True)
    while piece := stream.read(_PIECE_BYTES):
        parser.feed(piece)
        while reader.found:
            yield _of_placemark(reader.found.popleft())
    parser.close()


class _PlacemarkReader:
    """Told by the parser of each tag; puts the placemarks that are complete into `found`."""

    def __init__(self, path: Path) -> None:
        self.found: deque[Element] = deque()
        self._path = path
        self._level = self._elements = self._number = self._of_placemark = 0
        self._builder: TreeBuilder | None = None
        self._placemark_level = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        self._level += 1
        self._elements += 1
        if self._level > _MOST_LEVELS:
            self._refuse(Message("has elements more than %(levels)s deep", levels=_MOST_LEVELS))
        if self._elements > _MOST_ELEMENTS or self._of_placemark > _MOST_OF_PLACEMARK:
            self._refuse(Message("has too many elements to be read"))
        if self._builder is None and tag.rpartition("}")[2] == "Placemark":
            self._builder, self._placemark_level = TreeBuilder(), self._level
            self._number += 1
            self._of_placemark = 0
        if self._builder is not None:
            self._of_placemark += 1
            self._builder.start(tag, attributes)

    def data(self, text: str) -> None:
        """Take text within an element."""
        if self._builder is not None:
            self._builder.data(text)

    def end(self, tag: str) -> None:
        """End an element."""
        self._level -= 1
        if self._builder is None:
            return
        self._builder.end(tag)
        if self._level < self._placemark_level:
            self.found.append(self._builder.close())
            self._builder = None

    def close(self) -> None:
        """End the document."""

    def _refuse(self, message: Message) -> NoReturn:
        raise IncidentDataError(message, path=self._path, row=self._number or None)


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _of_placemark(placemark: Element) -> Feature | Message:
    properties: dict[str, object] = {}
    if placemark.get("id"):
        properties["id"] = placemark.get("id")
    geometries: list[BaseGeometry] = []
    for element in placemark.iter():
        tag, text = _tag(element), (element.text or "").strip()
        if tag in {"name", "description", "when", "begin", "end", "address"} and text:
            properties.setdefault({"when": "begin"}.get(tag, tag), text)
        elif tag == "Data":
            values = [(v.text or "").strip() for v in element if _tag(v) == "value"]
            properties.setdefault(element.get("name", "data"), " ".join(values))
        elif tag == "SimpleData":
            properties.setdefault(element.get("name", "data"), text)
        elif tag == "coordinates":
            try:
                geometries.append(_of_coordinates(text))
            except (ValueError, ShapelyError):
                return Message("has coordinates that cannot be read")
    if len(geometries) < 2:
        return properties, geometries[0] if geometries else None
    # Side by side, not united: where thousands of lines cross there would be millions of corners.
    return properties, shapely.GeometryCollection(geometries)


def _of_coordinates(text: str) -> BaseGeometry:
    parts = text.split(maxsplit=MOST_CORNERS + 1)
    if len(parts) > MOST_CORNERS:
        raise ValueError("too many")
    points = [[float(number) for number in part.split(",")[:2]] for part in parts]
    if len(points) == 1:
        return shapely.Point(points[0])
    is_ring = len(points) > 3 and points[0] == points[-1]
    return shapely.Polygon(points) if is_ring else shapely.LineString(points)
