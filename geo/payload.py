"""Columns as the browser fetches them: one little-endian buffer that becomes typed arrays.

Layout: 4 bytes ``HUD1``; the length of the header, uint32; the header, JSON in UTF-8, padded with
spaces; the columns, each starting at a multiple of 4 bytes. The header says ``version``, ``n`` (the
number of rows), ``revision``, and for each of ``columns`` its ``name``, ``dtype`` (as numpy writes
it, such as ``<f4``), ``offset`` (bytes from the start of the buffer) and ``length`` (elements).

Columns of the incidents:

========== ============ ==================================================================
lon, lat   ``<f4``      degrees, NaN without a point; good to a metre
start_day  ``<u2``      days since 1970-01-01, inclusive; ``<i4`` when one lies outside
end_day                 1970 … 2149
type       ``|u1``      number of the event type in the header's ``event_types``
fatalities ``<u2``      best number of dead, at most 65534; 65535 when unknown
extent_km  ``<f4``      radius of location precision, NaN without a point
group      ``<u4``      incidents at exactly the same point share a number
========== ============ ==================================================================

Verdicts depend on the zone and travel alone: one column ``verdict``, ``|u1``, numbers in
`geo.zone.VERDICTS`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.incidents import SUB_TYPES_BY_EVENT_TYPE
from geo.zone import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import numpy.typing as npt

    from geo.columns import BoolArray, Float32Array, Int32Array
    from geo.table import IncidentTable

MAGIC = b"HUD1"
VERSION = 1
# The number of dead that stands for unknown, and the largest that can be told.
UNKNOWN_FATALITIES = 65_535
_ALIGNMENT = 4
# Source: a type is one byte, so the last number is 255.
_LAST_TYPE = 255


def columns_payload(table: IncidentTable) -> bytes:
    """Return what the incident layer needs of every row; see the module for the format."""
    types, type_names = _event_types(table)
    return _pack(
        {
            "lon": table.lon.astype("<f4"),
            "lat": table.lat.astype("<f4"),
            "start_day": _days(table.start_day),
            "end_day": _days(table.end_day),
            "type": types,
            "fatalities": _fatalities(table.fatalities_best),
            "extent_km": table.extent_km.astype("<f4"),
            "group": table.spots[0].astype("<u4"),
        },
        {"revision": table.revision, "event_types": type_names},
    )


def verdict_payload(table: IncidentTable, zone: Hashable) -> bytes:
    """Return the verdict on every row, in the same format."""
    verdicts = [str(verdict) for verdict in VERDICTS]
    header = {"revision": table.revision, "verdicts": verdicts}
    return _pack({"verdict": table.verdicts(zone)}, header)


def mask_bytes(mask: BoolArray) -> bytes:
    """Return one bit a row, the least significant bit of each byte first."""
    return np.packbits(mask, bitorder="little").tobytes()


def _pack(columns: Mapping[str, npt.NDArray[Any]], extra: Mapping[str, object]) -> bytes:
    blocks = [_padded(column.tobytes()) for column in columns.values()]
    starts = np.concatenate(([0], np.cumsum([len(b) for b in blocks]))).tolist()
    row_count = next(iter(columns.values())).size

    def header(data_offset: int) -> bytes:
        described = [
            {"name": name, "dtype": c.dtype.str, "offset": data_offset + start, "length": c.size}
            for (name, c), start in zip(columns.items(), starts, strict=False)
        ]
        told = {"version": VERSION, "n": row_count, **extra, "columns": described}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    # The offsets stand in the header, whose length they change: room for the longest of them.
    digits = len(str(starts[-1] + len(header(0)) + 64 * len(columns)))
    room = len(header(0)) + len(columns) * digits
    room += -(len(MAGIC) + 4 + room) % _ALIGNMENT
    data_offset = len(MAGIC) + 4 + room
    text = header(data_offset).ljust(room, b" ")
    return b"".join((MAGIC, room.to_bytes(4, "little"), text, *blocks))


def _padded(block: bytes) -> bytes:
    return block + bytes(-len(block) % _ALIGNMENT)


def _days(days: Int32Array) -> npt.NDArray[Any]:
    limit = np.iinfo(np.uint16).max
    narrow = days.size == 0 or (days.min() >= 0 and days.max() <= limit)
    return days.astype("<u2" if narrow else "<i4")


def _fatalities(best: Float32Array) -> npt.NDArray[Any]:
    clipped = np.clip(best, 0, UNKNOWN_FATALITIES - 1)
    return np.where(np.isnan(best), UNKNOWN_FATALITIES, clipped).astype("<u2")


def _event_types(table: IncidentTable) -> tuple[npt.NDArray[np.uint8], list[str]]:
    """Return the type of each row: ACLED's types first, whether they occur or not, then others."""
    known = list(SUB_TYPES_BY_EVENT_TYPE)
    names = known + [v for v in table.event_type.values if v not in SUB_TYPES_BY_EVENT_TYPE]
    numbers = [min(names.index(value), _LAST_TYPE) for value in table.event_type.values]
    return np.array(numbers, np.uint8).take(table.event_type.codes), names[: _LAST_TYPE + 1]
