"""What changed between two states of the data: incidents added, corrected, moved, withdrawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from pyproj import Geod

from geo.export.columns import SCHEMA, incident_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.briefing import Briefing
    from geo.columns import BoolArray, Float64Array, Int64Array

# What follows from the zone that is looked at, not from the data.
_OF_THE_ZONE = frozenset({"zone_verdict", "border_distance_km"})
_POINT = frozenset({"lat", "lon"})
_GEOD = Geod(ellps="WGS84")


class IncidentChangeKind(StrEnum):
    """What became of an incident. One that moved may have been corrected besides."""

    ADDED = "added"
    CORRECTED = "corrected"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentChange:
    """One incident that differs; `before` and `after` are its columns, None for none.

    `fields` names the columns that differ, as of `geo.export.columns`; `moved_km` is the geodesic
    distance of the points, None unless it has one in both states.
    """

    id: str
    kind: IncidentChangeKind
    fields: tuple[str, ...]
    moved_km: float | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """The incidents that differ: withdrawn, then the others in the order of the later state."""

    changes: tuple[IncidentChange, ...]

    def counts(self) -> dict[IncidentChangeKind, int]:
        """Return how many incidents each kind of change happened to."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in IncidentChangeKind}

    def table(self) -> pa.Table:
        """Return the changes as columns, ready for a file.

        They are ``change``, ``fields``, ``moved_km``, and each column of the incident as it is
        now, or as it was for one that was withdrawn; ``lat_before`` and ``lon_before`` are the
        point that it moved from.
        """
        shown = [change.after or change.before or {} for change in self.changes]
        moved = [c.before if c.kind is IncidentChangeKind.MOVED else None for c in self.changes]
        columns = {
            "change": pa.array([str(change.kind) for change in self.changes], pa.string()),
            "fields": pa.array([", ".join(c.fields) or None for c in self.changes], pa.string()),
            "moved_km": pa.array([change.moved_km for change in self.changes], pa.float64()),
            "lat_before": pa.array([m and m["lat"] for m in moved], pa.float64()),
            "lon_before": pa.array([m and m["lon"] for m in moved], pa.float64()),
        }
        for field in SCHEMA:
            if field.name not in _OF_THE_ZONE:
                columns[field.name] = pa.array([s.get(field.name) for s in shown], field.type)
        return pa.table(columns)


@dataclass(frozen=True, eq=False)
class _Side:
    """One of the two states as columns."""

    briefing: Briefing

    @cached_property
    def columns(self) -> pa.Table:
        table = self.briefing.table
        nothing = np.zeros(len(table), np.uint8)
        unknown = np.full(len(table), np.nan, np.float32)
        whole = incident_columns(table, nothing, unknown, self.briefing.incidents)
        return whole.drop_columns([*_OF_THE_ZONE])

    def rows(self, rows: Int64Array) -> list[dict[str, Any]]:
        taken: list[dict[str, Any]] = self.columns.take(pa.array(rows)).to_pylist()
        return taken


def compare(before: Briefing, after: Briefing) -> Comparison:
    """Return which incidents differ between two states of the data, and in what."""
    old, new = _Side(before), _Side(after)
    where = pc.index_in(new.columns["id"], value_set=old.columns["id"].combine_chunks())
    counterpart = pc.fill_null(where, -1).to_numpy().astype(np.int64)
    gone = np.ones(len(old.columns), np.bool_)
    gone[counterpart[counterpart >= 0]] = False
    both = np.flatnonzero(counterpart >= 0)
    fields = _differing(
        old.columns.take(pa.array(counterpart[both])), new.columns.take(pa.array(both))
    )
    differs = np.zeros(len(both), np.bool_)
    for flags in fields.values():
        differs |= flags
    changes = [
        _whole(IncidentChangeKind.WITHDRAWN, row, before=True)
        for row in old.rows(np.flatnonzero(gone))
    ]
    changed = np.flatnonzero(differs)
    pairs = zip(
        changed.tolist(), old.rows(counterpart[both[changed]]), new.rows(both[changed]), strict=True
    )
    later = {
        int(both[row]): _difference(was, now, [name for name in fields if fields[name][row]])
        for row, was, now in pairs
    }
    added = np.flatnonzero(counterpart < 0)
    for row, now in zip(added.tolist(), new.rows(added), strict=True):
        later[row] = _whole(IncidentChangeKind.ADDED, now, before=False)
    return Comparison((*changes, *(later[row] for row in sorted(later))))


def _differing(old: pa.Table, new: pa.Table) -> dict[str, BoolArray]:
    """Return for each column in which rows the two tables differ, shape (n,)."""
    found = {}
    for name in new.column_names:
        was, now = old[name], new[name]
        unequal = pc.fill_null(pc.not_equal(was, now), False)
        one_is_null = pc.not_equal(pc.is_null(was), pc.is_null(now))
        found[name] = pc.or_(unequal, one_is_null).to_numpy()
    return found


def _whole(kind: IncidentChangeKind, row: dict[str, Any], *, before: bool) -> IncidentChange:
    return IncidentChange(
        id=row["id"],
        kind=kind,
        fields=(),
        moved_km=None,
        before=row if before else None,
        after=None if before else row,
    )


def _difference(was: dict[str, Any], now: dict[str, Any], fields: list[str]) -> IncidentChange:
    moved = bool(_POINT & set(fields))
    distance = None
    if moved and None not in (was["lat"], now["lat"]):
        ends: Float64Array = np.array([was["lon"], was["lat"], now["lon"], now["lat"]])
        distance = round(float(_GEOD.inv(*ends)[2]) / 1_000, 3)
    return IncidentChange(
        id=now["id"],
        kind=IncidentChangeKind.MOVED if moved else IncidentChangeKind.CORRECTED,
        fields=tuple(fields),
        moved_km=distance,
        before=was,
        after=now,
    )
