"""Read the shipped sources, actors, incidents and figures, and refuse whatever breaks a rule."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from gazetteer import Certainty, Message
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
from geo.rows import Row, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DATA_DIR = Path(__file__).parent / "data"

# Half of the Earth's circumference in km; nothing lies farther from a point.
# Source: WGS84, pi times the semi-major axis of 6378.137 km.
MAX_EXTENT_KM = 20_037.5

# A readable slug: what a link or a file name can carry.
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# The last day that a date can mean lies this much after the day it is written as; a month is
# reckoned by the calendar.
_SLACK_BY_PRECISION = {
    TimePrecision.DAY: timedelta(days=0),
    TimePrecision.WEEK: timedelta(days=6),
    TimePrecision.SEASON: timedelta(days=92),
    TimePrecision.YEAR: timedelta(days=365),
}

_Record = TypeVar("_Record", Source, Actor, Incident, ReportedFigure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What the map tells: `sources` and `actors` by id, `incidents` and `figures` in file order."""

    sources: Mapping[str, Source]
    actors: Mapping[str, Actor]
    incidents: tuple[Incident, ...]
    figures: tuple[ReportedFigure, ...]


def load_dataset(path: Path = DATA_DIR) -> Dataset:
    """Return what the four files in the folder `path` hold, checked record by record.

    The files are ``sources.jsonl``, ``actors.jsonl``, ``incidents.jsonl`` and ``figures.jsonl``:
    UTF-8, one JSON object a line, keys as in `geo.incidents`, empty values left out. Ids are
    unique in their file and references between the files are checked; whether the gazetteer knows
    a `place_id` is not, because editors may add places.

    Raises
    ------
    IncidentDataError
        If a file cannot be read or a record breaks a rule of the data model; it carries `path`,
        `row` (1-based line) and `field`, and its message shows the value.
    """
    sources = _by_id(_load(path / "sources.jsonl", Source, _source))
    actors = _by_id(_load(path / "actors.jsonl", Actor, _actor))

    def incident(row: Row) -> Incident:
        return _incident(row, sources, actors)

    def figure(row: Row) -> ReportedFigure:
        return _figure(row, sources)

    return Dataset(
        sources=sources,
        actors=actors,
        incidents=tuple(_load(path / "incidents.jsonl", Incident, incident)),
        figures=tuple(_load(path / "figures.jsonl", ReportedFigure, figure)),
    )


def latest_day(day: date, precision: TimePrecision) -> date:
    """Return the last day that `day` can mean when it is known to `precision`."""
    if precision is TimePrecision.MONTH:
        return day.replace(day=monthrange(day.year, day.month)[1])
    return day + _SLACK_BY_PRECISION[precision]


def _load(path: Path, kind: type[_Record], parse: Callable[[Row], _Record]) -> list[_Record]:
    """Return the records of one file, whose ids are slugs and differ."""
    records = []
    row_number_by_id: dict[str, int] = {}
    for row in read_rows(path):
        row.check_keys(kind)
        record_id = row.text("id")
        if not _ID.fullmatch(record_id):
            row.refuse(
                "id", Message("must be lower-case Latin letters and digits, joined by hyphens")
            )
        if record_id in row_number_by_id:
            row.refuse(
                "id",
                Message(
                    "already stands in row %(row)s",
                    row=row_number_by_id[record_id],
                ),
            )
        row_number_by_id[record_id] = row.number
        records.append(parse(row))
    return records


def check_record(
    record: Source | Actor | Incident, sources: Mapping[str, Source], actors: Mapping[str, Actor]
) -> Source | Actor | Incident:
    """Return a record that keeps the rules of those that ship.

    Parameters
    ----------
    record
        A source, an actor or an incident.
    sources, actors
        What it may cite and name, by id.

    Raises
    ------
    IncidentDataError
        If it breaks one; `field` says where, and the message shows the value.
    """
    written = json.loads(json.dumps(asdict(record), default=date.isoformat))
    row = Row(Path(record.id), 1, written)
    if not _ID.fullmatch(record.id):
        row.refuse("id", Message("must be lower-case Latin letters and digits, joined by hyphens"))
    if isinstance(record, Source):
        return _source(row)
    if isinstance(record, Actor):
        return _actor(row)
    return _incident(row, sources, actors)


def _by_id(records: list[_Record]) -> Mapping[str, _Record]:
    return MappingProxyType({record.id: record for record in records})


def _source(row: Row) -> Source:
    first_paragraph = row.whole("first_paragraph", least=1) or 1
    published = row.day_or_none("published")
    published_inferred = row.flag("published_inferred")
    if published is None and published_inferred:
        row.refuse("published", Message("an inferred date must be given"))
    return Source(
        id=row.text("id"),
        publisher=row.text("publisher"),
        publisher_ar=row.text("publisher_ar"),
        title=row.text("title"),
        title_ar=row.text("title_ar"),
        language=row.text("language"),
        published=published,
        published_inferred=published_inferred,
        published_precision=row.choice(
            "published_precision", TimePrecision, default=TimePrecision.DAY
        ),
        date_basis=row.text("date_basis"),
        date_basis_ar=row.text("date_basis_ar", default=""),
        url=row.text("url", default=""),
        file=row.text("file", default=""),
        first_paragraph=first_paragraph,
        last_paragraph=row.whole("last_paragraph", least=first_paragraph),
    )


def _actor(row: Row) -> Actor:
    return Actor(
        id=row.text("id"),
        name=row.text("name"),
        name_ar=row.text("name_ar"),
        kind=row.text("kind"),
    )


def _incident(row: Row, sources: Mapping[str, Source], actors: Mapping[str, Actor]) -> Incident:
    event_type, sub_event_type = _event_types(row)
    citations = _citations(row, sources)
    start, end = row.needed_day("start"), row.needed_day("end")
    if end < start:
        row.refuse("end", Message("must not be before the start, %(start)s", start=start))
    _refuse_start_after_sources(row, start, [sources[c.source_id] for c in citations])
    place_id, lat, lon, extent_km = _location(row)
    return Incident(
        id=row.text("id"),
        start=start,
        end=end,
        time_precision=row.choice("time_precision", TimePrecision),
        date_inferred=row.flag("date_inferred"),
        date_basis=row.text("date_basis"),
        date_basis_ar=row.text("date_basis_ar", default=""),
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
        location_note_ar=row.text("location_note_ar", default=""),
        involvements=_involvements(row, actors),
        fatalities=_fatalities(row),
        injured=row.whole("injured"),
        casualties_note=row.text("casualties_note", default=""),
        casualties_note_ar=row.text("casualties_note_ar", default=""),
        standing=row.flag("standing", default=False),
        verification=row.choice("verification", Verification, default=Verification.REPORTED),
        version=row.whole("version", least=1) or 1,
    )


def _event_types(row: Row) -> tuple[str, str]:
    event_type, sub_event_type = row.text("event_type"), row.text("sub_event_type")
    if event_type not in SUB_TYPES_BY_EVENT_TYPE:
        row.refuse(
            "event_type",
            Message(
                "must be one of %(choices)s",
                choices=", ".join(SUB_TYPES_BY_EVENT_TYPE),
            ),
        )
    if sub_event_type not in SUB_TYPES_BY_EVENT_TYPE[event_type]:
        allowed = ", ".join(SUB_TYPES_BY_EVENT_TYPE[event_type])
        row.refuse(
            "sub_event_type",
            Message(
                "must be one of %(choices)s under %(event_type)s",
                choices=allowed,
                event_type=event_type,
            ),
        )
    return event_type, sub_event_type


def _refuse_start_after_sources(row: Row, start: date, sources: list[Source]) -> None:
    """Refuse an incident that began after an article it cites was published."""
    for source in sources:
        if source.published is None:
            continue
        if start > latest_day(source.published, source.published_precision):
            row.refuse(
                "start",
                Message(
                    "is later than the source %(id)s of %(published)s",
                    id=source.id,
                    published=source.published,
                ),
            )


def _location(row: Row) -> tuple[str | None, float | None, float | None, float | None]:
    """Return place id, lat, lon and extent_km: a place, or a point with its extent."""
    place_id = row.text_or_none("place_id")
    lat = row.number_or_none("lat", least=-90.0, most=90.0)
    lon = row.number_or_none("lon", least=-180.0, most=180.0)
    extent_km = row.number_or_none("extent_km", least=0.0, most=MAX_EXTENT_KM)
    if (lat is None) != (lon is None):
        row.refuse("lat" if lat is None else "lon", Message("lat and lon must be given together"))
    if (place_id is None) == (lat is None):
        row.refuse(
            "place_id", Message("give a place_id or a point of its own, not both and not neither")
        )
    if extent_km == 0.0:
        row.refuse("extent_km", Message("must be more than 0"))
    if place_id is None and extent_km is None:
        row.refuse("extent_km", Message("a point of its own needs its extent"))
    return place_id, lat, lon, extent_km


def _citations(row: Row, sources: Mapping[str, Source]) -> tuple[Citation, ...]:
    citations = []
    for nested in row.nested_list("citations", Citation):
        source_id, paragraph = nested.text("source_id"), nested.whole("paragraph", least=1)
        if source_id not in sources:
            nested.refuse("source_id", Message("no source has this id"))
        source = sources[source_id]
        if paragraph is None:
            nested.refuse("paragraph", Message("must be a whole number"))
        if paragraph < source.first_paragraph:
            nested.refuse(
                "paragraph",
                Message(
                    "%(source_id)s begins at %(paragraph)s",
                    source_id=source_id,
                    paragraph=source.first_paragraph,
                ),
            )
        if source.last_paragraph is not None and paragraph > source.last_paragraph:
            nested.refuse(
                "paragraph",
                Message(
                    "%(source_id)s ends at %(paragraph)s",
                    source_id=source_id,
                    paragraph=source.last_paragraph,
                ),
            )
        citations.append(Citation(source_id=source_id, paragraph=paragraph))
    if not citations:
        row.refuse("citations", Message("at least one is needed"))
    if len(set(citations)) < len(citations):
        row.refuse("citations", Message("the same paragraph stands twice"))
    return tuple(citations)


def _involvements(row: Row, actors: Mapping[str, Actor]) -> tuple[Involvement, ...]:
    involvements = []
    for nested in row.nested_list("involvements", Involvement):
        actor_id = nested.text("actor_id")
        if actor_id not in actors:
            nested.refuse("actor_id", Message("no actor has this id"))
        involvements.append(Involvement(actor_id=actor_id, role=nested.choice("role", ActorRole)))
    if len({involvement.actor_id for involvement in involvements}) < len(involvements):
        row.refuse("involvements", Message("the same actor stands twice"))
    return tuple(involvements)


def _fatalities(row: Row) -> Fatalities:
    nested = row.nested("fatalities", Fatalities)
    low, best, high = nested.whole("low"), nested.whole("best"), nested.whole("high")
    given = [count for count in (low, best, high) if count is not None]
    if given and (low is None or high is None):
        row.refuse("fatalities", Message("low and high belong to each other"))
    if given != sorted(given):
        row.refuse("fatalities", Message("must run low <= best <= high"))
    return Fatalities(low=low, best=best, high=high)


def _period(row: Row, name: str) -> tuple[date | None, date | None]:
    """Return the two ends of a period, both None where there is none."""
    start, end = row.day_or_none(f"{name}_start"), row.day_or_none(f"{name}_end")
    if (start is None) != (end is None):
        row.refuse(f"{name}_start", Message("the period needs both its ends or neither"))
    if start is not None and end is not None and end < start:
        row.refuse(f"{name}_end", Message("must not be before the start, %(start)s", start=start))
    return start, end


def _figure(row: Row, sources: Mapping[str, Source]) -> ReportedFigure:
    value, low, high = (row.needed_number(field) for field in ("value", "low", "high"))
    if not low <= value <= high:
        row.refuse(
            "value",
            Message(
                "must lie between low, %(low)s, and high, %(high)s",
                low=f"{low:g}",
                high=f"{high:g}",
            ),
        )
    period_start, period_end = _period(row, "period")
    compared_start, compared_end = _period(row, "compared")
    check = row.text_or_none("check")
    if check is not None and check not in FIGURE_CHECKS:
        row.refuse(
            "check",
            Message("must be one of %(choices)s", choices=", ".join(FIGURE_CHECKS)),
        )
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
        period_start=period_start,
        period_end=period_end,
        compared_start=compared_start,
        compared_end=compared_end,
        period_note=row.text("period_note", default=""),
        stated_by=row.text("stated_by"),
        citations=_citations(row, sources),
        check=check,
        certainty=row.choice("certainty", Certainty, default=Certainty.CERTAIN),
    )
