"""Rows of JSON Lines files, read field by field; every refusal names file, row, field and value."""

from __future__ import annotations

import json
import math
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from gazetteer import Message, message_of
from geo.errors import IncidentDataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from enum import StrEnum
    from pathlib import Path

    _Enum = TypeVar("_Enum", bound=StrEnum)

# Earliest day a record may have. Source: the oldest year that the articles name is 2013; 2003
# leaves room for imports of the whole insurgency and still catches slips of a century.
EARLIEST_DATE = date(2003, 1, 1)


@dataclass(frozen=True, slots=True)
class Row:
    """One JSON object of a file: `number` is its line, from 1; `prefix` leads to a nested object.

    Each reading method takes a field's name, and raises `IncidentDataError` when the value is not
    what it promises; those that may find nothing return None or the default.
    """

    path: Path
    number: int
    values: Mapping[str, Any]
    prefix: str = ""

    def refuse(self, field: str, problem: Message) -> NoReturn:
        """Raise `IncidentDataError` for `field`, with its value."""
        name = field.partition("[")[0].partition(".")[0]
        shown = json.dumps(self.values.get(name), ensure_ascii=False, default=str)
        raise IncidentDataError(
            Message("%(problem)s; the value is %(shown)s", problem=problem, shown=shown),
            path=self.path,
            row=self.number,
            field=self.prefix + field,
        )

    def check_keys(self, record_type: type) -> None:
        """Refuse keys that the dataclass `record_type` lacks, and the absence of those it needs."""
        needed_by_name = {f.name: f.default is MISSING for f in fields(record_type)}
        for key in self.values:
            if key not in needed_by_name:
                self.refuse(key, Message("there is no such field"))
        for name, needed in needed_by_name.items():
            if needed and name not in self.values:
                self.refuse(name, Message("the field is missing"))

    def text(self, field: str, *, default: str | None = None) -> str:
        """Return a trimmed text, which may be empty only where a `default` is given."""
        value = self.values.get(field, default)
        if not isinstance(value, str):
            self.refuse(field, Message("must be a text"))
        if default is None and not value:
            self.refuse(field, Message("must not be empty"))
        if value != value.strip():
            self.refuse(field, Message("must not begin or end with white space"))
        return value

    def text_or_none(self, field: str) -> str | None:
        """Return a text that is not empty, or None where the field is absent."""
        return None if self.values.get(field) is None else self.text(field)

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts, each once."""
        values = self.values.get(field, [])
        if not (isinstance(values, list) and all(isinstance(v, str) and v for v in values)):
            self.refuse(field, Message("must be a list of texts"))
        if len(set(values)) < len(values):
            self.refuse(field, Message("the same text stands twice"))
        return tuple(values)

    def flag(self, field: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self.values.get(field, default)
        if not isinstance(value, bool):
            self.refuse(field, Message("must be true or false"))
        return value

    def whole(self, field: str, *, least: int = 0) -> int | None:
        """Return a whole number of `least` or more."""
        value = self.values.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(field, Message("must be a whole number"))
        if value < least:
            self.refuse(field, Message("must be at least %(least)s", least=least))
        return value

    def number_or_none(
        self, field: str, *, least: float = -math.inf, most: float = math.inf
    ) -> float | None:
        """Return a finite number between `least` and `most`, both allowed."""
        value = self.values.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(field, Message("must be a number"))
        if not math.isfinite(value):
            self.refuse(field, Message("must be finite"))
        if not least <= value <= most:
            self.refuse(
                field,
                Message(
                    "must lie between %(least)s and %(most)s", least=f"{least:g}", most=f"{most:g}"
                ),
            )
        return float(value)

    def needed_number(self, field: str) -> float:
        """Return a finite number."""
        value = self.number_or_none(field)
        if value is None:
            self.refuse(field, Message("must be a number"))
        return value

    def day_or_none(self, field: str) -> date | None:
        """Return a day, written YYYY-MM-DD, not before `EARLIEST_DATE`."""
        value = self.values.get(field)
        if value is None:
            return None
        try:
            found = date.fromisoformat(value)
        except (TypeError, ValueError):
            self.refuse(field, Message("must be a date written YYYY-MM-DD"))
        if found.isoformat() != value:
            self.refuse(field, Message("must be a date written YYYY-MM-DD"))
        if found < EARLIEST_DATE:
            self.refuse(field, Message("must not be before %(day)s", day=EARLIEST_DATE))
        return found

    def needed_day(self, field: str) -> date:
        """Return a day, written YYYY-MM-DD, not before `EARLIEST_DATE`."""
        found = self.day_or_none(field)
        if found is None:
            self.refuse(field, Message("must be a date written YYYY-MM-DD"))
        return found

    def choice(self, field: str, kind: type[_Enum], *, default: _Enum | None = None) -> _Enum:
        """Return a member of `kind`."""
        value = self.values.get(field, default)
        if value not in list(kind):
            self.refuse(field, Message("must be one of %(choices)s", choices=", ".join(kind)))
        return kind(value)

    def nested(self, field: str, record_type: type) -> Row:
        """Return the object of a field, empty where it is absent, with its keys checked."""
        value = self.values.get(field, {})
        if not isinstance(value, dict):
            self.refuse(field, Message("must be an object"))
        row = Row(self.path, self.number, value, f"{field}.")
        row.check_keys(record_type)
        return row

    def nested_list(self, field: str, record_type: type) -> list[Row]:
        """Return the objects of a list, with their keys checked."""
        values = self.values.get(field, [])
        if not isinstance(values, list):
            self.refuse(field, Message("must be a list"))
        rows = []
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                self.refuse(f"{field}[{index}]", Message("must be an object"))
            row = Row(self.path, self.number, value, f"{field}[{index}].")
            row.check_keys(record_type)
            rows.append(row)
        return rows


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a JSON Lines file in UTF-8, one object a line; blank lines are skipped.

    Raises
    ------
    IncidentDataError
        If the file cannot be read, or a line is no JSON object or has a key twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise IncidentDataError(
            Message("the file cannot be read: %(problem)s", problem=message_of(error)), path=path
        ) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_without_doubles)
        except (ValueError, RecursionError) as error:
            message = Message("the line is not JSON: %(problem)s", problem=message_of(error))
            raise IncidentDataError(message, path=path, row=number) from error
        if not isinstance(value, dict):
            raise IncidentDataError(
                Message("the line must be a JSON object"), path=path, row=number
            )
        yield Row(path, number, value)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice among " + ", ".join(key for key, _ in pairs))
    return found
