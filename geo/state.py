"""The state of the map as a link: filter, zone, view, chosen incident and language."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from geo.drawn_area import DrawnArea
from geo.errors import BorderDataError
from geo.filters import MAX_TEXT_LENGTH, Facet, IncidentFilter
from geo.link_problem import (
    NO_AREA,
    NO_BORDER,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_A_VIEW,
    NOT_AN_AREA,
    NOT_PERIODS,
    PERIOD_REVERSED,
    TEXT_CUT,
    TOO_LONG,
    TOO_MANY,
    UNKNOWN_VALUE,
    LinkProblem,
)
from geo.table import PRECISIONS
from geo.zone import VERDICTS, ZONE_WIDTH_M

# What a page hands over: one or several values a key, or pairs in which a key may come again.
QueryParams: TypeAlias = Mapping[str, str | Sequence[str]] | Iterable[tuple[str, str]]
Query: TypeAlias = dict[str, str | list[str]]

# Bounds on what a link may hold: values a key, and characters a value. Source: a link of this size
# passes the 8 KiB that common servers allow; more is no link that this page has written.
MAX_VALUES = 200
MAX_VALUE_LENGTH = 200
# Characters of a drawn area. Source: 60 corners of two numbers, each at most 10 characters long.
_MAX_AREA_LENGTH = 1_320

# Source: the slider of the zone's depth, in km.
ZONE_WIDTHS_KM = (1.0, 100.0)
# Source: half of the Earth's circumference, in km.
_MAX_DISTANCE_KM = 20_038.0
# Source: Leaflet's zoom levels.
_MAX_ZOOM = 22.0
LANGUAGES: tuple[str, ...] = ("en", "ar")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,18})?")
_BORDER = re.compile(r"[A-Z]{2}-[A-Z]{2}")
_DASHES = re.compile(r"-*")

_LISTS: dict[Facet, tuple[str, str]] = {
    Facet.COUNTRY: ("country", "countries"),
    Facet.ADMIN1: ("gov", "admin1"),
    Facet.EVENT_TYPE: ("type", "event_types"),
    Facet.SUB_TYPE: ("sub", "sub_types"),
    Facet.ACTOR: ("actor", "actors"),
    Facet.SOURCE: ("source", "sources"),
    Facet.PRECISION: ("precision", "precisions"),
    Facet.VERDICT: ("verdict", "verdicts"),
    Facet.DATASET: ("data", "datasets"),
    Facet.AREA: ("lies", "area_verdicts"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a link may name: values of each facet, borders, governorates and incident ids.

    What is None, or a facet that is absent, is not checked.
    """

    values: Mapping[Facet, Container[str]] = field(default_factory=dict)
    borders: Container[str] | None = None
    admin1: Container[str] | None = None
    incidents: Container[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneParams:
    """Which zone: `width_km` deep inside country `side` along a border, kept to the metre.

    `admin1` limits it to governorates; empty is no limit.
    """

    border_id: str = "SY-TR"
    side: str = "SY"
    width_km: float = ZONE_WIDTH_M / 1_000
    admin1: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "width_km", round(self.width_km, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """Centre in degrees (EPSG:4326) and zoom; kept to 5 and 2 decimals, about a metre."""

    lat: float
    lon: float
    zoom: float

    def __post_init__(self) -> None:
        for name, digits in (("lat", 5), ("lon", 5), ("zoom", 2)):
            # Adding 0.0 turns -0.0 into 0.0, which a link cannot tell apart.
            object.__setattr__(self, name, round(getattr(self, name), digits) + 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPeriods:
    """Two periods beside each other, each its first and its last day, both inclusive."""

    first: tuple[date, date]
    second: tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapState:
    """Everything that a link carries; the default is what the map shows at first.

    `view` None means that the map fits what it shows, `selected` is an incident's id. With two
    periods `compared` the map stands there twice, with one of them each instead of the filter's.
    """

    filter: IncidentFilter = field(default_factory=IncidentFilter)
    zone: ZoneParams = field(default_factory=ZoneParams)
    view: MapView | None = None
    selected: str | None = None
    compared: TwoPeriods | None = None
    language: str = "en"

    def to_query(self) -> Query:
        """Return the parameters of a link; what is as by default is left out."""
        query = to_query(self.filter)
        plain = ZoneParams()
        if (self.zone.border_id, self.zone.side) != (plain.border_id, plain.side):
            query |= {"zone": self.zone.border_id, "side": self.zone.side}
        if self.zone.width_km != plain.width_km:
            query["depth"] = _number_text(self.zone.width_km)
        if self.zone.admin1:
            query["limit"] = [_written(value) for value in sorted(self.zone.admin1)]
        if self.view is not None:
            numbers = (self.view.lat, self.view.lon, self.view.zoom)
            query["at"] = ",".join(map(_number_text, numbers))
        if self.selected is not None:
            query["id"] = self.selected
        if self.compared is not None:
            periods = (self.compared.first, self.compared.second)
            query["compare"] = ",".join(day.isoformat() for period in periods for day in period)
        if self.language != LANGUAGES[0]:
            query["lang"] = self.language
        return query

    @classmethod
    def from_query(
        cls, params: QueryParams, *, known: Known | None = None
    ) -> tuple[MapState, list[str]]:
        """Read a link: what is wrong in it takes its default and gives a message.

        Keys that mean nothing here are passed over: Streamlit and mail programs add their own.
        """
        reader = _Reader(params, known or Known())
        state = cls(
            filter=_read_filter(reader),
            zone=_read_zone(reader),
            view=_read_view(reader),
            selected=reader.one_of("id", reader.known.incidents),
            compared=_read_periods(reader),
            language=reader.one_of("lang", LANGUAGES) or LANGUAGES[0],
        )
        return state, reader.problems


def to_query(wanted: IncidentFilter) -> Query:
    """Return a filter as the parameters of a link; conditions that are not set are left out.

    Lists are sorted, so that the same filter gives the same link. The empty value, "none known", is
    written as a dash, and a value of nothing but dashes with one more.
    """
    query: Query = {}
    if wanted.start is not None:
        query["from"] = wanted.start.isoformat()
    if wanted.end is not None:
        query["to"] = wanted.end.isoformat()
    for facet, (key, _) in _LISTS.items():
        if wanted.chosen(facet):
            query[key] = [_written(value) for value in sorted(wanted.chosen(facet))]
    if wanted.border_id is not None:
        query["near"] = wanted.border_id
    if wanted.border_km is not None:
        query["within"] = _number_text(wanted.border_km)
    if wanted.area is not None:
        query["area"] = wanted.area.to_text()
    if wanted.text:
        query["q"] = wanted.text
    return query


def from_query(
    params: QueryParams, *, known: Known | None = None
) -> tuple[IncidentFilter, list[str]]:
    """Read the filter of a link: what is wrong in it is left out and gives a message."""
    reader = _Reader(params, known or Known())
    return _read_filter(reader), reader.problems


class _Reader:
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
        value = self.one(key)
        if value is not None and allowed is not None and value not in allowed:
            self.refuse(UNKNOWN_VALUE, key=key, value=value)
            return None
        return value

    def several(self, key: str, allowed: Container[str] | None) -> frozenset[str]:
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
        value = self.one(key)
        if value is None:
            return None
        try:
            if _DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self.refuse(NOT_A_DATE, value=value)
        return None

    def number(self, key: str, least: float, most: float) -> float | None:
        value = self.one(key)
        if value is None:
            return None
        if _NUMBER.fullmatch(value) and least <= float(value) <= most:
            return float(value)
        self.refuse(NOT_A_NUMBER, key=key, value=value, least=f"{least:g}", most=f"{most:g}")
        return None

    def area(self, key: str) -> DrawnArea | None:
        value = self.one(key, _MAX_AREA_LENGTH)
        if value is None:
            return None
        try:
            return DrawnArea.from_text(value)
        except BorderDataError:
            self.refuse(NOT_AN_AREA, value=value)
            return None

    def border(self, key: str) -> str | None:
        value = self.one_of(key, self.known.borders)
        if value is not None and not _BORDER.fullmatch(value):
            self.refuse(UNKNOWN_VALUE, key=key, value=value)
            return None
        return value


def _read_filter(reader: _Reader) -> IncidentFilter:
    start, end = reader.day("from"), reader.day("to")
    if start is not None and end is not None and end < start:
        reader.refuse(PERIOD_REVERSED)
        start = end = None
    allowed: dict[Facet, Container[str]] = {
        **reader.known.values,
        Facet.PRECISION: PRECISIONS,
        Facet.VERDICT: VERDICTS,
        Facet.AREA: VERDICTS,
    }
    lists = {name: reader.several(key, allowed.get(facet)) for facet, (key, name) in _LISTS.items()}
    border_id = reader.border("near")
    border_km = reader.number("within", 0.0, _MAX_DISTANCE_KM)
    if border_km is not None and border_id is None:
        reader.refuse(NO_BORDER)
        border_km = None
    area = reader.area("area")
    if lists["area_verdicts"] and area is None:
        reader.refuse(NO_AREA)
    return IncidentFilter(
        start=start,
        end=end,
        border_id=border_id,
        border_km=border_km,
        area=area,
        text=reader.text("q"),
        **lists,
    )


def _read_zone(reader: _Reader) -> ZoneParams:
    plain = ZoneParams()
    border_id = reader.border("zone") or plain.border_id
    sides = border_id.split("-")
    side = reader.one_of("side", sides) or (plain.side if plain.side in sides else sides[0])
    width_km = reader.number("depth", *ZONE_WIDTHS_KM)
    return ZoneParams(
        border_id=border_id,
        side=side,
        width_km=plain.width_km if width_km is None else width_km,
        admin1=reader.several("limit", reader.known.admin1) - {""},
    )


def _read_view(reader: _Reader) -> MapView | None:
    value = reader.one("at")
    if value is None:
        return None
    parts = value.split(",")
    if len(parts) == 3 and all(map(_NUMBER.fullmatch, parts)):
        lat, lon, zoom = map(float, parts)
        if abs(lat) <= 90 and abs(lon) <= 180 and 0 <= zoom <= _MAX_ZOOM:
            return MapView(lat=lat, lon=lon, zoom=zoom)
    reader.refuse(NOT_A_VIEW, value=value)
    return None


def _read_periods(reader: _Reader) -> TwoPeriods | None:
    value = reader.one("compare")
    if value is None:
        return None
    parts = value.split(",")
    try:
        if len(parts) == 4 and all(map(_DATE.fullmatch, parts)):
            start, end, later_start, later_end = map(date.fromisoformat, parts)
            if start <= end and later_start <= later_end:
                return TwoPeriods(first=(start, end), second=(later_start, later_end))
    except ValueError:
        pass
    reader.refuse(NOT_PERIODS)
    return None


def _written(value: str) -> str:
    return f"-{value}" if _DASHES.fullmatch(value) else value


def _read_value(written: str) -> str:
    return written[1:] if _DASHES.fullmatch(written) else written


def _number_text(number: float) -> str:
    """Return `number` to 5 decimals, more than any number of a state has, without an exponent."""
    return f"{number:.5f}".rstrip("0").rstrip(".")
