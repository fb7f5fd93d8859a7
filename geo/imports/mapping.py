"""Which column of a file holds what: guessed, shown, corrected, kept."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Self

from gazetteer import Message, message_of
from geo.errors import IncidentDataError
from geo.imports.dates import DateOrder, parse_span
from geo.imports.fields import MANY, Field, heading_key, known_headings
from geo.imports.texts import parse_degrees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from geo.imports.tables import Chunk

_MGRS: Final = re.compile(r"\d{1,2}\s*[C-HJ-NP-X]\s*[A-HJ-NP-Z]{2}\s*[\d\s]{2,11}")
_WKT: Final = re.compile(r"\s*POINT\s*\(", re.IGNORECASE)
_PAIR: Final = re.compile(r"[-+]?\d{1,3}\.\d+\s*[,;\s]\s*[-+]?\d{1,3}\.\d+")
# Share of the values in a sample that must have a shape. Source: own choice; a column of dates with
# some remarks in it is still one.
_MOST: Final = 0.9


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which columns hold what, and what holds for every row.

    `columns` gives the headings of each field, more than one only for those of `MANY`; `constants`
    the value that a field has in every row that gives none. `date_order` says what ``03/04/2019``
    means; None leaves it to the file.
    """

    columns: Mapping[Field, tuple[str, ...]]
    constants: Mapping[Field, str] = field(default_factory=dict)
    date_order: DateOrder | None = None

    def with_columns(self, changes: Iterable[tuple[str, str]]) -> Self:
        """Return the mapping with fields given other headings; an empty heading takes one away.

        A field of `MANY` that is named several times has all these columns.

        Raises
        ------
        IncidentDataError
            If there is no such field.
        """
        columns = dict(self.columns)
        fresh: set[Field] = set()
        for name, heading in changes:
            known = _field(name)
            before = columns.get(known, ()) if known in fresh and known in MANY else ()
            fresh.add(known)
            columns[known] = (*before, heading) if heading else ()
        return replace(self, columns={name: found for name, found in columns.items() if found})

    def check(self, header: Sequence[str], path: Path | None = None) -> None:
        """Raise `IncidentDataError` unless a file with these headings can be read with it.

        Days are needed, and either a point or the name of a place.
        """
        for name, headings in self.columns.items():
            if len(headings) > 1 and name not in MANY:
                raise IncidentDataError(Message("has two columns"), path=path, field=str(name))
            for heading in headings:
                if heading not in header:
                    there = ", ".join(header[:20])
                    message = Message(
                        "the file has no column %(heading)r; its columns are %(there)s",
                        heading=heading,
                        there=there,
                    )
                    raise IncidentDataError(message, path=path, field=str(name))
        has = {*self.columns, *self.constants}
        if Field.START not in has:
            message = Message("no column holds the day; name it with start=COLUMN")
            raise IncidentDataError(message, path=path, field=str(Field.START))
        if (Field.LAT in has) != (Field.LON in has):
            missing = Field.LON if Field.LAT in has else Field.LAT
            raise IncidentDataError(
                Message("the other coordinate is missing"), path=path, field=str(missing)
            )
        if not has & {Field.LAT, Field.POINT, Field.PLACE, Field.ADMIN1}:
            message = Message(
                "no column holds a point or the name of a place; name one with place=COLUMN"
            )
            raise IncidentDataError(message, path=path, field=str(Field.PLACE))

    def used(self) -> frozenset[str]:
        """Return the headings that some field takes."""
        return frozenset(heading for headings in self.columns.values() for heading in headings)

    def to_record(self) -> dict[str, Any]:
        """Return the mapping as JSON values."""
        return {
            "columns": {str(name): list(headings) for name, headings in self.columns.items()},
            "constants": {str(name): value for name, value in self.constants.items()},
            "date_order": None if self.date_order is None else str(self.date_order),
        }

    def to_json(self) -> str:
        """Return the mapping as a JSON text, for a file that is kept."""
        return json.dumps(self.to_record(), ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_record(cls, record: object) -> Self:
        """Return the mapping that `to_record` wrote.

        Raises
        ------
        IncidentDataError
            If it is no such record.
        """
        if not isinstance(record, dict):
            raise IncidentDataError(Message("a mapping must be a JSON object"))
        columns, constants = record.get("columns", {}), record.get("constants", {})
        order = record.get("date_order")
        if not (isinstance(columns, dict) and isinstance(constants, dict)):
            raise IncidentDataError(Message("`columns` and `constants` must be JSON objects"))
        if order not in (None, *DateOrder):
            raise IncidentDataError(Message("must be dmy or mdy"), field="date_order")
        pairs: list[tuple[str, str]] = []
        for name, headings in columns.items():
            listed = [headings] if isinstance(headings, str) else headings
            if not isinstance(listed, list) or not all(isinstance(h, str) for h in listed):
                raise IncidentDataError(Message("must be a list of headings"), field=str(name))
            pairs += [(name, heading) for heading in listed]
        return cls(
            columns=cls({}).with_columns(pairs).columns,
            constants={_field(name): str(value) for name, value in constants.items()},
            date_order=None if order is None else DateOrder(order),
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the mapping that `to_json` wrote; see `from_record` for the errors."""
        try:
            record = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise IncidentDataError(
                Message("a mapping must be JSON: %(problem)s", problem=message_of(error))
            ) from error
        return cls.from_record(record)


def _field(name: str) -> Field:
    try:
        return Field(name)
    except ValueError:
        message = Message("there is no such field; fields are %(fields)s", fields=", ".join(Field))
        raise IncidentDataError(message, field=name) from None


def guess_mapping(header: Sequence[str], sample: Chunk) -> ColumnMapping:
    """Return which columns seem to hold what, by their headings and the shapes of their values.

    Each column is taken once. A column whose heading is known but whose values have another shape
    (a "location" that holds coordinates) is taken for what its values are.

    Parameters
    ----------
    header
        The headings.
    sample
        Some rows.
    """
    keys = {heading: heading_key(heading) for heading in header}
    shapes = {heading: _shape(sample, heading) for heading in header}
    columns: dict[Field, tuple[str, ...]] = {}
    taken: set[str] = set()
    for name in Field:
        ranks = {key: rank for rank, key in enumerate(known_headings(name))}
        fitting = [
            h for h in header if h not in taken and keys[h] in ranks and _fits(name, shapes[h])
        ]
        fitting.sort(key=lambda h: ranks[keys[h]])
        if fitting:
            columns[name] = tuple(fitting) if name in MANY else (fitting[0],)
            taken.update(columns[name])
    for name in (Field.POINT, Field.START):
        shaped = [h for h in header if h not in taken and shapes[h] is name]
        has_point = name is Field.POINT and Field.LAT in columns
        if shaped and name not in columns and not has_point:
            columns[name] = (shaped[0],)
            taken.add(shaped[0])
    if Field.LAT in columns and Field.POINT in columns:
        del columns[Field.POINT]
    if (Field.LAT in columns) != (Field.LON in columns):
        columns.pop(Field.LAT, None)
        columns.pop(Field.LON, None)
    return ColumnMapping(columns)


def _fits(name: Field, shape: Field | None) -> bool:
    """Tell whether a column whose values have a shape may hold a field."""
    if name in {Field.START, Field.POINT}:
        return shape in {name, None}
    if name in {Field.LAT, Field.LON}:
        return shape in {Field.LAT, None}
    return shape not in {Field.START, Field.POINT} or name is Field.END


def _shape(sample: Chunk, heading: str) -> Field | None:
    """Return what the values of a column look like: days, points, numbers (LAT) or nothing."""
    values = [text.strip() for text in sample.columns[heading].drop_null().to_pylist()][:200]
    if not values:
        return None
    for name, matches in (
        (Field.POINT, _is_point),
        (Field.START, _is_day),
        (Field.LAT, _is_number),
    ):
        if sum(map(matches, values)) >= _MOST * len(values):
            return name
    return None


def _is_point(text: str) -> bool:
    return bool(_MGRS.fullmatch(text.upper()) or _WKT.match(text) or _PAIR.fullmatch(text))


def _is_day(text: str) -> bool:
    if text.isdecimal() and len(text) != 8:
        return False
    try:
        return parse_span(text, DateOrder.DAY_FIRST) is not None
    except ValueError as error:
        # A day under the other order is a day all the same.
        return "does not exist" in str(error)


def _is_number(text: str) -> bool:
    try:
        parse_degrees(text)
    except ValueError:
        return False
    return True
