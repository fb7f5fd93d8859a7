"""Put incident records into columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from gazetteer import Message, message_of
from geo.columns import Coded, CodedSets, Float64Array, factorize, join_codes
from geo.errors import IncidentDataError
from geo.incidents import TimePrecision, Verification
from geo.table import IncidentTable, JudgeZone, MeasureDistance, day_number

if TYPE_CHECKING:
    from gazetteer import Place
    from geo.incidents import Actor, Incident, Source

# (lon, lat) -> country code and admin1 code of each point, "" for none; shapes (m,).
Locate = Callable[[Float64Array, Float64Array], tuple[Iterable[str], Iterable[str]]]

# A thing wider than this that the gazetteer puts into no governorate (a desert, a country) is not
# said to lie in the one that its middle falls in. Source: the finest class that is called "wider".
_WIDEST_LOCATED_KM = 25.0
# A point of its own wider than this is not said to lie in the country either. Source: half the
# width of Syria; a thing that wide about a point well inside one country still reaches others.
_WIDEST_IN_COUNTRY_KM = 250.0


def build_table(
    incidents: Iterable[Incident],
    places: Mapping[str, Place],
    *,
    actors: Mapping[str, Actor] | None = None,
    sources: Mapping[str, Source] | None = None,
    locate: Locate | None = None,
    measure_distance: MeasureDistance | None = None,
    judge_zone: JudgeZone | None = None,
    names: Mapping[str, Mapping[str, tuple[str, str]]] | None = None,
    dataset: str = "",
) -> IncidentTable:
    """Return the table of `incidents`, in their order.

    An incident that names a place takes its point from it, and its extent unless it has its own;
    what has no point is kept, without one. Country and governorate follow from the point.

    Parameters
    ----------
    incidents
        The records.
    places
        Gazetteer places by id.
    actors, sources
        Actors and sources by id, for their names.
    locate
        Finds country and governorate of points; without it they are the gazetteer's.
    measure_distance, judge_zone
        Kept in the table for its distances and verdicts.
    names
        Names of further values, such as ``{"admin1": {"SY-HL": ("Aleppo", "حلب")}}``.
    dataset
        Id of the data set that the records belong to.

    Raises
    ------
    IncidentDataError
        If an incident names a place that is not in `places`, or an id occurs twice.
    """
    rows = list(incidents)
    _check_rows(rows, places)
    placed = [places.get(r.place_id) if r.place_id is not None else None for r in rows]
    lon, lat, extent_km = _points(rows, placed)
    country, admin1 = areas_of(lon, lat, extent_km, placed, locate)
    return IncidentTable(
        ids=pa.array([r.id for r in rows], pa.string()),
        lon=lon,
        lat=lat,
        extent_km=extent_km.astype(np.float32),
        start_day=np.fromiter((day_number(r.start) for r in rows), np.int32, len(rows)),
        end_day=np.fromiter((day_number(r.end) for r in rows), np.int32, len(rows)),
        time_precision=Coded.encode(str(r.time_precision) for r in rows),
        event_type=Coded.encode(r.event_type for r in rows),
        sub_type=Coded.encode(r.sub_event_type for r in rows),
        country=Coded.encode(country),
        admin1=Coded.encode(admin1),
        place=Coded.encode(r.place_id or "" for r in rows),
        verification=Coded.encode(str(r.verification) for r in rows),
        dataset=Coded.encode(dataset for _ in rows),
        actors=CodedSets.encode([[i.actor_id for i in r.involvements] for r in rows]),
        sources=CodedSets.encode([[c.source_id for c in r.citations] for r in rows]),
        fatalities_low=_numbers(r.fatalities.low for r in rows),
        fatalities_best=_numbers(r.fatalities.best for r in rows),
        fatalities_high=_numbers(r.fatalities.high for r in rows),
        injured=_numbers(r.injured for r in rows),
        standing=np.fromiter((r.standing for r in rows), np.bool_, len(rows)),
        summary=pa.array([r.summary for r in rows], pa.string()),
        summary_ar=pa.array([r.summary_ar for r in rows], pa.string()),
        names={**names_of(placed, actors or {}, sources or {}), **(names or {})},
        also_named={"place": {p.id: " ".join(t.name for t in p.toponyms) for p in placed if p}},
        measure_distance=measure_distance,
        judge_zone=judge_zone,
    )


def table_from_columns(
    columns: Mapping[str, Any],
    *,
    locate: Locate | None = None,
    measure_distance: MeasureDistance | None = None,
    judge_zone: JudgeZone | None = None,
    names: Mapping[str, Mapping[str, tuple[str, str]]] | None = None,
    revision: str = "",
) -> IncidentTable:
    """Return the table of raw columns, for imports too large to make a record a row.

    Parameters
    ----------
    columns
        Columns by the names of `IncidentTable`'s fields, each n long. ``ids``, ``lon``, ``lat``,
        ``start_day`` and ``event_type`` are needed. Text columns may be `Coded`, a pyarrow array or
        a sequence of texts; ``actors`` and ``sources`` `CodedSets` or a sequence of sequences.
        What is left out is none, unknown, an extent of 0 km, or the start day for ``end_day``.
    locate
        Finds country and governorate of points, unless `columns` holds them; called once for all
        different points.
    measure_distance, judge_zone, names
        As for `build_table`.
    revision
        What the rows are known by; a hash of their content when empty.

    Raises
    ------
    IncidentDataError
        If a column is unknown, missing or of the wrong length, or a number is out of range.
    """
    for needed in ("ids", "lon", "lat", "start_day", "event_type"):
        if needed not in columns:
            raise IncidentDataError(Message("the column is missing"), field=needed)
    blank = _blank_columns(len(columns["ids"]), columns["start_day"])
    given = {**columns, **{name: blank[name] for name in blank.keys() - columns.keys()}}
    for name in columns:
        if name not in _TYPES and name not in {*_CODED, *_SETS, *_TEXTS}:
            raise IncidentDataError(Message("there is no such column"), field=name)
    if locate is not None and not {"country", "admin1"} & columns.keys():
        lon, lat = (np.asarray(columns[c], np.float64) for c in ("lon", "lat"))
        given["country"], given["admin1"] = _locate_once(lon, lat, locate)
    typed = {name: _typed(name, column) for name, column in given.items()}
    if typed["lon"].shape == typed["extent_km"].shape:
        located = ~np.isnan(typed["lon"])
        typed["extent_km"] = np.where(located, typed["extent_km"], np.float32("nan"))
    return IncidentTable(
        **typed,
        names=names or {},
        measure_distance=measure_distance,
        judge_zone=judge_zone,
        revision=revision,
    )


_TYPES: dict[str, type] = {
    "lon": np.float64,
    "lat": np.float64,
    "extent_km": np.float32,
    "start_day": np.int32,
    "end_day": np.int32,
    "fatalities_low": np.float32,
    "fatalities_best": np.float32,
    "fatalities_high": np.float32,
    "injured": np.float32,
    "standing": np.bool_,
}
_CODED = (
    "time_precision",
    "event_type",
    "sub_type",
    "country",
    "admin1",
    "place",
    "verification",
    "dataset",
)
_SETS = ("actors", "sources")
_TEXTS = ("ids", "summary", "summary_ar")


def _blank_columns(count: int, start_day: object) -> dict[str, Any]:
    """Return what stands in a column that is left out."""
    blank: dict[str, Any] = {name: Coded(("",), np.zeros(count, np.int32)) for name in _CODED}
    blank["time_precision"] = Coded((str(TimePrecision.DAY),), np.zeros(count, np.int32))
    blank["verification"] = Coded((str(Verification.REPORTED),), np.zeros(count, np.int32))
    none = np.zeros(0, np.int32)
    no_sets = CodedSets((), np.zeros(count, np.int32), np.zeros(2, np.int64), none)
    unknown = np.full(count, np.nan, np.float32)
    return {
        **blank,
        **dict.fromkeys(_SETS, no_sets),
        **dict.fromkeys(("summary", "summary_ar"), pa.nulls(count, pa.string())),
        **dict.fromkeys(("fatalities_low", "fatalities_best", "fatalities_high"), unknown),
        "injured": unknown,
        "extent_km": np.zeros(count, np.float32),
        "end_day": start_day,
        "standing": np.zeros(count, np.bool_),
    }


def _check_rows(rows: Sequence[Incident], places: Mapping[str, Place]) -> None:
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        if row.id in seen:
            raise IncidentDataError(
                Message("the id %(id)r occurs twice", id=row.id), row=number, field="id"
            )
        seen.add(row.id)
        if row.place_id is not None and row.place_id not in places:
            message = Message("no place has the id %(place_id)r", place_id=row.place_id)
            raise IncidentDataError(message, row=number, field="place_id")


def _points(
    rows: Sequence[Incident], placed: Sequence[Place | None]
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return lon, lat and extent_km of each row, shape (n,), nan for no point."""
    points = np.full((3, len(rows)), np.nan)
    for number, (row, place) in enumerate(zip(rows, placed, strict=True)):
        at = row if place is None else place
        if at.lon is None or at.lat is None:
            continue
        widths = (row.extent_km, None if place is None else place.extent_km, 0.0)
        points[:, number] = at.lon, at.lat, next(w for w in widths if w is not None)
    return points[0], points[1], points[2]


def areas_of(
    lon: Float64Array,
    lat: Float64Array,
    extent_km: Float64Array,
    placed: Sequence[Place | None],
    locate: Locate | None,
) -> tuple[list[str], list[str]]:
    """Return the country and the governorate of each row; arrays of the shape (n,)."""
    country, admin1 = [""] * lon.size, [""] * lon.size
    if locate is not None:
        found = _locate_once(lon, lat, locate)
        country, admin1 = ([c.text(row) for row in range(lon.size)] for c in found)
    for row, place in enumerate(placed):
        if place is None:
            if extent_km[row] > _WIDEST_LOCATED_KM:
                admin1[row] = ""
            if extent_km[row] > _WIDEST_IN_COUNTRY_KM:
                country[row] = ""
            continue
        vague = locate is None or place.extent_km > _WIDEST_LOCATED_KM or place.lon is None
        if not country[row] or (vague and place.country_code is None):
            country[row] = place.country_code or ""
        if not admin1[row] or (vague and place.admin1 is None):
            admin1[row] = place.admin1 or ""
    return country, admin1


def _locate_once(lon: Float64Array, lat: Float64Array, locate: Locate) -> tuple[Coded, Coded]:
    """Locate each different point once; "" where there is no point."""
    lons, lon_codes = factorize(lon)
    lats, lat_codes = factorize(lat)
    codes, (of_lon, of_lat) = join_codes((lon_codes, lons.size), (lat_codes, lats.size))
    at_lon, at_lat = lons[of_lon], lats[of_lat]
    known = ~np.isnan(at_lon)
    found = []
    for texts in locate(at_lon[known], at_lat[known]):
        spread = np.full(at_lon.size, "", object)
        spread[known] = [str(text) for text in texts]
        coded = Coded.encode(spread.tolist())
        found.append(Coded(coded.values, coded.codes.take(codes)))
    return found[0], found[1]


def _numbers(values: Iterable[float | None]) -> np.ndarray[Any, np.dtype[np.float32]]:
    return np.array([np.nan if value is None else value for value in values], np.float32)


def _typed(name: str, column: Any) -> Any:  # noqa: ANN401 - each column has a type of its own
    """Return a raw column as the table holds it."""
    try:
        if name in _TYPES:
            return np.asarray(column, _TYPES[name])
        if name in _CODED:
            return _coded(column)
        return _coded_sets(column) if name in _SETS else _texts(column)
    except (TypeError, ValueError) as error:
        message = Message("the column cannot be read: %(problem)s", problem=message_of(error))
        raise IncidentDataError(message, field=name) from error


def _coded(column: object) -> Coded:
    if isinstance(column, Coded):
        return column
    encoded = pa.array(column, pa.string()).fill_null("").dictionary_encode()
    values = encoded.dictionary.to_pylist()
    return Coded(tuple(values), encoded.indices.to_numpy())


def _coded_sets(column: CodedSets | Sequence[Sequence[str]]) -> CodedSets:
    return column if isinstance(column, CodedSets) else CodedSets.encode(column)


def _texts(column: object) -> pa.Array:
    return column if isinstance(column, pa.Array) else pa.array(column, pa.string())


def names_of(
    placed: Iterable[Place | None],
    actors: Mapping[str, Actor],
    sources: Mapping[str, Source],
) -> dict[str, dict[str, tuple[str, str]]]:
    """Return the English and Arabic names of places, actors and sources, by column and id."""
    return {
        "place": {p.id: (p.preferred("en"), p.preferred("ar")) for p in placed if p is not None},
        "actor": {a.id: (a.name, a.name_ar) for a in actors.values()},
        "source": {s.id: (s.title, s.title_ar) for s in sources.values()},
    }
