"""What a dry run found in a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa  # type: ignore[import-untyped]

    from gazetteer import Place, UnresolvedReport
    from geo.columns import Float64Array
    from geo.imports import IncidentBatch, Refusal
    from geo.store.datasets import ImportReport

# Points that the sketch of an import shows. Source: own choice; more are a blot.
_SHOWN_POINTS: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImportFindings:
    """What an import would do.

    `report` counts rows by what would become of them, None where no row can be taken. `refused`
    is the number of refused rows and `refusals` the first of them; `unresolved` are names that the
    gazetteer does not settle; `flagged` counts rows by what an analyst should look at; `unplaced`
    those without any point. `points` are some of the points, degrees (lon, lat), EPSG:4326, float64
    shape (n, 2); `bounds` are west, south, east and north of all, None without any.
    """

    report: ImportReport | None
    row_count: int
    refused: int
    refusals: tuple[Refusal, ...]
    unresolved: tuple[UnresolvedReport, ...]
    flagged: Mapping[str, int] = field(default_factory=dict)
    unplaced: int = 0
    points: Float64Array
    bounds: tuple[float, float, float, float] | None


def findings_of(
    batch: IncidentBatch, report: ImportReport | None, places: Mapping[str, Place]
) -> ImportFindings:
    """Return what was found in a file.

    Parameters
    ----------
    batch
        Its rows.
    report
        What the store would do with them.
    places
        The gazetteer's places by id, for rows that have no point of their own.
    """
    step = max(1, -(-batch.row_count // _SHOWN_POINTS))
    shown: list[Float64Array] = []
    corners: list[Float64Array] = []
    for table in batch.tables():
        points = _points(table, places)
        if len(points):
            shown.append(points[::step])
            corners.append(np.vstack([points.min(axis=0), points.max(axis=0)]))
    bounds = None
    if corners:
        every = np.vstack(corners)
        (west, south), (east, north) = every.min(axis=0).tolist(), every.max(axis=0).tolist()
        bounds = (west, south, east, north)
    return ImportFindings(
        report=report,
        row_count=batch.row_count,
        refused=len(batch.refusals),
        refusals=tuple(batch.refusals.first),
        unresolved=batch.unresolved,
        flagged=batch.flagged,
        unplaced=batch.unplaced,
        points=np.vstack(shown) if shown else np.zeros((0, 2)),
        bounds=bounds,
    )


def _points(table: pa.Table, places: Mapping[str, Place]) -> Float64Array:
    """Return the points of those rows that have one, or whose place has one."""
    lon = table["lon"].to_numpy().astype(np.float64)
    lat = table["lat"].to_numpy().astype(np.float64)
    ids = table["place_id"].combine_chunks().dictionary_encode()
    if hasattr(ids, "combine_chunks"):
        ids = ids.combine_chunks()
    named = np.full((len(ids.dictionary) + 1, 2), np.nan)
    for number, place_id in enumerate(ids.dictionary.to_pylist()):
        place = places.get(place_id)
        if place is not None and place.lat is not None and place.lon is not None:
            named[number] = (place.lon, place.lat)
    of_place = named[ids.indices.fill_null(len(ids.dictionary)).to_numpy(zero_copy_only=False)]
    own = np.column_stack([lon, lat])
    found: Float64Array = np.where(np.isnan(own), of_place, own)
    return found[~np.isnan(found).any(axis=1)]
