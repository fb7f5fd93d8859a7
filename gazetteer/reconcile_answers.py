"""What the reconciliation service answers: pure functions from parsed questions to JSON values.

Source: Reconciliation Service API v0.2, W3C Entity Reconciliation Community Group, 2023-04-10.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from gazetteer.errors import PlaceNotFoundError
from gazetteer.feature_codes import CLASS_LABELS, KINDS, feature_label
from gazetteer.place import PlaceStatus, ResolutionStatus
from gazetteer.place_names import address_of, admin1_name, country_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gazetteer.place import Candidate, Place, Resolution

IDENTIFIER_SPACE: Final = "urn:hudud:place:"
SCHEMA_SPACE: Final = "http://www.geonames.org/ontology#"
# Queries in a batch and candidates of a query, at most; a batch of a hundred takes about a second.
MAX_BATCH: Final = 100
MAX_CANDIDATES: Final = 50
DEFAULT_CANDIDATES: Final = 5
# Places that one extension may ask about, at most.
MAX_EXTENDED: Final = 1_000
PREVIEW_SIZE: Final = (430, 220)
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class ReconcilableGazetteer(Protocol):
    """The part of a gazetteer that reconciling needs."""

    @property
    def revision(self) -> int:
        """The number of the present state."""

    def resolve(
        self,
        text: str,
        *,
        country: str | None = None,
        admin1: str | None = None,
        admin2: str | None = None,
        near: tuple[float, float] | None = None,
        kinds: Iterable[str] | None = None,
        limit: int = 10,
    ) -> Resolution:
        """Return what a name resolves to."""

    def get(self, place_id: str) -> Place:
        """Return the place with this id, or raise `PlaceNotFoundError`."""

    def places(self) -> Mapping[str, Place]:
        """Return all places by id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationQuery:
    """One question: a name, what is known beside it, and which types may answer."""

    text: str = ""
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    near: tuple[float, float] | None = None
    types: frozenset[str] = frozenset()
    is_type_strict: bool = True
    limit: int = DEFAULT_CANDIDATES


@dataclass(frozen=True, slots=True)
class Property:
    """A property of places that can be fetched: how it is called and read."""

    id: str
    name: str
    read: Callable[[Place], list[dict[str, Any]]]


def _texts(*values: str | None) -> list[dict[str, Any]]:
    return [{"str": value} for value in values if value]


def _number(value: float | None) -> list[dict[str, Any]]:
    return [] if value is None else [{"float": value}]


def _links(place: Place, authority: str) -> list[dict[str, Any]]:
    prefix = f"{authority}:"
    return _texts(*(x.removeprefix(prefix) for x in place.links if x.startswith(prefix)))


def _names(place: Place, language: str) -> list[dict[str, Any]]:
    has_any = any(t.language == language for t in place.toponyms)
    return _texts(place.preferred(language)) if has_any else []


def _all_names(place: Place) -> list[dict[str, Any]]:
    return _texts(*dict.fromkeys(t.name for t in place.toponyms))


def _population(place: Place) -> list[dict[str, Any]]:
    return [{"int": place.population}] if place.population else []


PROPERTIES: Final[dict[str, Property]] = {
    p.id: p
    for p in (
        Property("name", "Name (English)", lambda p: _names(p, "en")),
        Property("name_ar", "Name (Arabic)", lambda p: _names(p, "ar")),
        Property(
            "names", "All names", lambda p: _texts(*dict.fromkeys(t.name for t in p.toponyms))
        ),
        Property("lat", "Latitude", lambda p: _number(p.lat)),
        Property("lon", "Longitude", lambda p: _number(p.lon)),
        Property("extent_km", "Extent (km)", lambda p: _number(p.extent_km)),
        Property("country", "Country code", lambda p: _texts(p.country_code)),
        Property(
            "country_name",
            "Country",
            lambda p: _texts(country_name(p.country_code) if p.country_code else None),
        ),
        Property("admin1", "Governorate code", lambda p: _texts(p.admin1)),
        Property(
            "admin1_name",
            "Governorate",
            lambda p: _texts(admin1_name(p.admin1) if p.admin1 else None),
        ),
        Property("admin2", "District", lambda p: _texts(p.admin2)),
        Property("kind", "Kind", lambda p: _texts(f"{p.feature_class}.{p.feature_code}")),
        Property(
            "population", "Population", lambda p: [{"int": p.population}] if p.population else []
        ),
        Property("certainty", "Certainty", lambda p: _texts(p.certainty.value)),
        Property("geonames", "GeoNames id", lambda p: _links(p, "geonames")),
        Property("wikidata", "Wikidata id", lambda p: _links(p, "wikidata")),
        Property("footprint", "Footprint (WKT)", lambda p: _texts(p.footprint)),
    )
}
# Properties that a query may state; `near` is a point as "lat, lon".
QUERY_PROPERTIES: Final[dict[str, str]] = {
    "country": "Country (code or name)",
    "admin1": "Governorate (code or name)",
    "admin2": "District (name)",
    "near": "Near (latitude, longitude)",
}
TYPES: Final[dict[str, str]] = {
    **CLASS_LABELS,
    **{kind.id: kind.label for kind in KINDS},
}


def manifest(service_url: str, *, name: str) -> dict[str, Any]:
    """Return the manifest of the service.

    Parameters
    ----------
    service_url
        Where it is, without a slash at the end.
    name
        What it is called.
    """
    width, height = PREVIEW_SIZE
    preview = f"{service_url}/preview?id={{{{id}}}}"
    return {
        "versions": ["0.2"],
        "name": name,
        "identifierSpace": IDENTIFIER_SPACE,
        "schemaSpace": SCHEMA_SPACE,
        "defaultTypes": [{"id": c, "name": CLASS_LABELS[c]} for c in "PAHTLS"],
        "view": {"url": preview},
        "preview": {"url": preview, "width": width, "height": height},
        "suggest": {
            what: {"service_url": service_url, "service_path": f"/suggest/{what}"}
            for what in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {"service_url": service_url, "service_path": "/properties"},
            "property_settings": [],
        },
        "batchSize": MAX_BATCH,
    }


def reconcile(gazetteer: ReconcilableGazetteer, query: ReconciliationQuery) -> list[dict[str, Any]]:
    """Return the candidates of a query, the best first.

    Scores run from 0 to 100. Only one candidate is ever a match, and only when the gazetteer calls
    the name resolved, or the query is the id of a place and no name.
    """
    if not query.text.strip():
        return []
    resolution = gazetteer.resolve(
        query.text,
        country=query.country,
        admin1=query.admin1,
        admin2=query.admin2,
        near=query.near,
        kinds=sorted(t.rpartition(".")[2] for t in query.types),
        # Types take candidates away, which must not make the list short.
        limit=min(MAX_CANDIDATES, query.limit * (4 if query.types else 1)),
    )
    candidates = [
        _candidate(c, is_match=resolution.place is c.place)
        for c in resolution.candidates
        if _is_wanted(c.place) and (not query.is_type_strict or has_type(c.place, query.types))
    ]
    by_id = place_by_id(gazetteer, query.text.strip())
    if by_id is not None:
        is_match = resolution.status is ResolutionStatus.NOT_FOUND or resolution.place is by_id
        described = {**_described(by_id), "score": 100.0, "match": is_match, "features": []}
        candidates = [described, *(c for c in candidates if c["id"] != by_id.id)]
        if is_match:
            candidates[1:] = [{**c, "match": False} for c in candidates[1:]]
    return candidates[: query.limit]


def _is_wanted(place: Place) -> bool:
    return place.status is not PlaceStatus.DEPRECATED


def place_by_id(gazetteer: ReconcilableGazetteer, place_id: str) -> Place | None:
    """Return the place with this id, None when there is none or the text cannot be an id."""
    if not _SLUG.fullmatch(place_id):
        return None
    try:
        return gazetteer.get(place_id)
    except PlaceNotFoundError:
        return None


def has_type(place: Place, types: frozenset[str]) -> bool:
    """Tell whether a place is of one of some types, classes or class and code; of any when none."""
    own = {place.feature_class, f"{place.feature_class}.{place.feature_code}"}
    return not types or not own.isdisjoint(types)


def _candidate(candidate: Candidate, *, is_match: bool) -> dict[str, Any]:
    features: dict[str, float] = {}
    for reason in candidate.reasons:
        features.setdefault(reason.code, reason.weight)
    return {
        **_described(candidate.place),
        "score": round(100.0 * candidate.score, 2),
        "match": is_match,
        "features": [{"id": code, "value": weight} for code, weight in features.items()],
    }


def _described(place: Place) -> dict[str, Any]:
    label = feature_label(place.feature_class, place.feature_code)
    return {
        "id": place.id,
        "name": place.preferred("en"),
        "description": f"{label}: {address_of(place)}",
        "type": _types_of(place),
    }


def _types_of(place: Place) -> list[dict[str, str]]:
    kind = f"{place.feature_class}.{place.feature_code}"
    label = feature_label(place.feature_class, place.feature_code)
    general = CLASS_LABELS.get(place.feature_class, place.feature_class)
    return [{"id": kind, "name": label}, {"id": place.feature_class, "name": general}]


def extend(
    gazetteer: ReconcilableGazetteer, ids: list[str], property_ids: list[str]
) -> dict[str, Any]:
    """Return the values of properties of places; what is not known has none."""
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for place_id in ids:
        place = place_by_id(gazetteer, place_id)
        rows[place_id] = {
            name: PROPERTIES[name].read(place) if place and name in PROPERTIES else []
            for name in property_ids
        }
    meta = [
        {"id": name, "name": PROPERTIES[name].name if name in PROPERTIES else name}
        for name in property_ids
    ]
    return {"meta": meta, "rows": rows}


def propose_properties(type_id: str, limit: int | None = None) -> dict[str, Any]:
    """Return the properties that can be fetched; they are the same for all types."""
    properties = [{"id": p.id, "name": p.name} for p in PROPERTIES.values()]
    answer: dict[str, Any] = {"type": type_id, "properties": properties[:limit]}
    return answer if limit is None else answer | {"limit": limit}


def suggested_place(place: Place) -> dict[str, Any]:
    """Return a place as a suggestion."""
    described = _described(place)
    described["notable"] = described.pop("type")
    return described


def suggest_labels(labels: Mapping[str, str], prefix: str) -> list[dict[str, str]]:
    """Return those ids and labels in which a word begins with `prefix`, or that have that id."""
    wanted = prefix.strip().casefold()
    return [
        {"id": identifier, "name": label}
        for identifier, label in labels.items()
        if identifier.casefold().startswith(wanted)
        or f" {label.casefold()}".find(f" {wanted}") >= 0
    ]
