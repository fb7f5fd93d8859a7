"""The parameters of a link, read value by value and with care: anybody may have written them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

from geo.drawn_area import DrawnArea
from geo.errors import BorderDataError
from geo.filters import MAX_TEXT_LENGTH, Facet
from geo.link_problem import (
    NOT_A_DATE,
    NOT_A_MARK,
    NOT_A_NUMBER,
    NOT_AN_AREA,
    TEXT_CUT,
    TOO_LONG,
    TOO_MANY,
    UNKNOWN_VALUE,
    LinkProblem,
)
from geo.map_marks import MAX_MARK_LENGTH, READERS, MapMarks, Rings

# What a page hands over: one or several values a key, or pairs in which a key may come again.
QueryParams: TypeAlias = Mapping[str, str | Sequence[str]] | Iterable[tuple[str, str]]

# Bounds on what a link may hold: values a key, and characters a value. Source: a link of this size
# passes the 8 KiB that common servers allow; more is no link that this page has written.
MAX_VALUES = 200
MAX_VALUE_LENGTH = 200
# Characters of a drawn area. Source: 60 corners of two numbers, each at most 10 characters long.
_MAX_AREA_LENGTH = 1_320

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,18})?")
DASHES = re.compile(r"-*")
_BORDER = re.compile(r"[A-Z]{2}-[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a link may name: values of each facet, borders, governorates, incidents, places.

    What is None, or a facet that is absent, is not checked.
    """

    values: Mapping[Facet, Container[str]] = field(default_factory=dict)
    borders: Container[str] | None = None
    admin1: Container[str] | None = None
    incidents: Container[str] | None = None
    places: Container[str] | None = None


class LinkReader:
    """The parameters of a link, read value by value; what is wrong with them gathers here."""

    def __init__(self, params: QueryParams, known: Known) -> None:
        self.known = known
        self.problems: list[str] = []
        self._values: dict[str, list[str]] = {}
        pairs = params.items() if isinstance(params, Mapping) else params
        for key, value in pairs:
            held = self._values.setdefault(key, [])
            held.extend([value] if isinstance(value, str) else value)

    def refuse(self, template: str, **values: str) -> None:
        """Note what is wrong with the link."""
        self.problems.append(LinkProblem(template, **values))

    def one(self, key: str, most: int = MAX_VALUE_LENGTH) -> str | None:
        """Return the last value of `key`, as browsers do; None when there is none."""
        value = (self._values.get(key) or [""])[-1]
        if len(value) > most:
            self.refuse(TOO_LONG, key=key)
            return None
        return value or None

    def text(self, key: str) -> str:
        """Return free text; `IncidentFilter` cuts it, here it is only said."""
        value = (self._values.get(key) or [""])[-1]
        if len(value.strip()) > MAX_TEXT_LENGTH:
            self.refuse(TEXT_CUT)
        return value

    def one_of(self, key: str, allowed: Container[str] | None) -> str | None:
        """Return the value of `key`, which is one of those allowed."""
        value = self.one(key)
        if value is not None and allowed is not None and value not in allowed:
            self.refuse(UNKNOWN_VALUE, key=key, value=value)
            return None
        return value

    def several(self, key: str, allowed: Container[str] | None) -> frozenset[str]:
        """Return the values of `key` that are allowed."""
        written = self._values.get(key, [])
        if len(written) > MAX_VALUES:
            self.refuse(TOO_MANY, key=key, most=str(MAX_VALUES))
        found = set()
        for value in map(_read_value, filter(None, written[:MAX_VALUES])):
            if len(value) > MAX_VALUE_LENGTH:
                self.refuse(TOO_LONG, key=key)
            elif value and allowed is not None and value not in allowed:
                self.refuse(UNKNOWN_VALUE, key=key, value=value)
            else:
                found.add(value)
        return frozenset(found)

    def day(self, key: str) -> date | None:
        """Return the value of `key` as a date."""
        value = self.one(key)
        if value is None:
            return None
        try:
            if DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.refuse(NOT_A_DATE, value=value)
        return None

    def number(self, key: str, least: float, most: float) -> float | None:
        """Return the value of `key` as a number between two bounds."""
        value = self.one(key)
        if value is None:
            return None
        if NUMBER.fullmatch(value) and least <= float(value) <= most:
            return float(value)
        self.refuse(NOT_A_NUMBER, key=key, value=value, least=f"{least:g}", most=f"{most:g}")
        return None

    def area(self, key: str) -> DrawnArea | None:
        """Return the value of `key` as an area."""
        value = self.one(key, _MAX_AREA_LENGTH)
        if value is None:
            return None
        try:
            return DrawnArea.from_text(value)
        except BorderDataError as error:
            self.refuse(NOT_AN_AREA, problem=error.problem)
            return None

    def marks(self) -> MapMarks:
        """Return what was measured; what cannot be read of it is left out."""
        found: dict[str, Any] = {}
        for key, read in READERS.items():
            value = self.one(key, MAX_MARK_LENGTH)
            if value is None:
                continue
            try:
                found[key] = read(value)
            except BorderDataError as error:
                self.refuse(NOT_A_MARK, key=key, problem=error.problem)
        rings = found.get("rings")
        known = self.known.places
        place_id = rings.place_id if isinstance(rings, Rings) else ""
        if place_id and known is not None and place_id not in known:
            self.refuse(UNKNOWN_VALUE, key="rings", value=place_id)
            del found["rings"]
        return MapMarks(**found)

    def border(self, key: str) -> str | None:
        """Return the value of `key` as the id of a border."""
        value = self.one_of(key, self.known.borders)
        if value is not None and not _BORDER.fullmatch(value):
            self.refuse(UNKNOWN_VALUE, key=key, value=value)
            return None
        return value


def _read_value(written: str) -> str:
    return written[1:] if DASHES.fullmatch(written) else written
