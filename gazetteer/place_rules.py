"""The rules that hold for the values of every place, whoever writes it."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Final

from shapely.errors import ShapelyError

from gazetteer.errors import InvalidPlaceError
from gazetteer.message import Message, message_of
from gazetteer.place import ToponymKind
from gazetteer.script import UNKNOWN_SCRIPT, script_of
from gazetteer.wkt import geometry_of_wkt

if TYPE_CHECKING:
    from gazetteer.place import Citation, Place, Toponym

# Source: GeoNames, "Feature codes", the nine classes.
FEATURE_CLASSES: Final = frozenset("AHLPRSTUV")
# Nothing on Earth is farther away than half its circumference, in kilometres. Source: WGS84.
MAX_EXTENT_KM: Final = 20_038.0

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")  # Source: BCP 47, the usual subset.
_SCRIPT = re.compile(r"[A-Z][a-z]{3}")  # Source: ISO 15924.
_FEATURE_CODE = re.compile(r"[A-Z][A-Z0-9]{1,4}")  # Source: GeoNames, "Feature codes".
_COUNTRY = re.compile(r"[A-Z]{2}")  # Source: ISO 3166-1 alpha-2.
_ADMIN1 = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")  # Source: ISO 3166-2.
# Source: Unicode general categories: controls, unassigned, surrogates, line and paragraph ends.
_NO_TEXT = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})
# Source: Unicode Standard Annex 9, section 2: embeddings, overrides and isolates.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINK = re.compile(r"[a-z][a-z0-9+.-]*:\S+")  # Source: W3C, CURIE Syntax 1.0.


def check_place(place: Place) -> None:
    """Check the rules that hold for the values of every place.

    Raises
    ------
    InvalidPlaceError
        At the first rule that is broken; `field` names where.
    """
    _check_match(
        place.id,
        _SLUG,
        "id",
        Message("%(value)r is not a slug of a-z, 0-9 and hyphens", value=place.id),
    )
    _check_toponyms(place.toponyms)
    if place.feature_class not in FEATURE_CLASSES:
        raise InvalidPlaceError(
            Message("no such class: %(feature_class)r", feature_class=place.feature_class),
            field="feature_class",
        )
    _check_match(
        place.feature_code,
        _FEATURE_CODE,
        "feature_code",
        Message("%(value)r is not a GeoNames code", value=place.feature_code),
    )
    _check_units(place)
    _check_point(place)
    _check_footprint(place.footprint)
    for i, citation in enumerate(place.citations):
        _check_citation(citation, f"citations[{i}]")
    for i, link in enumerate(place.links):
        _check_match(
            link,
            _LINK,
            f"links[{i}]",
            Message("%(value)r is not a CURIE such as geonames:170654", value=link),
        )
    if len(set(place.links)) < len(place.links):
        raise InvalidPlaceError(Message("a link is given twice"), field="links")
    if place.population < 0:
        raise InvalidPlaceError(Message("population is 0 or more"), field="population")
    if place.version < 1:
        raise InvalidPlaceError(Message("version is 1 or more"), field="version")
    if place.note:
        _check_text(place.note, "note", allowed="\n")


def _check_toponyms(toponyms: tuple[Toponym, ...]) -> None:
    if not toponyms:
        raise InvalidPlaceError(Message("a place has at least one name"), field="toponyms")
    seen: set[tuple[str, str]] = set()
    preferred: set[tuple[str, str]] = set()
    for i, toponym in enumerate(toponyms):
        where = f"toponyms[{i}]"
        _check_text(toponym.name, f"{where}.name")
        _check_match(
            toponym.language,
            _LANGUAGE,
            f"{where}.language",
            Message("%(value)r is not a BCP 47 tag", value=toponym.language),
        )
        _check_match(
            toponym.script,
            _SCRIPT,
            f"{where}.script",
            Message("%(value)r is not an ISO 15924 code", value=toponym.script),
        )
        if toponym.script not in {UNKNOWN_SCRIPT, script_of(toponym.name)}:
            message = Message(
                "%(name)r is not written in %(script)s", name=toponym.name, script=toponym.script
            )
            raise InvalidPlaceError(message, field=f"{where}.script")
        if toponym.citation is not None:
            _check_citation(toponym.citation, f"{where}.citation")
        if (key := (toponym.name, toponym.language)) in seen:
            raise InvalidPlaceError(
                Message("%(name)r is given twice", name=toponym.name), field=f"{where}.name"
            )
        seen.add(key)
        if toponym.kind is ToponymKind.PREFERRED:
            if (tongue := (toponym.language, toponym.script)) in preferred:
                message = Message(
                    "a second preferred name in %(language)s", language=toponym.language
                )
                raise InvalidPlaceError(message, field=f"{where}.kind")
            preferred.add(tongue)


def _check_units(place: Place) -> None:
    if place.country_code is not None:
        _check_match(
            place.country_code,
            _COUNTRY,
            "country_code",
            Message("%(value)r is not an ISO 3166-1 alpha-2 code", value=place.country_code),
        )
    if place.admin1 is not None:
        _check_match(
            place.admin1,
            _ADMIN1,
            "admin1",
            Message("%(value)r is not an ISO 3166-2 code", value=place.admin1),
        )
        if place.admin1[:2] != place.country_code:
            message = Message(
                "%(admin1)s does not lie in %(country_code)s",
                admin1=place.admin1,
                country_code=place.country_code,
            )
            raise InvalidPlaceError(message, field="admin1")
    if place.admin2 is not None:
        _check_text(place.admin2, "admin2")


def _check_point(place: Place) -> None:
    if (place.lat is None) != (place.lon is None):
        missing = "lat" if place.lat is None else "lon"
        raise InvalidPlaceError(Message("lat and lon come together"), field=missing)
    limits = (("lat", place.lat, -90, 90), ("lon", place.lon, -180, 180))
    for name, value, low, high in (*limits, ("extent_km", place.extent_km, 0, MAX_EXTENT_KM)):
        if value is not None and not (math.isfinite(value) and low <= value <= high):
            raise InvalidPlaceError(
                Message(
                    "%(value)s is not within %(low)s to %(high)s", value=value, low=low, high=high
                ),
                field=name,
            )


def _check_footprint(footprint: str | None) -> None:
    if footprint is None:
        return
    try:
        shape = geometry_of_wkt(footprint)
    except ShapelyError as error:
        raise InvalidPlaceError(
            Message("no WKT: %(problem)s", problem=message_of(error)), field="footprint"
        ) from error
    if shape.is_empty or not shape.is_valid:
        raise InvalidPlaceError(Message("an empty or invalid shape"), field="footprint")
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise InvalidPlaceError(Message("a footprint is in degrees, x = lon"), field="footprint")


def _check_citation(citation: Citation, where: str) -> None:
    _check_text(citation.source, f"{where}.source")
    for name, value in (("locator", citation.locator), ("note", citation.note)):
        if value:
            _check_text(value, f"{where}.{name}")


def _check_match(value: str, pattern: re.Pattern[str], field: str, problem: Message) -> None:
    if not pattern.fullmatch(value):
        raise InvalidPlaceError(problem, field=field)


def _check_text(value: str, field: str, *, allowed: str = "") -> None:
    """Refuse text that is blank, padded, not in NFC, or has characters that are no text."""
    if not value or value != value.strip():
        raise InvalidPlaceError(
            Message("blank or padded text: %(value)r", value=value), field=field
        )
    if not unicodedata.is_normalized("NFC", value):
        raise InvalidPlaceError(Message("not in Unicode NFC: %(value)r", value=value), field=field)
    odd = _BIDI_CONTROLS.search(value) or any(
        unicodedata.category(c) in _NO_TEXT and c not in allowed for c in value
    )
    if odd:
        raise InvalidPlaceError(
            Message("a control character in %(value)r", value=value), field=field
        )
