"""The state of the map as a link: filter, zone, view, chosen incident and language."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from geo.filters import MAX_TEXT_LENGTH, Facet, IncidentFilter
from geo.table import PRECISIONS
from geo.zone import VERDICTS, ZONE_WIDTH_M

# What a page hands over: one or several values a key, or pairs in which a key may come again.
QueryParams: TypeAlias = Mapping[str, str | Sequence[str]] | Iterable[tuple[str, str]]
Query: TypeAlias = dict[str, str | list[str]]

# Bounds on what a link may hold: values a key, and characters a value. Source: a link of this size
# passes the 8 KiB that common servers allow; more is no link that this page has written.
MAX_VALUES = 200
MAX_VALUE_LENGTH = 200
# Characters of a wrong value that a message repeats.
_QUOTED_LENGTH = 40

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
}

# What can be wrong with a link; messages for people, to be translated as they stand here.
NOT_A_DATE = "The link's date “{value}” is not written YYYY-MM-DD; it was left out."
PERIOD_REVERSED = "The link's period ends before it starts; it was left out."
UNKNOWN_VALUE = "The link's {key} “{value}” is not known here; it was left out."
TOO_MANY = "The link holds too many values for {key}; only the first {most} were taken."
TOO_LONG = "The link's {key} is too long; it was left out."
TEXT_CUT = "The link's search text was shortened."
NOT_A_NUMBER = (
    "The link's {key} “{value}” is no number between {least} and {most}; it was left out."
)
NO_BORDER = "The link gives a distance but no border to measure it from; it was left out."
NOT_A_VIEW = "The link's map view “{value}” cannot be read; the map shows everything."
MESSAGES = (
    NOT_A_DATE, PERIOD_REVERSED, UNKNOWN_VALUE, TOO_MANY, TOO_LONG, TEXT_CUT, NOT_A_NUMBER,
    NO_BORDER, NOT_A_VIEW,
)  # fmt: skip


class LinkProblem(str):
    """A plain English message; `template`, one of `MESSAGES`, and `values` are for translating."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, str]

    def __new__(cls, template: str, **values: str) -> LinkProblem:
        """Return the message with the `values` in it, each cut to a readable length."""
        shown = {
            name: v if len(v) <= _QUOTED_LENGTH else f"{v[:_QUOTED_LENGTH]}…"
            for name, v in values.items()
        }
        problem = super().__new__(cls, template.format(**shown))
        problem.template, problem.values = template, shown
        return problem


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
class MapState:
    """Everything that a link carries; the default is what the map shows at first.

    `view` None means that the map fits what it shows, `selected` is an incident's id.
    """

    filter: IncidentFilter = field(default_factory=IncidentFilter)
    zone: ZoneParams = field(default_factory=ZoneParams)
    view: MapView | None = None
    selected: str | None = None
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

    def one(self, key: str) -> str | None:
        """Return the last value of `key`, as browsers do; None when there is none."""
        value = (self._values.get(key) or [""])[-1]
        if len(value) > MAX_VALUE_LENGTH:
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
    }
    lists = {name: reader.several(key, allowed.get(facet)) for facet, (key, name) in _LISTS.items()}
    border_id = reader.border("near")
    border_km = reader.number("within", 0.0, _MAX_DISTANCE_KM)
    if border_km is not None and border_id is None:
        reader.refuse(NO_BORDER)
        border_km = None
    return IncidentFilter(
        start=start,
        end=end,
        border_id=border_id,
        border_km=border_km,
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


def _written(value: str) -> str:
    return f"-{value}" if _DASHES.fullmatch(value) else value


def _read_value(written: str) -> str:
    return written[1:] if _DASHES.fullmatch(written) else written


def _number_text(number: float) -> str:
    """Return `number` to 5 decimals, more than any number of a state has, without an exponent."""
    return f"{number:.5f}".rstrip("0").rstrip(".")
