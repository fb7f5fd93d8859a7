"""Incidents as columns: one array a field, with what follows from place, borders and zone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import Message
from geo.columns import (
    BoolArray,
    Coded,
    CodedSets,
    Float32Array,
    Float64Array,
    Int32Array,
    UInt8Array,
    factorize,
    join_codes,
)
from geo.errors import IncidentDataError
from geo.search import SearchedText, contains, fold, query_words
from geo.zone import VERDICTS, ZoneVerdict

# What day numbers count from.
_EPOCH = date(1970, 1, 1)

_UNDETERMINED = VERDICTS.index(ZoneVerdict.UNDETERMINED)

# Classes of location precision and the largest extent of each, in km.
# Source: the filter's classes; 25 km is the error that UCDP GED gives for where_prec 2.
PRECISIONS: tuple[str, ...] = ("exact", "5km", "25km", "wider", "unlocated")
_PRECISION_EDGES_KM = np.array([1.0, 5.0, 25.0], np.float32)

# What stands before the name of a place that is no id of the gazetteer's; ids have no colon.
NAMED_ONLY = "name:"

# How many zones, borders and texts keep their columns; each costs n to 4 n bytes.
_KEPT_COLUMNS = 8
# How many row numbers are remembered; one more costs a pass over the ids, 5 ms at a million.
_KEPT_ROW_NUMBERS = 4_096

# (lon, lat, border_id) -> km to that border; shapes (m,).
MeasureDistance = Callable[[Float64Array, Float64Array, str], np.ndarray[Any, Any]]
# (lon, lat, extent_km, zone) -> verdict codes; shapes (m,).
JudgeZone = Callable[[Float64Array, Float64Array, Float64Array, Any], np.ndarray[Any, Any]]
# Value of a column -> its name in English and in Arabic.
Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, eq=False, kw_only=True)
class IncidentTable:
    """n incidents, one array a field, never changed once built.

    `lon` and `lat` are degrees, EPSG:4326, nan for an incident without a point; `extent_km` is the
    radius of location precision, nan likewise. `start_day` and `end_day` count days since
    1970-01-01, both inclusive. Numbers of dead and injured are nan when unknown. The empty text in
    a coded column stands for none. `names` gives for the columns ``place``, ``actor``, ``source``,
    ``country``, ``admin1`` … the English and Arabic name of a value, `also_named` for ``place`` and
    ``actor`` further spellings that a text search shall find. A place that no entry of the
    gazetteer stands behind is its name after `NAMED_ONLY`. `searched` indexes the summaries, part
    by part in the order of the rows; tables that share rows share it.

    Raises
    ------
    IncidentDataError
        If the columns differ in length or a number is out of range; `field` names the column.
    """

    ids: pa.Array | pa.ChunkedArray
    lon: Float64Array
    lat: Float64Array
    extent_km: Float32Array
    start_day: Int32Array
    end_day: Int32Array
    time_precision: Coded
    event_type: Coded
    sub_type: Coded
    country: Coded
    admin1: Coded
    place: Coded
    verification: Coded
    dataset: Coded
    actors: CodedSets
    sources: CodedSets
    fatalities_low: Float32Array
    fatalities_best: Float32Array
    fatalities_high: Float32Array
    injured: Float32Array
    standing: BoolArray
    summary: pa.Array | pa.ChunkedArray
    summary_ar: pa.Array | pa.ChunkedArray
    names: Mapping[str, Names] = field(default_factory=dict)
    also_named: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    measure_distance: MeasureDistance | None = None
    judge_zone: JudgeZone | None = None
    searched: tuple[SearchedText, ...] = ()
    revision: str = ""

    def __post_init__(self) -> None:
        self._check()
        if not self.searched:
            object.__setattr__(self, "searched", (SearchedText((self.summary, self.summary_ar)),))
        if not self.revision:
            object.__setattr__(self, "revision", self._content_hash())

    def __len__(self) -> int:
        return int(self.lon.size)

    @property
    def n(self) -> int:
        """The number of incidents."""
        return len(self)

    def _check(self) -> None:
        count = len(self.ids)
        for column in fields(self):
            value = getattr(self, column.name)
            if isinstance(value, Coded | CodedSets):
                value = value.codes
            if isinstance(value, np.ndarray | pa.Array | pa.ChunkedArray) and len(value) != count:
                message = Message(
                    "has %(count)s rows where the table has %(count_2)s",
                    count=len(value),
                    count_2=count,
                )
                raise IncidentDataError(message, field=column.name)
        if bool((self.end_day < self.start_day).any()):
            raise IncidentDataError(Message("an incident ends before it starts"), field="end_day")
        if bool((self.extent_km < 0).any()):
            raise IncidentDataError(Message("an extent is negative"), field="extent_km")
        if bool((np.abs(self.lat) > 90).any() or (np.abs(self.lon) > 180).any()):
            raise IncidentDataError(Message("a point is not on the Earth"), field="lat")
        if bool((np.isnan(self.lat) != np.isnan(self.lon)).any()):
            raise IncidentDataError(Message("a point has only one coordinate"), field="lat")

    def _content_hash(self) -> str:
        digest = hashlib.blake2b(digest_size=8)
        for column in fields(self):
            if column.name == "searched":
                continue
            _feed(digest, column.name)
            _feed(digest, getattr(self, column.name))
        return digest.hexdigest()

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each incident id."""
        return _RowNumbers(self.ids)

    @cached_property
    def located(self) -> BoolArray:
        """Whether each incident has a point."""
        return ~np.isnan(self.lon)

    @cached_property
    def precision(self) -> UInt8Array:
        """The class of location precision of each incident, as its number in `PRECISIONS`."""
        classes = np.searchsorted(_PRECISION_EDGES_KM, self.extent_km, side="left")
        classes[~self.located] = PRECISIONS.index("unlocated")
        return classes.astype(np.uint8)

    @cached_property
    def spots(self) -> tuple[Int32Array, Float64Array, Float64Array]:
        """The different points: which one each incident has, and their lon and lat.

        Incidents at exactly the same point share one; those without a point share one that is nan.
        """
        lons, lon_codes = factorize(self.lon)
        lats, lat_codes = factorize(self.lat)
        codes, (of_lon, of_lat) = join_codes((lon_codes, lons.size), (lat_codes, lats.size))
        return codes, lons[of_lon], lats[of_lat]

    @cached_property
    def _distance_columns(self) -> Callable[[str], Float32Array]:
        return lru_cache(maxsize=_KEPT_COLUMNS)(self._measure)

    def distance_km(self, border_id: str) -> Float32Array:
        """Return the distance of each incident to a border, in km; nan without a point.

        It is worked out once for each different point and kept.

        Raises
        ------
        IncidentDataError
            If the table was built without a way to measure distances.
        """
        return self._distance_columns(border_id)

    def _measure(self, border_id: str) -> Float32Array:
        if self.measure_distance is None:
            raise IncidentDataError(
                Message("this table has no borders to measure to"), field="border"
            )
        spot, lon, lat = self.spots
        distances = np.full(lon.size, np.nan, np.float32)
        known = ~np.isnan(lon)
        distances[known] = self.measure_distance(lon[known], lat[known], border_id)
        return distances.take(spot)

    @cached_property
    def _sites(self) -> tuple[Int32Array, Int32Array, Float64Array]:
        """The different pairs of point and extent: code of each row, spot and extent of each."""
        extents, extent_codes = factorize(self.extent_km)
        spot, lon, _ = self.spots
        codes, (of_spot, of_extent) = join_codes((spot, lon.size), (extent_codes, extents.size))
        return codes, of_spot, extents[of_extent].astype(np.float64)

    @cached_property
    def _verdict_columns(self) -> Callable[[Hashable], UInt8Array]:
        return lru_cache(maxsize=_KEPT_COLUMNS)(self._judge)

    def verdicts(self, zone: Hashable) -> UInt8Array:
        """Return the verdict on each incident, as its number in `geo.zone.VERDICTS`.

        An incident without a point is undetermined. `zone` is what `judge_zone` was made for; it
        must be hashable, because the verdicts are kept under it.

        Raises
        ------
        IncidentDataError
            If the table was built without a way to judge zones.
        """
        return self._verdict_columns(zone)

    def _judge(self, zone: Hashable) -> UInt8Array:
        if self.judge_zone is None:
            raise IncidentDataError(Message("this table has no zone to be judged by"), field="zone")
        site, of_spot, extent_km = self._sites
        _, lon, lat = self.spots
        lon, lat = lon[of_spot], lat[of_spot]
        verdicts = np.full(lon.size, _UNDETERMINED, np.uint8)
        known = ~np.isnan(lon)
        verdicts[known] = self.judge_zone(lon[known], lat[known], extent_km[known], zone)
        return verdicts.take(site)

    @cached_property
    def _text_columns(self) -> Callable[[str], BoolArray]:
        return lru_cache(maxsize=_KEPT_COLUMNS)(self._find)

    def matches(self, text: str) -> BoolArray:
        """Tell for each incident whether every word of `text` stands in it.

        Looked through are the summaries in both languages and the names of the place and of the
        actors, all folded (see `geo.search.fold`). Text without a word matches everything.
        """
        return self._text_columns(text)

    def _find(self, text: str) -> BoolArray:
        found = np.ones(len(self), np.bool_)
        for word in query_words(text):
            hits = contains(self._folded_names["place"], word).take(self.place.codes)
            actors = contains(self._folded_names["actor"], word)
            if actors.any():
                hits |= self.actors.sets_with(actors).take(self.actors.codes)
            hits |= np.concatenate([part.match(word) for part in self.searched])
            found &= hits
        return found

    @cached_property
    def _folded_names(self) -> Mapping[str, pa.Array]:
        """All names of each place and of each actor, folded, in the order of their values."""
        columns = {"place": self.place.values, "actor": self.actors.values}
        return {
            column: pa.array([fold(self._all_names(column, v)) for v in values], pa.string())
            for column, values in columns.items()
        }

    def _all_names(self, column: str, value: str) -> str:
        return " ".join((*self.name(column, value), self.also_named.get(column, {}).get(value, "")))

    def name(self, column: str, value: str) -> tuple[str, str]:
        """Return the English and the Arabic name of a value; the value itself where none is known.

        `column` is ``country``, ``admin1``, ``place``, ``actor``, ``source``, ``event_type`` ….
        """
        named = self.names.get(column, {}).get(value)
        return named or (value.removeprefix(NAMED_ONLY),) * 2


class _RowNumbers(Mapping[str, int]):
    """Row numbers by id, looked up in the column itself: a dictionary of it would be ten times it.

    What was asked once is remembered, also that there is no such id.
    """

    def __init__(self, ids: pa.Array | pa.ChunkedArray) -> None:
        self._ids = ids
        self._known = lru_cache(maxsize=_KEPT_ROW_NUMBERS)(self._find)

    def _find(self, incident_id: str) -> int:
        return int(pc.index(self._ids, pa.scalar(incident_id, pa.string())).as_py())

    def __getitem__(self, incident_id: str) -> int:
        row = self._known(incident_id)
        if row < 0:
            raise KeyError(incident_id)
        return row

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids.to_pylist())

    def __len__(self) -> int:
        return len(self._ids)


def _feed(digest: hashlib.blake2b, value: object) -> None:
    """Add a column's content to `digest`; functions add nothing."""
    if isinstance(value, Coded):
        _feed(digest, "\x1f".join(value.values))
        _feed(digest, value.codes)
    elif isinstance(value, CodedSets):
        _feed(digest, "\x1f".join(value.values))
        for part in (value.codes, value.offsets, value.members):
            _feed(digest, part)
    elif isinstance(value, np.ndarray):
        digest.update(np.ascontiguousarray(value).view(np.uint8).data)
    elif isinstance(value, pa.Array | pa.ChunkedArray):
        for buffer in _buffers(value):
            digest.update(buffer)
    elif isinstance(value, Mapping):
        for key in sorted(value):
            _feed(digest, key)
            _feed(digest, value[key])
    elif isinstance(value, str | tuple):
        text = value if isinstance(value, str) else "\x1f".join(value)
        digest.update(text.encode("utf-8", "surrogatepass") + b"\x1e")


def _buffers(texts: pa.Array | pa.ChunkedArray) -> list[pa.Buffer]:
    chunks = texts.chunks if isinstance(texts, pa.ChunkedArray) else [texts]
    return [buffer for chunk in chunks for buffer in chunk.buffers() if buffer is not None]


def day_number(day: date) -> int:
    """Return the days from 1970-01-01 to `day`."""
    return day.toordinal() - _EPOCH.toordinal()


def day_date(number: int) -> date:
    """Return the day that is `number` days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH.toordinal())
