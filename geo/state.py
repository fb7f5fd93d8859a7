"""The state of the map as a link: filter, zone, view, chosen incident and language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from geo.filters import Facet, IncidentFilter
from geo.link_problem import (
    NO_AREA,
    NO_BORDER,
    NOT_A_VIEW,
    NOT_PERIODS,
    PERIOD_REVERSED,
)
from geo.link_reader import DASHES, DATE, NUMBER, Known, LinkReader
from geo.map_marks import MapMarks
from geo.table import PRECISIONS
from geo.zone import VERDICTS, ZONE_WIDTH_M, ZoneVerdict

if TYPE_CHECKING:
    from collections.abc import Container

    from geo.drawn_area import DrawnArea
    from geo.link_reader import QueryParams

Query: TypeAlias = dict[str, str | list[str]]

# Source: the slider of the zone's depth, in km.
ZONE_WIDTHS_KM = (1.0, 100.0)
# Source: half of the Earth's circumference, in km.
_MAX_DISTANCE_KM = 20_038.0
# Source: Leaflet's zoom levels.
_MAX_ZOOM = 22.0
LANGUAGES: tuple[str, ...] = ("en", "ar")
# How incidents lie to an area that is shown but filters nothing: however they like.
_ANYHOW = "any"

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
    marks: MapMarks = field(default_factory=MapMarks)
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
        query |= self.marks.to_query()
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
        reader = LinkReader(params, known or Known())
        state = cls(
            filter=_read_filter(reader),
            zone=_read_zone(reader),
            view=_read_view(reader),
            selected=reader.one_of("id", reader.known.incidents),
            marks=reader.marks(),
            compared=_read_periods(reader),
            language=reader.one_of("lang", LANGUAGES) or LANGUAGES[0],
        )
        return state, reader.problems


def to_query(wanted: IncidentFilter) -> Query:
    """Return a filter as the parameters of a link; conditions that are not set are left out.

    An area that filters nothing says so: a link with an area alone filters to what lies inside it.
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
        query.setdefault("lies", _ANYHOW)
    if wanted.text:
        query["q"] = wanted.text
    return query


def from_query(
    params: QueryParams, *, known: Known | None = None
) -> tuple[IncidentFilter, list[str]]:
    """Read the filter of a link: what is wrong in it is left out and gives a message."""
    reader = LinkReader(params, known or Known())
    return _read_filter(reader), reader.problems


def _read_filter(reader: LinkReader) -> IncidentFilter:
    start, end = reader.day("from"), reader.day("to")
    if start is not None and end is not None and end < start:
        reader.refuse(PERIOD_REVERSED)
        start = end = None
    allowed: dict[Facet, Container[str]] = {
        **reader.known.values,
        Facet.PRECISION: PRECISIONS,
        Facet.VERDICT: VERDICTS,
        Facet.AREA: (*VERDICTS, _ANYHOW),
    }
    lists = {name: reader.several(key, allowed.get(facet)) for facet, (key, name) in _LISTS.items()}
    border_id = reader.border("near")
    border_km = reader.number("within", 0.0, _MAX_DISTANCE_KM)
    if border_km is not None and border_id is None:
        reader.refuse(NO_BORDER)
        border_km = None
    area = reader.area("area")
    lists["area_verdicts"] = _read_lies(reader, area, lists["area_verdicts"])
    return IncidentFilter(
        start=start,
        end=end,
        border_id=border_id,
        border_km=border_km,
        area=area,
        text=reader.text("q"),
        **lists,
    )


def _read_lies(reader: LinkReader, area: DrawnArea | None, lies: frozenset[str]) -> frozenset[str]:
    """Return how incidents shall lie to an area: inside it, unless the link says otherwise."""
    if area is None:
        if lies:
            reader.refuse(NO_AREA)
        return frozenset()
    return lies - {_ANYHOW} if lies else frozenset({str(ZoneVerdict.INSIDE)})


def _read_zone(reader: LinkReader) -> ZoneParams:
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


def _read_view(reader: LinkReader) -> MapView | None:
    value = reader.one("at")
    if value is None:
        return None
    parts = value.split(",")
    if len(parts) == 3 and all(map(NUMBER.fullmatch, parts)):
        lat, lon, zoom = map(float, parts)
        if abs(lat) <= 90 and abs(lon) <= 180 and 0 <= zoom <= _MAX_ZOOM:
            return MapView(lat=lat, lon=lon, zoom=zoom)
    reader.refuse(NOT_A_VIEW, value=value)
    return None


def _read_periods(reader: LinkReader) -> TwoPeriods | None:
    value = reader.one("compare")
    if value is None:
        return None
    parts = value.split(",")
    try:
        if len(parts) == 4 and all(map(DATE.fullmatch, parts)):
            start, end, later_start, later_end = map(date.fromisoformat, parts)
            if start <= end and later_start <= later_end:
                return TwoPeriods(first=(start, end), second=(later_start, later_end))
    except ValueError:
        pass
    reader.refuse(NOT_PERIODS)
    return None


def _written(value: str) -> str:
    return f"-{value}" if DASHES.fullmatch(value) else value


def _number_text(number: float) -> str:
    """Return `number` to 5 decimals, more than any number of a state has, without an exponent."""
    return f"{number:.5f}".rstrip("0").rstrip(".")
