"""The incidents of an export as an Arrow table: one row an incident, every value typed."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from geo.columns import Coded, CodedSets
from geo.table import NAMED_ONLY
from geo.zone import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy.typing as npt

    from geo.columns import Float32Array
    from geo.incidents import Incident
    from geo.table import IncidentTable

# What each column of an export holds, in the order of the file.
DESCRIPTIONS: dict[str, str] = {
    "id": "Identifier of the incident",
    "dataset": "Identifier of the data set",
    "start": "First day, inclusive (ISO 8601)",
    "end": "Last day, inclusive (ISO 8601)",
    "time_precision": "How finely the days are known: day, week, month, season or year",
    "date_basis": "How the days were worked out, in English",
    "date_basis_ar": "How the days were worked out, in Arabic",
    "standing": "A situation that is reported as going on, not as happening at one time",
    "event_type": "Event type, ACLED's name",
    "sub_type": "Event sub-type, ACLED's name",
    "country": "Country of the point, ISO 3166-1 alpha-2",
    "admin1": "Governorate of the point, ISO 3166-2; IQ-HA for Halabja",
    "admin1_name": "Governorate, in English",
    "admin1_name_ar": "Governorate, in Arabic",
    "place_id": "Identifier of the gazetteer's place",
    "place": "Place, in English",
    "place_ar": "Place, in Arabic",
    "location_note": "What the source says about the place, in English",
    "location_note_ar": "What the source says about the place, in Arabic",
    "lat": "Latitude of the representative point, degrees, WGS 84",
    "lon": "Longitude of the representative point, degrees, WGS 84",
    "extent_km": "Radius in km within which it happened; 0 for an exact point",
    "zone_verdict": "Inside, outside or undetermined with regard to the zone of this export",
    "border_distance_km": "Geodesic distance from the point to the border of the zone, km",
    "fatalities_low": "Dead, lowest number reported",
    "fatalities_best": "Dead, best number reported",
    "fatalities_high": "Dead, highest number reported",
    "injured": "Injured, as reported",
    "casualties_note": "How the numbers are to be read, in English",
    "casualties_note_ar": "How the numbers are to be read, in Arabic",
    "verification": "What stands behind the report: confirmed, reported, claimed or disputed",
    "actors": "Actors, in English: a JSON array of texts",
    "actors_ar": "Actors, in Arabic: a JSON array of texts",
    "sources": "Identifiers of the sources: a JSON array of texts",
    "paragraphs": "Where each source tells it, as source#paragraph: a JSON array of texts",
    "summary": "Summary in English",
    "summary_ar": "Summary in Arabic",
}
_TYPES: dict[str, pa.DataType] = {
    "start": pa.date32(),
    "end": pa.date32(),
    "standing": pa.bool_(),
    "lat": pa.float64(),
    "lon": pa.float64(),
    "extent_km": pa.float64(),
    "border_distance_km": pa.float64(),
    "fatalities_low": pa.int64(),
    "fatalities_best": pa.int64(),
    "fatalities_high": pa.int64(),
    "injured": pa.int64(),
}
SCHEMA: pa.Schema = pa.schema([(name, _TYPES.get(name, pa.string())) for name in DESCRIPTIONS])
# Columns that hold several texts, as a JSON array of them.
LIST_COLUMNS = ("actors", "actors_ar", "sources", "paragraphs")
_WHOLE_NUMBERS = ("fatalities_low", "fatalities_best", "fatalities_high", "injured")


def subset(table: IncidentTable, rows: npt.NDArray[np.int64]) -> IncidentTable:
    """Return the table of `rows` alone, in their order."""
    # What the table works out by itself it works out anew.
    taken: dict[str, Any] = {"revision": "", "searched": ()}
    for column in fields(table):
        value = getattr(table, column.name)
        if isinstance(value, Coded):
            taken[column.name] = Coded(value.values, value.codes.take(rows))
        elif isinstance(value, CodedSets):
            codes = value.codes.take(rows)
            taken[column.name] = CodedSets(value.values, codes, value.offsets, value.members)
        elif isinstance(value, np.ndarray):
            taken[column.name] = value.take(rows)
        elif isinstance(value, pa.Array | pa.ChunkedArray):
            taken[column.name] = value.take(pa.array(rows))
    return replace(table, **taken)


def incident_columns(
    table: IncidentTable,
    verdicts: npt.NDArray[np.uint8],
    distance_km: Float32Array,
    known: Mapping[str, Incident],
) -> pa.Table:
    """Return the columns of `DESCRIPTIONS`, n rows each; null where a value is unknown or none.

    Parameters
    ----------
    table
        The n incidents.
    verdicts
        Code of `VERDICTS` of each, shape (n,).
    distance_km
        Distance of each to the zone's border, shape (n,), nan without a point.
    known
        The records by id of those incidents that have one, for notes and paragraphs.
    """
    records = [known.get(incident_id) for incident_id in table.ids.to_pylist()]
    columns = {
        "id": table.ids,
        "dataset": _texts(table.dataset),
        "start": _days(table.start_day),
        "end": _days(table.end_day),
        "time_precision": _texts(table.time_precision),
        "date_basis": _noted(records, lambda r: r.date_basis),
        "date_basis_ar": _noted(records, lambda r: r.date_basis_ar),
        "standing": pa.array(table.standing),
        "event_type": _texts(table.event_type),
        "sub_type": _texts(table.sub_type),
        "country": _texts(table.country),
        "admin1": _texts(table.admin1),
        "admin1_name": _names(table, "admin1", 0),
        "admin1_name_ar": _names(table, "admin1", 1),
        "place_id": _texts(_known_places(table.place)),
        "place": _names(table, "place", 0),
        "place_ar": _names(table, "place", 1),
        "location_note": _noted(records, lambda r: r.location_note),
        "location_note_ar": _noted(records, lambda r: r.location_note_ar),
        "lat": _numbers(table.lat),
        "lon": _numbers(table.lon),
        "extent_km": _numbers(_shortest(table.extent_km)),
        "zone_verdict": _texts(Coded(tuple(map(str, VERDICTS)), verdicts.astype(np.int32))),
        "border_distance_km": _numbers(np.asarray(distance_km, np.float64).round(3)),
        **{name: _whole(getattr(table, name)) for name in _WHOLE_NUMBERS},
        "casualties_note": _noted(records, lambda r: r.casualties_note),
        "casualties_note_ar": _noted(records, lambda r: r.casualties_note_ar),
        "verification": _texts(table.verification),
        "actors": _lists(table.actors, lambda value: table.name("actor", value)[0]),
        "actors_ar": _lists(table.actors, lambda value: table.name("actor", value)[1]),
        "sources": _lists(table.sources, str),
        "paragraphs": _paragraphs(records),
        "summary": _none_if_empty(table.summary),
        "summary_ar": _none_if_empty(table.summary_ar),
    }
    return pa.table([columns[name] for name in DESCRIPTIONS], schema=SCHEMA)


def _texts(column: Coded) -> pa.Array:
    """Return a coded column as texts; null for none."""
    values = pa.array([value or None for value in column.values], pa.string())
    return values.take(pa.array(column.codes))


def _known_places(column: Coded) -> Coded:
    """Return the places as ids of the gazetteer; none for one that is a mere name."""
    values = tuple("" if value.startswith(NAMED_ONLY) else value for value in column.values)
    return Coded(values, column.codes)


def _names(table: IncidentTable, column: str, language: int) -> pa.Array:
    coded: Coded = getattr(table, column)
    named = [table.name(column, value)[language] if value else None for value in coded.values]
    return pa.array(named, pa.string()).take(pa.array(coded.codes))


def _lists(column: CodedSets, name: Callable[[str], str]) -> pa.Array:
    """Return each set as a JSON array of names, written once for all rows that share it."""
    names = [name(value) for value in column.values]
    spans = zip(column.offsets[:-1].tolist(), column.offsets[1:].tolist(), strict=True)
    written = [_json_list([names[m] for m in column.members[a:b].tolist()]) for a, b in spans]
    return pa.array(written, pa.string()).take(pa.array(column.codes))


def _paragraphs(records: Sequence[Incident | None]) -> pa.Array:
    return pa.array(
        [
            None if r is None else _json_list([f"{c.source_id}#{c.paragraph}" for c in r.citations])
            for r in records
        ],
        pa.string(),
    )


def _json_list(texts: list[str]) -> str | None:
    return json.dumps(texts, ensure_ascii=False) if texts else None


def _noted(records: Sequence[Incident | None], note: Callable[[Incident], str]) -> pa.Array:
    return pa.array([None if r is None else note(r) or None for r in records], pa.string())


def _none_if_empty(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _days(numbers: npt.NDArray[np.int32]) -> pa.Array:
    return pa.array(numbers, pa.int32()).cast(pa.date32())


def _numbers(values: npt.NDArray[np.float64]) -> pa.Array:
    return pa.array(values, pa.float64(), mask=np.isnan(values))


def _whole(values: Float32Array) -> pa.Array:
    unknown = np.isnan(values)
    return pa.array(np.where(unknown, 0, values).astype(np.int64), pa.int64(), mask=unknown)


def _shortest(values: Float32Array) -> npt.NDArray[np.float64]:
    """Return single-precision numbers as the shortest decimals that mean them: 0.1, not 0.10000."""
    distinct, inverse = np.unique(values, return_inverse=True)
    return np.array([float(str(value)) for value in distinct])[inverse]
