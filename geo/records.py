"""Read the shipped sources, actors, incidents and figures, and refuse whatever breaks a rule."""

from __future__ import annotations

import json
import math
from calendar import monthrange
from dataclasses import MISSING, dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from gazetteer import Certainty
from geo.errors import IncidentDataError
from geo.incidents import (
    FIGURE_CHECKS,
    SUB_TYPES_BY_EVENT_TYPE,
    Actor,
    ActorRole,
    Citation,
    Fatalities,
    Incident,
    Involvement,
    ReportedFigure,
    Source,
    TimePrecision,
    Verification,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

DATA_DIR = Path(__file__).parent / "data"

# Earliest day an incident may have. Source: the oldest year that the articles speak of is 2013;
# 2003 leaves room for imports of the whole insurgency and still catches slips of a century.
EARLIEST_DATE = date(2003, 1, 1)

# Source: the Earth's half circumference, in km; no radius around a point can be larger.
MAX_EXTENT_KM = 20_040.0

# Days that a date known only this finely may lie after the day it is written as.
_SLACK_BY_PRECISION = {
    TimePrecision.DAY: timedelta(days=0),
    TimePrecision.WEEK: timedelta(days=6),
    TimePrecision.SEASON: timedelta(days=92),
    TimePrecision.YEAR: timedelta(days=365),
}

_Enum = TypeVar("_Enum", bound=StrEnum)
_Record = TypeVar("_Record", Source, Actor, Incident, ReportedFigure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What the map tells: `sources` and `actors` by id, `incidents` and `figures` in file order."""

    sources: Mapping[str, Source]
    actors: Mapping[str, Actor]
    incidents: tuple[Incident, ...]
    figures: tuple[ReportedFigure, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One JSON object of a file, with where it stands, so that each refusal names its place."""

    path: Path
    number: int
    values: Mapping[str, Any]

    def refuse(self, field: str, problem: str) -> NoReturn:
        """Raise for `field`, quoting its value."""
        value = self.values.get(field.partition("[")[0].partition(".")[0])
        shown = json.dumps(value, ensure_ascii=False, default=str)
        message = f"{problem}; the value is {shown}"
        raise IncidentDataError(message, path=self.path, row=self.number, field=field)

    def check_keys(self, record_type: type, prefix: str = "") -> None:
        """Refuse keys that `record_type` does not have, and the absence of those it needs."""
        known = {f.name: f.default is MISSING for f in fields(record_type)}
        for key in self.values:
            if key not in known:
                self.refuse(prefix + key, f"{record_type.__name__} has no such field")
        for name, needed in known.items():
            if needed and name not in self.values:
                self.refuse(prefix + name, "the field is missing")

    def text(self, field: str, *, default: str | None = None) -> str:
        value = self.values.get(field, default)
        if not isinstance(value, str):
            self.refuse(field, "must be a text")
        if default is None and not value.strip():
            self.refuse(field, "must not be empty")
        if value != value.strip():
            self.refuse(field, "must not begin or end with white space")
        return value

    def flag(self, field: str, *, default: bool | None = None) -> bool:
        value = self.values.get(field, default)
        if not isinstance(value, bool):
            self.refuse(field, "must be true or false")
        return value

    def whole(self, field: str, *, least: int = 0) -> int | None:
        value = self.values.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(field, "must be a whole number")
        if value < least:
            self.refuse(field, f"must be at least {least}")
        return value

    def number_or_none(self, field: str, *, least: float, most: float) -> float | None:
        value = self.values.get(field)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.refuse(field, "must be a number")
        if not (math.isfinite(value) and least <= value <= most):
            self.refuse(field, f"must lie between {least:g} and {most:g}")
        return float(value)

    def day(self, field: str) -> date | None:
        value = self.values.get(field)
        if value is None:
            return None
        try:
            found = date.fromisoformat(value)
        except (TypeError, ValueError):
            self.refuse(field, "must be a date written YYYY-MM-DD")
        if found.isoformat() != value:
            self.refuse(field, "must be a date written YYYY-MM-DD")
        if found < EARLIEST_DATE:
            self.refuse(field, f"must not be before {EARLIEST_DATE}")
        return found

    def needed_day(self, field: str) -> date:
        found = self.day(field)
        if found is None:
            self.refuse(field, "must be a date")
        return found

    def choice(self, field: str, kind: type[_Enum], *, default: _Enum | None = None) -> _Enum:
        value = self.values.get(field, default)
        if value not in list(kind):
            self.refuse(field, f"must be one of {', '.join(kind)}")
        return kind(value)

    def objects(self, field: str, record_type: type) -> list[_Row]:
        """Return the objects of a list, each as a row whose errors name `field[index]`."""
        values = self.values.get(field, [])
        if not isinstance(values, list):
            self.refuse(field, "must be a list")
        rows = []
        for index, value in enumerate(values):
            if not isinstance(value, dict):
                self.refuse(f"{field}[{index}]", "must be an object")
            row = _Row(self.path, self.number, value)
            row.check_keys(record_type, prefix=f"{field}[{index}].")
            rows.append(row)
        return rows

    def texts(self, field: str) -> tuple[str, ...]:
        values = self.values.get(field, [])
        if not (isinstance(values, list) and all(isinstance(v, str) and v for v in values)):
            self.refuse(field, "must be a list of texts")
        return tuple(values)


def load_dataset(path: Path = DATA_DIR) -> Dataset:
    """Return what the four files in the folder `path` hold, checked record by record.

    The files are ``sources.jsonl``, ``actors.jsonl``, ``incidents.jsonl`` and ``figures.jsonl``:
    UTF-8, one JSON object a line, keys as in `geo.incidents`, empty values left out.

    Raises
    ------
    IncidentDataError
        If a file cannot be read or a record breaks a rule of the data model; it carries `path`,
        `row` (1-based line) and `field`, and its message shows the value.
    """
    sources = _by_id(_load(path / "sources.jsonl", Source, _source))
    actors = _by_id(_load(path / "actors.jsonl", Actor, _actor))

    def incident(row: _Row) -> Incident:
        return _incident(row, sources, actors)

    def figure(row: _Row) -> ReportedFigure:
        return _figure(row, sources)

    return Dataset(
        sources=sources,
        actors=actors,
        incidents=tuple(_load(path / "incidents.jsonl", Incident, incident)),
        figures=tuple(_load(path / "figures.jsonl", ReportedFigure, figure)),
    )


def _load(path: Path, kind: type[_Record], parse: Callable[[_Row], _Record]) -> list[_Record]:
    """Return the records of a file; ids must be slugs and differ."""
    records = []
    first_row_by_id: dict[str, int] = {}
    for row in _rows(path):
        row.check_keys(kind)
        record_id = row.text("id")
        if not all(c.isascii() and (c.islower() or c.isdigit() or c == "-") for c in record_id):
            row.refuse("id", "must consist of lower-case Latin letters, digits and hyphens")
        if record_id in first_row_by_id:
            row.refuse("id", f"is already used in row {first_row_by_id[record_id]}")
        first_row_by_id[record_id] = row.number
        records.append(parse(row))
    return records


def _rows(path: Path) -> Iterable[_Row]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise IncidentDataError(f"cannot be read: {error}", path=path) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_without_doubles)
        except ValueError as error:
            raise IncidentDataError(f"is not JSON: {error}", path=path, row=number) from error
        if not isinstance(value, dict):
            raise IncidentDataError("must be a JSON object", path=path, row=number)
        yield _Row(path, number, value)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in " + ", ".join(key for key, _ in pairs))
    return found


def _by_id(records: list[_Record]) -> Mapping[str, _Record]:
    return MappingProxyType({record.id: record for record in records})


def _source(row: _Row) -> Source:
    first = row.whole("first_paragraph", least=1) or 1
    last = row.whole("last_paragraph", least=first)
    published = row.day("published")
    inferred = row.flag("published_inferred")
    if published is None and inferred:
        row.refuse("published_inferred", "an inferred date must be given in 'published'")
    return Source(
        id=row.text("id"),
        publisher=row.text("publisher"),
        publisher_ar=row.text("publisher_ar"),
        title=row.text("title"),
        title_ar=row.text("title_ar"),
        language=row.text("language"),
        published=published,
        published_inferred=inferred,
        date_basis=row.text("date_basis"),
        url=row.text("url", default=""),
        file=row.text("file", default=""),
        published_precision=row.choice(
            "published_precision", TimePrecision, default=TimePrecision.DAY
        ),
        first_paragraph=first,
        last_paragraph=last,
    )


def _actor(row: _Row) -> Actor:
    return Actor(
        id=row.text("id"),
        name=row.text("name"),
        name_ar=row.text("name_ar"),
        kind=row.text("kind"),
    )


def _incident(row: _Row, sources: Mapping[str, Source], actors: Mapping[str, Actor]) -> Incident:
    event_type, sub_event_type = _event_types(row)
    citations = _citations(row, sources)
    start, end = _period(row)
    _check_not_after_its_sources(row, start, [sources[c.source_id] for c in citations])
    place_id, lat, lon, extent_km = _location(row)
    return Incident(
        id=row.text("id"),
        start=start,
        end=end,
        time_precision=row.choice("time_precision", TimePrecision),
        date_inferred=row.flag("date_inferred"),
        date_basis=row.text("date_basis"),
        event_type=event_type,
        sub_event_type=sub_event_type,
        summary=row.text("summary"),
        summary_ar=row.text("summary_ar"),
        citations=citations,
        place_id=place_id,
        lat=lat,
        lon=lon,
        extent_km=extent_km,
        location_note=row.text("location_note", default=""),
        involvements=_involvements(row, actors),
        fatalities=_fatalities(row),
        injured=row.whole("injured"),
        casualties_note=row.text("casualties_note", default=""),
        standing=row.flag("standing", default=False),
        verification=row.choice("verification", Verification, default=Verification.REPORTED),
        version=row.whole("version", least=1) or 1,
    )


def _event_types(row: _Row) -> tuple[str, str]:
    event_type, sub_event_type = row.text("event_type"), row.text("sub_event_type")
    if event_type not in SUB_TYPES_BY_EVENT_TYPE:
        row.refuse("event_type", f"must be one of {', '.join(SUB_TYPES_BY_EVENT_TYPE)}")
    if sub_event_type not in SUB_TYPES_BY_EVENT_TYPE[event_type]:
        allowed = ", ".join(SUB_TYPES_BY_EVENT_TYPE[event_type])
        row.refuse("sub_event_type", f"must, under {event_type!r}, be one of {allowed}")
    return event_type, sub_event_type


def _period(row: _Row) -> tuple[date, date]:
    start, end = row.needed_day("start"), row.needed_day("end")
    if end < start:
        row.refuse("end", f"must not be before the start, {start}")
    return start, end


def _check_not_after_its_sources(row: _Row, start: date, sources: list[Source]) -> None:
    """No article reports what began after it was published."""
    for source in sources:
        if source.published is None:
            continue
        if start > latest_day(source.published, source.published_precision):
            row.refuse("start", f"is later than the source {source.id!r}, {source.published}")


def latest_day(day: date, precision: TimePrecision) -> date:
    """Return the last day that `day` can mean when it is known to `precision`."""
    if precision is TimePrecision.MONTH:
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day + _SLACK_BY_PRECISION[precision]


def _location(row: _Row) -> tuple[str | None, float | None, float | None, float | None]:
    """Return place id, lat, lon, extent_km: a place or a point with its extent, never both."""
    place_id = row.text("place_id") if row.values.get("place_id") is not None else None
    lat = row.number_or_none("lat", least=-90.0, most=90.0)
    lon = row.number_or_none("lon", least=-180.0, most=180.0)
    extent_km = row.number_or_none("extent_km", least=0.0, most=MAX_EXTENT_KM)
    if (lat is None) != (lon is None):
        row.refuse("lat" if lat is None else "lon", "lat and lon must be given together")
    if (place_id is None) == (lat is None):
        row.refuse("place_id", "give either a place_id or a point of its own, not both or neither")
    if extent_km is not None and extent_km <= 0.0:
        row.refuse("extent_km", "must be more than 0")
    if place_id is None and extent_km is None:
        row.refuse("extent_km", "a point of its own needs its extent")
    return place_id, lat, lon, extent_km


def _citations(row: _Row, sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    citations = []
    for index, part in enumerate(row.objects("citations", Citation)):
        where = f"citations[{index}]"
        source_id, paragraph = part.values["source_id"], part.whole("paragraph", least=1)
        if source_id not in sources:
            row.refuse(f"{where}.source_id", f"no source has the id {source_id!r}")
        source = sources[source_id]
        if paragraph is None or paragraph < source.first_paragraph:
            row.refuse(f"{where}.paragraph", f"the source begins at {source.first_paragraph}")
        if source.last_paragraph is not None and paragraph > source.last_paragraph:
            row.refuse(f"{where}.paragraph", f"the source ends at {source.last_paragraph}")
        citations.append(Citation(source_id=source_id, paragraph=paragraph))
    if not citations:
        row.refuse("citations", "at least one is needed")
    if len(set(citations)) < len(citations):
        row.refuse("citations", "the same paragraph stands twice")
    return tuple(citations)


def _involvements(row: _Row, actors: Mapping[str, Actor]) -> tuple[Involvement, ...]:
    involvements = []
    for index, part in enumerate(row.objects("involvements", Involvement)):
        actor_id = part.values["actor_id"]
        if actor_id not in actors:
            row.refuse(f"involvements[{index}].actor_id", f"no actor has the id {actor_id!r}")
        role = part.choice("role", ActorRole)
        involvements.append(Involvement(actor_id=actor_id, role=role))
    if len({i.actor_id for i in involvements}) < len(involvements):
        row.refuse("involvements", "the same actor stands twice")
    return tuple(involvements)


def _fatalities(row: _Row) -> Fatalities:
    value = row.values.get("fatalities", {})
    if not isinstance(value, dict):
        row.refuse("fatalities", "must be an object")
    part = _Row(row.path, row.number, value)
    part.check_keys(Fatalities, prefix="fatalities.")
    counts = [part.whole(name) for name in ("low", "best", "high")]
    given = [count for count in counts if count is not None]
    if given != sorted(given):
        row.refuse("fatalities", "must run low <= best <= high")
    if given and (counts[0] is None or counts[2] is None):
        row.refuse("fatalities", "needs low and high when it gives any number")
    return Fatalities(low=counts[0], best=counts[1], high=counts[2])


def _figure(row: _Row, sources: Mapping[str, Source]) -> ReportedFigure:
    value, low, high = (
        row.number_or_none(name, least=-math.inf, most=math.inf)
        for name in ("value", "low", "high")
    )
    if value is None or low is None or high is None:
        row.refuse("value", "value, low and high must be numbers")
    if not low <= value <= high:
        row.refuse("value", "must run low <= value <= high")
    start, end = row.day("period_start"), row.day("period_end")
    if start is not None and end is not None and end < start:
        row.refuse("period_end", f"must not be before the start, {start}")
    check = row.text("check") if row.values.get("check") is not None else None
    if check is not None and check not in FIGURE_CHECKS:
        row.refuse("check", f"must be one of {', '.join(FIGURE_CHECKS)}")
    return ReportedFigure(
        id=row.text("id"),
        measures=row.text("measures"),
        measures_ar=row.text("measures_ar"),
        value=value,
        low=low,
        high=high,
        unit=row.text("unit"),
        qualifier=row.text("qualifier", default=""),
        place_ids=row.texts("place_ids"),
        period_start=start,
        period_end=end,
        period_note=row.text("period_note", default=""),
        stated_by=row.text("stated_by"),
        citations=_citations(row, sources),
        check=check,
        certainty=row.choice("certainty", Certainty, default=Certainty.CERTAIN),
    )
