"""A place as a line of JSON and back: strict both ways, and the places that ship with the project.

One record is one JSON object with the fields of `Place`, in their order; a field that has its
default is left out. `gazetteer/data/README.md` describes the columns.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from gazetteer.errors import InvalidPlaceError
from gazetteer.message import Message, message_of
from gazetteer.place import Certainty, Citation, Place, PlaceStatus, Toponym, ToponymKind
from gazetteer.place_rules import check_place
from gazetteer.script import UNKNOWN_SCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_Enum = TypeVar("_Enum", bound=StrEnum)

_DATA = Path(__file__).parent / "data"
# What ships: the places written by hand, then the cut of GeoNames.
SHIPPED_FILES = (_DATA / "places_authored.jsonl", _DATA / "places_geonames.jsonl")


def load_shipped() -> tuple[Place, ...]:
    """Return all places that ship with the project, those written by hand first.

    Raises
    ------
    InvalidPlaceError
        If a record breaks a rule or two records share an id; the message names file and line.
    """
    places: dict[str, Place] = {}
    for path in SHIPPED_FILES:
        lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
        for number, line in enumerate(lines, start=1):
            try:
                place = parse_record(line)
                if place.id in places:
                    taken = Message("the id %(id)r is taken", id=place.id)
                    raise InvalidPlaceError(taken, field="id")  # noqa: TRY301
            except InvalidPlaceError as error:
                message = Message(
                    "%(name)s, line %(number)s: %(problem)s",
                    name=path.name,
                    number=number,
                    problem=message_of(error),
                )
                raise InvalidPlaceError(message, field=error.field) from error
            places[place.id] = place
    return tuple(places.values())


def parse_record(line: str) -> Place:
    """Return the place that one line of JSON describes.

    Raises
    ------
    InvalidPlaceError
        If the line is no JSON object or breaks a rule; `field` is empty in the first case.
    """
    try:
        record = json.loads(line, object_pairs_hook=_refuse_repeated_keys)
    except json.JSONDecodeError as error:
        raise InvalidPlaceError(
            Message("no JSON: %(problem)s", problem=message_of(error)), field=""
        ) from error
    if not isinstance(record, dict):
        raise InvalidPlaceError(Message("a record is a JSON object"), field="")
    return place_from_record(record)


def format_record(place: Place) -> str:
    """Return `place` as one line of JSON, without a line end, keys in fixed order."""
    record = record_from_place(place)
    return json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def place_from_record(record: Mapping[str, object]) -> Place:
    """Return the place that `record` describes, every field checked.

    Raises
    ------
    InvalidPlaceError
        If a field is missing, unknown, of the wrong type, or breaks a rule; `field` names it.
    """
    _refuse_unknown(record, Place, "")
    get = _Fields(record, "")
    place = Place(
        id=get.text("id"),
        toponyms=tuple(
            _toponym(item, f"toponyms[{i}]") for i, item in enumerate(get.items("toponyms"))
        ),
        feature_class=get.text("feature_class"),
        feature_code=get.text("feature_code"),
        country_code=get.optional_text("country_code"),
        admin1=get.optional_text("admin1"),
        admin2=get.optional_text("admin2"),
        lat=get.number("lat"),
        lon=get.number("lon"),
        extent_km=get.number("extent_km") or 0.0,
        footprint=get.optional_text("footprint"),
        certainty=get.choice("certainty", Certainty, Certainty.CERTAIN),
        citations=tuple(
            _citation(item, f"citations[{i}]") for i, item in enumerate(get.items("citations"))
        ),
        links=tuple(get.texts("links")),
        status=get.choice("status", PlaceStatus, PlaceStatus.PUBLISHED),
        population=get.whole_number("population", 0),
        note=get.text("note", ""),
        version=get.whole_number("version", 1),
    )
    check_place(place)
    return place


def record_from_place(place: Place) -> dict[str, object]:
    """Return `place` as plain JSON values, fields in fixed order, defaults left out.

    Raises
    ------
    InvalidPlaceError
        If `place` breaks a rule, so that nothing is written that could not be read back.
    """
    check_place(place)
    return _without_defaults(place)


def format_draft(place: Place) -> str:
    """Return `place` as a line of JSON in ASCII, like `format_record` but with no rule checked."""
    return json.dumps(_without_defaults(place), separators=(",", ":"))


def _toponym(item: object, where: str) -> Toponym:
    record = _as_object(item, where)
    _refuse_unknown(record, Toponym, where)
    get = _Fields(record, where)
    citation = record.get("citation")
    return Toponym(
        name=get.text("name"),
        language=get.text("language", "und"),
        script=get.text("script", UNKNOWN_SCRIPT),
        kind=get.choice("kind", ToponymKind, ToponymKind.VARIANT),
        citation=None if citation is None else _citation(citation, f"{where}.citation"),
    )


def _citation(item: object, where: str) -> Citation:
    record = _as_object(item, where)
    _refuse_unknown(record, Citation, where)
    get = _Fields(record, where)
    return Citation(
        source=get.text("source"), locator=get.text("locator", ""), note=get.text("note", "")
    )


def _as_object(item: object, where: str) -> Mapping[str, object]:
    if not isinstance(item, dict):
        raise InvalidPlaceError(Message("%(where)s is no JSON object", where=where), field=where)
    return item


def _refuse_unknown(record: Mapping[str, object], noun: type[Any], where: str) -> None:
    for name in record.keys() - {f.name for f in fields(noun)}:
        field = f"{where}.{name}" if where else name
        raise InvalidPlaceError(Message("no such field: %(field)s", field=field), field=field)


def _refuse_repeated_keys(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise InvalidPlaceError(Message("%(name)r is given twice", name=repeated), field=repeated)
    return record


def _without_defaults(noun: Place | Toponym | Citation) -> dict[str, object]:
    record: dict[str, object] = {}
    for field in fields(noun):
        value = getattr(noun, field.name)
        if value is None or (field.default is not MISSING and value == field.default):
            continue
        record[field.name] = _plain(value)
    return record


def _plain(value: object) -> object:
    if isinstance(value, Place | Toponym | Citation):
        return _without_defaults(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in cast("Iterable[object]", value)]
    return str(value) if isinstance(value, StrEnum) else value


class _Fields:
    """The fields of one JSON object, read with their type; `where` is the path to the object."""

    def __init__(self, record: Mapping[str, object], where: str) -> None:
        self._record = record
        self._prefix = f"{where}." if where else ""

    def text(self, name: str, default: str | None = None) -> str:
        value = self._record.get(name, default)
        if value is None:
            raise self._error(name, Message("is missing"))
        if not isinstance(value, str):
            raise self._error(name, Message("is no text"))
        return value

    def optional_text(self, name: str) -> str | None:
        return None if self._record.get(name) is None else self.text(name)

    def number(self, name: str) -> float | None:
        value = self._record.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._error(name, Message("is no number"))
        return float(value)

    def whole_number(self, name: str, default: int) -> int:
        value = self._record.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._error(name, Message("is no whole number"))
        return value

    def choice(self, name: str, kinds: type[_Enum], default: _Enum) -> _Enum:
        try:
            return kinds(self.text(name, default))
        except ValueError:
            raise self._error(
                name, Message("is none of %(choices)s", choices=", ".join(kinds))
            ) from None

    def items(self, name: str) -> list[object]:
        value = self._record.get(name, [])
        if not isinstance(value, list):
            raise self._error(name, Message("is no list"))
        return value

    def texts(self, name: str) -> list[str]:
        values = self.items(name)
        for i, value in enumerate(values):
            if not isinstance(value, str):
                raise self._error(f"{name}[{i}]", Message("is no text"))
        return cast("list[str]", values)

    def _error(self, name: str, problem: Message) -> InvalidPlaceError:
        field = self._prefix + name
        return InvalidPlaceError(
            Message("%(field)s %(problem)s", field=field, problem=problem), field=field
        )
