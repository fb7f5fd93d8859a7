"""Reading what clients of the reconciliation service send, with care."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final, NoReturn

from gazetteer.reconcile_answers import (
    DEFAULT_CANDIDATES,
    MAX_BATCH,
    MAX_CANDIDATES,
    MAX_EXTENDED,
    QUERY_PROPERTIES,
    ReconciliationQuery,
    place_by_id,
)

if TYPE_CHECKING:
    from gazetteer.reconcile_answers import ReconcilableGazetteer

# A name may be this long, in characters; the longest of GeoNames has 200.
MAX_QUERY_CHARS: Final = 300
_MAX_PROPERTIES: Final = 50
_NUMBER: Final = r"[-+]?\d{1,3}(?:\.\d+)?"
_POINT: Final = re.compile(rf"\s*(?:POINT\s*\(\s*)?({_NUMBER})\s*[,;\s]\s*({_NUMBER})\s*\)?\s*")


class BadRequestError(ValueError):
    """A request that cannot be answered; `status` is the HTTP status."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def parse_batch(text: str, gazetteer: ReconcilableGazetteer) -> dict[str, ReconciliationQuery]:
    """Return the queries of a batch by their keys.

    Raises
    ------
    BadRequestError
        If it is not JSON of the form that the specification has, or too large.
    """
    batch = _json_object(text, "queries")
    if len(batch) > MAX_BATCH:
        raise BadRequestError(f"a batch has at most {MAX_BATCH} queries", status=413)
    return {key: _query(value, f"queries.{key}", gazetteer) for key, value in batch.items()}


def parse_single(text: str, gazetteer: ReconcilableGazetteer) -> ReconciliationQuery:
    """Return a query from its JSON, or from the bare name.

    Raises
    ------
    BadRequestError
        If it is no query.
    """
    if text.lstrip().startswith("{"):
        return _query(_json_object(text, "query"), "query", gazetteer)
    return _query({"query": text}, "query", gazetteer)


def parse_extension(text: str) -> tuple[list[str], list[str]]:
    """Return the ids of places and of properties that a data extension asks for.

    Raises
    ------
    BadRequestError
        If it is not JSON of the form that the specification has, or too large.
    """
    wanted = _json_object(text, "extend")
    ids = wanted.get("ids")
    if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
        raise BadRequestError("extend.ids must be a list of texts")
    properties = wanted.get("properties")
    if not isinstance(properties, list):
        raise BadRequestError("extend.properties must be a list")
    names = [p.get("id") if isinstance(p, dict) else None for p in properties]
    if not all(isinstance(name, str) for name in names):
        raise BadRequestError("each of extend.properties must have an id")
    if len(ids) > MAX_EXTENDED or len(names) > _MAX_PROPERTIES:
        message = f"at most {MAX_EXTENDED} places and {_MAX_PROPERTIES} properties at once"
        raise BadRequestError(message, status=413)
    return list(dict.fromkeys(ids)), list(dict.fromkeys(str(name) for name in names))


def _json_object(text: str, what: str) -> dict[str, Any]:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
        # Half of a surrogate pair, written as an escape, could be neither stored nor answered.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise BadRequestError(f"{what} is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise BadRequestError(f"{what} must be a JSON object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _query(value: object, where: str, gazetteer: ReconcilableGazetteer) -> ReconciliationQuery:
    if not isinstance(value, dict):
        raise BadRequestError(f"{where} must be a JSON object")
    text = value.get("query", "")
    if not isinstance(text, str):
        raise BadRequestError(f"{where}.query must be text")
    if len(text) > MAX_QUERY_CHARS:
        raise BadRequestError(f"{where}.query has more than {MAX_QUERY_CHARS} characters")
    properties = _properties(value.get("properties"), where, gazetteer)
    if not text and not value.get("properties"):
        raise BadRequestError(f"{where} has neither query nor properties")
    near = properties.get("near")
    return ReconciliationQuery(
        text=text,
        country=properties.get("country"),
        admin1=properties.get("admin1"),
        admin2=properties.get("admin2"),
        near=None if near is None else _point(near, where),
        types=_types(value.get("type"), where),
        is_type_strict=value.get("type_strict") != "should",
        limit=_limit(value.get("limit"), where),
    )


def _limit(value: object, where: str) -> int:
    if value is None:
        return DEFAULT_CANDIDATES
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 1:
        raise BadRequestError(f"{where}.limit must be a number of at least 1")
    return int(min(MAX_CANDIDATES, value))


def _types(value: object, where: str) -> frozenset[str]:
    """Return ids of types from one id, a list of ids, or of objects with an id."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    ids = [item.get("id") if isinstance(item, dict) else item for item in listed]
    if not all(isinstance(i, str) for i in ids):
        raise BadRequestError(f"{where}.type must be the id of a type, or a list of them")
    return frozenset(str(i) for i in ids if i)


def _properties(value: object, where: str, gazetteer: ReconcilableGazetteer) -> dict[str, str]:
    """Return what is stated of the properties that count; others are skipped."""
    if value is None:
        return {}
    if not isinstance(value, list) or len(value) > _MAX_PROPERTIES:
        raise BadRequestError(f"{where}.properties must be a list of at most {_MAX_PROPERTIES}")
    stated: dict[str, str] = {}
    for item in value:
        if not isinstance(item, dict) or not isinstance(item.get("pid"), str):
            raise BadRequestError(f"each of {where}.properties must have a pid")
        text = _value_text(item.get("v"), item["pid"], gazetteer)
        if item["pid"] in QUERY_PROPERTIES and text:
            stated.setdefault(item["pid"], text[:MAX_QUERY_CHARS])
    return stated


def _value_text(value: object, property_id: str, gazetteer: ReconcilableGazetteer) -> str:
    """Return a property value as text: the first of a list, the unit that an entity stands for."""
    if isinstance(value, list):
        texts = [_value_text(item, property_id, gazetteer) for item in value]
        return next(filter(None, texts), "")
    if isinstance(value, dict):
        return _entity_text(value, property_id, gazetteer)
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    return "" if value is None or isinstance(value, bool) else str(value).strip()


def _entity_text(
    value: dict[str, object], property_id: str, gazetteer: ReconcilableGazetteer
) -> str:
    name = value.get("name")
    text = name if isinstance(name, str) else ""
    place = place_by_id(gazetteer, str(value.get("id", "")))
    if place is None:
        return text
    units = {
        "country": place.country_code,
        "admin1": place.admin1,
        "admin2": place.preferred("en"),
        "near": None if place.lat is None else f"{place.lat},{place.lon}",
    }
    return units.get(property_id) or text


def _point(text: str, where: str) -> tuple[float, float]:
    match = _POINT.fullmatch(text)
    if match is None:
        raise BadRequestError(f"{where}: near must be latitude and longitude, not {text[:50]!r}")
    one, other = float(match[1]), float(match[2])
    # Well-known text has x, which is the longitude, first.
    lat, lon = (other, one) if "POINT" in text.upper() else (one, other)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadRequestError(f"{where}: near lies outside of the degrees that there are")
    return lat, lon
