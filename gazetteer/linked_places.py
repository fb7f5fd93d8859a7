"""Linked Places format v1.3 (GeoJSON): a place as a feature and back.

What the format has a member for goes there; what only this gazetteer keeps (status, version, admin
units, population, extent, kinds and scripts of names, notes of citations) goes into members that
readers of the format skip, so that every field of a place survives. Of foreign features are lost:
time spans other than of names (those go into the citation's note), a second country code,
relations, depictions, and points beyond the first.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote, urlsplit

from gazetteer.authorities import compact_link, link_uri
from gazetteer.feature_codes import (
    Feature,
    default_extent_km,
    feature_label,
    feature_of,
    general_feature,
)
from gazetteer.json_stream import iter_features
from gazetteer.linked_places_shape import geometry_of, shape_of
from gazetteer.message import Message
from gazetteer.place import Certainty, Citation, Place, PlaceStatus, Toponym, ToponymKind
from gazetteer.place_draft import ToponymList, clean_language, clean_text, stable_id
from gazetteer.place_files import RowError, open_binary, parse_choice, parse_rows
from gazetteer.typed_json import Members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

    from gazetteer.place_files import Progress, RefusedRow

# Source: the format's context document, which v1.3 still names.
CONTEXT: Final = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/"
    "linkedplaces-context-v1.1.jsonld"
)
# What the id of a place stands behind; nobody publishes these places under a web address.
PLACE_URN: Final = "urn:hudud:place:"
_OWN: Final = "hudud"
# Source: Linked Places v1.3, ``fclasses``; U and V have no letter there.
_LINKED_CLASSES: Final = frozenset("AHLPRST")
# Source: Linked Places v1.3, ``links``: the types that say that two records are one place.
_SAME_PLACE: Final = frozenset({"exactMatch", "closeMatch"})


def read_linked_places(
    path: Path, *, progress: Progress | None = None, assumed: Feature | None = None
) -> Iterator[Place | RefusedRow]:
    """Yield the places of a Linked Places file: a collection, or one feature a line; zipped or not.

    Parameters
    ----------
    path
        The file.
    progress
        Told how far the file has been read.
    assumed
        The kind of features that state none; without it they are refused.

    Raises
    ------
    PlaceFileError
        If the file cannot be opened or is not the JSON of features.
    """
    with open_binary(path, progress=progress) as stream:
        rows = iter_features(path, stream)
        yield from parse_rows(path, rows, lambda row: place_of_feature(row, assumed=assumed))


def write_linked_places(
    places: Iterable[Place], stream: TextIO, *, one_a_line: bool = False
) -> int:
    """Write a FeatureCollection, or with `one_a_line` GeoJSONL; return how many places."""
    count = 0
    if not one_a_line:
        stream.write(
            f'{{"type":"FeatureCollection","@context":{json.dumps(CONTEXT)},"features":[\n'
        )
    for place in places:
        feature = feature_of_place(place)
        if one_a_line:
            feature = {"@context": CONTEXT, **feature}
        elif count:
            stream.write(",\n")
        json.dump(feature, stream, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        if one_a_line:
            stream.write("\n")
        count += 1
    if not one_a_line:
        stream.write("\n]}\n")
    return count


def feature_of_place(place: Place) -> dict[str, Any]:
    """Return `place` as a feature of Linked Places v1.3, plain JSON values."""
    properties: dict[str, Any] = {"title": place.preferred("en")}
    if place.country_code is not None:
        properties["ccodes"] = [place.country_code]
    if place.feature_class in _LINKED_CLASSES:
        properties["fclasses"] = [place.feature_class]
    properties[_OWN] = _own_members(place)
    feature: dict[str, Any] = {
        "@id": PLACE_URN + quote(place.id, safe=""),
        "type": "Feature",
        "properties": properties,
        "names": [_name(t) for t in place.toponyms],
        "types": [
            {
                "identifier": f"gn:{place.feature_class}.{place.feature_code}",
                "label": feature_label(place.feature_class, place.feature_code),
            }
        ],
        "geometry": geometry_of(place),
    }
    # The format cites names; what is cited for the place as a whole stands with the first one.
    if place.citations:
        of_place = [_citation(c, of_place=True) for c in place.citations]
        first = feature["names"][0]
        first["citations"] = [*first.get("citations", ()), *of_place]
    if place.links:
        feature["links"] = [
            {"type": "exactMatch", "identifier": link_uri(link)} for link in place.links
        ]
    if place.note:
        feature["descriptions"] = [{"value": place.note}]
    return feature


def _own_members(place: Place) -> dict[str, Any]:
    own: dict[str, Any] = {"extent_km": place.extent_km, "version": place.version}
    optional = {
        "admin1": place.admin1,
        "admin2": place.admin2,
        "population": place.population or None,
        "status": None if place.status is PlaceStatus.PUBLISHED else place.status.value,
        "certainty": None if place.lat is not None else place.certainty.value,
    }
    return own | {name: value for name, value in optional.items() if value is not None}


def _name(toponym: Toponym) -> dict[str, Any]:
    name: dict[str, Any] = {
        "toponym": toponym.name,
        "lang": toponym.language,
        "script": toponym.script,
        "kind": toponym.kind.value,
    }
    if toponym.citation is not None:
        name["citations"] = [_citation(toponym.citation)]
    return name


def _citation(citation: Citation, *, of_place: bool = False) -> dict[str, Any]:
    written: dict[str, Any] = {"label": citation.source}
    if citation.locator:
        is_uri = urlsplit(citation.locator).scheme in {"http", "https"}
        written["@id" if is_uri else "locator"] = citation.locator
    if citation.note:
        written["note"] = citation.note
    return written | ({"of": "place"} if of_place else {})


def place_of_feature(value: object, *, assumed: Feature | None = None) -> Place:
    """Return the place that a feature describes; `assumed` is the kind when it states none.

    Raises
    ------
    RowError
        If it is no feature, or a member that is needed is missing or of the wrong type.
    """
    feature = Members(value, "feature")
    if feature.text("type") != "Feature":
        raise RowError("type", feature.text("type"), Message("is not Feature"))
    properties = feature.members("properties")
    own = properties.members(_OWN)
    links, see_also = _read_links(feature)
    kind = _read_kind(feature, properties, assumed)
    toponyms, citations = _read_names(feature, properties.text("title"))
    shape = shape_of(feature)
    country_codes = properties.texts("ccodes")
    certainty = own.text("certainty") or shape.certainty
    return Place(
        id=place_id_of_uri(feature.text("@id")),
        toponyms=toponyms,
        feature_class=kind.feature_class,
        feature_code=kind.feature_code,
        country_code=country_codes[0].upper() if country_codes else None,
        admin1=own.text("admin1") or None,
        admin2=own.text("admin2") or None,
        lat=shape.lat,
        lon=shape.lon,
        extent_km=own.number("extent_km", _foreign_extent_km(shape.extent_km, kind)),
        footprint=shape.footprint,
        certainty=parse_choice(Certainty, "certainty", certainty),
        citations=(*citations, *see_also),
        links=links,
        status=parse_choice(PlaceStatus, "status", own.text("status")),
        population=int(own.number("population", 0.0)),
        note=_read_note(feature),
        version=int(own.number("version", 1.0)),
    )


def place_id_of_uri(uri: str) -> str:
    """Return the id of the place that a URI means: one of here as it was, another one's own slug.

    Raises
    ------
    RowError
        If it is empty.
    """
    uri = uri.strip()
    if uri.startswith(PLACE_URN):
        return unquote(uri.removeprefix(PLACE_URN))
    if not uri:
        raise RowError("@id", uri, Message("is empty"))
    prefix, _, local_id = (compact_link(uri) or uri).partition(":")
    return stable_id(prefix, local_id.removeprefix("//"))


def _foreign_extent_km(shape_extent_km: float, kind: Feature) -> float:
    return shape_extent_km or default_extent_km(kind)


def _read_kind(feature: Members, properties: Members, assumed: Feature | None) -> Feature:
    classes = [c.upper() for c in properties.texts("fclasses")]
    told: list[str] = []
    for kind in feature.items("types"):
        labels = [kind.text("label"), kind.text("sourceLabel")]
        labels += [label.text("label") for label in kind.items("sourceLabels")]
        told += [kind.text("identifier").removeprefix("gn:"), *labels]
    for text in filter(None, told):
        found = feature_of(text.rpartition("#")[2])
        if found is not None and (not classes or found.feature_class in classes):
            return found
    general = general_feature(classes[0]) if classes else assumed
    if general is None:
        raise RowError(
            "types", ", ".join(filter(None, told)), Message("names no kind of place known here")
        )
    return general


def _read_names(feature: Members, title: str) -> tuple[tuple[Toponym, ...], list[Citation]]:
    """Return the names, and what is cited beyond one source a name."""
    names = ToponymList()
    for_place: list[Citation] = []
    for name in feature.items("names"):
        own: list[Citation] = []
        for item in [*name.items("citations"), *name.items("citation")]:
            is_of_place = item.text("of") == "place"
            citation = _read_citation(item)
            if citation is not None:
                (for_place if is_of_place or own else own).append(citation)
        toponym = name.text("toponym")
        kind = _name_kind(name, is_title=toponym == title)
        used = _time_note(name)
        if used and not name.has("kind"):
            source = own[0] if own else Citation(source="Linked Places")
            note = clean_text(f"{source.note} {used}")
            own = [Citation(source=source.source, locator=source.locator, note=note)]
        names.add(
            toponym,
            clean_language(name.text("lang")),
            kind,
            script=name.text("script") or None,
            citation=own[0] if own else None,
            is_exact=name.has("kind"),
        )
    if not names.toponyms():
        names.add(title, kind=ToponymKind.PREFERRED)
    if not names.toponyms():
        raise RowError("names", "", Message("hold no toponym, and there is no title"))
    return names.toponyms(), for_place


def _name_kind(name: Members, *, is_title: bool) -> ToponymKind:
    if name.has("kind"):
        return parse_choice(ToponymKind, "names.kind", name.text("kind"))
    if name.has("when") and all(
        span.has("end") for span in name.members("when").items("timespans")
    ):
        return ToponymKind.HISTORICAL
    return ToponymKind.PREFERRED if is_title else ToponymKind.VARIANT


def _time_note(name: Members) -> str:
    """Say from when to when a name was used, for it to stand in the citation's note."""
    spans = []
    for span in name.members("when").items("timespans"):
        years = [
            point.text("in") or point.text("earliest") or point.text("latest")
            for point in (span.members("start"), span.members("end"))
        ]
        spans.append("–".join(years).rstrip("–"))
    return f"used {', '.join(spans)}" if any(spans) else ""


def _read_citation(item: Members) -> Citation | None:
    locator = item.text("locator") or item.text("@id")
    source = clean_text(item.text("label")) or urlsplit(locator).netloc or locator
    if not source:
        return None
    return Citation(source=source, locator=clean_text(locator), note=clean_text(item.text("note")))


def _read_links(feature: Members) -> tuple[tuple[str, ...], list[Citation]]:
    """Return the links that say the same place, and the other ones as citations."""
    links: dict[str, None] = {}
    see_also: list[Citation] = []
    for item in feature.items("links"):
        uri = item.text("identifier").strip()
        link = compact_link(uri)
        if link is not None and item.text("type") in {*_SAME_PLACE, ""}:
            links[link] = None
        elif uri:
            source = urlsplit(uri).netloc or uri
            see_also.append(Citation(source=source, locator=uri, note=item.text("type")))
    return tuple(links), see_also


def _read_note(feature: Members) -> str:
    texts = [clean_text(item.text("value")) for item in feature.items("descriptions")]
    return " ".join(filter(None, texts))
