"""Columns as the browser fetches them: one little-endian buffer that becomes typed arrays.

Layout: 4 bytes ``HUD1``; the length of the header, uint32; the header, JSON in UTF-8, padded with
spaces; the columns, each starting at a multiple of 4 bytes. The header says ``version``, ``n`` (the
number of rows), ``revision``, and for each of ``columns`` its ``name``, ``dtype`` (as numpy writes
it, such as ``<f4``), ``offset`` (bytes from the start of the buffer) and ``length`` (elements).

Lengths differ. Of n incidents, at s different points, there are m marks: a mark is what happened of
one event type at one point, and n >= m >= s. The map counts marks instead of incidents.

========== ============ ==================================================================
lon, lat   ``<f4``      (s,) degrees, NaN for the point of those without one; to a metre
mark_spot  unsigned     (m,) number of the point, ascending
mark_type  ``|u1``      (m,) number of the event type in the header's ``types``
mark       unsigned     (n,) number of the incident's mark
extents_km ``<f4``      the different radii of location precision, NaN without a point
extent     unsigned     (n,) number in ``extents_km``
start_day  ``<u2``      (n,) days since 1970-01-01, inclusive; ``<i4`` when one lies outside
end_day                 1970 … 2149
time       ``|u1``      (n,) how finely the days are known: number in `TIMES`
fatalities ``<u2``      (n,) best number of dead, at most 65534; 65535 when unknown
========== ============ ==================================================================

"unsigned" is the narrowest of ``|u1``, ``<u2``, ``<u4`` that holds the column. Each of the header's
``types`` has ``name``, ``shape``, ``color`` and ``outline`` (see `geo.symbols`).

Verdicts depend on the zone and travel alone: one column ``verdict``, ``|u1``, numbers in
`geo.zone.VERDICTS`, which the header repeats as ``verdicts``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.columns import factorize, join_codes
from geo.filters import Facet
from geo.symbols import EVENT_TYPES, OUTLINES, SYMBOL_BY_EVENT_TYPE, symbol_of
from geo.table import day_number
from geo.zone import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import numpy.typing as npt

    from geo.columns import BoolArray, Float32Array, Int32Array, UInt8Array
    from geo.filters import IncidentFilter
    from geo.table import IncidentTable

MAGIC = b"HUD1"
VERSION = 2
# The number of dead that stands for unknown, and the largest that can be told.
UNKNOWN_FATALITIES = 65_535
# How finely days are known, by number; one more is anything coarser.
TIMES = ("day", "week", "month")
_ALIGNMENT = 4
# What the map filters by itself, at once (`geo/assets/hot_filters.js`); a mask leaves it out.
HOT = (Facet.PERIOD, Facet.EVENT_TYPE, Facet.VERDICT)
# Days from 1970-01-01 to the open end of a period: more than any date has.
FAR_AWAY = 10**6
# Source: a type is one byte, so the last number is 255.
_LAST_TYPE = 255


def columns_payload(table: IncidentTable) -> bytes:
    """Return what the incident layer needs of every row; see the module for the format."""
    spot, lon, lat = table.spots
    types, names = _event_types(table)
    marks, (mark_spot, mark_type) = join_codes((spot, lon.size), (types, len(names)))
    extents, extent = factorize(table.extent_km)
    return _pack(
        {
            "lon": lon.astype("<f4"),
            "lat": lat.astype("<f4"),
            "mark_spot": _narrow(mark_spot),
            "mark_type": mark_type.astype("|u1"),
            "mark": _narrow(marks),
            "extents_km": extents.astype("<f4"),
            "extent": _narrow(extent),
            "start_day": _days(table.start_day),
            "end_day": _days(table.end_day),
            "time": _times(table),
            "fatalities": _fatalities(table.fatalities_best),
        },
        {"n": len(table), "revision": table.revision, "types": [_type(name) for name in names]},
    )


def _times(table: IncidentTable) -> UInt8Array:
    """Return how finely the days are known; a situation that goes on has no day of its own."""
    numbers = [TIMES.index(v) if v in TIMES else len(TIMES) for v in table.time_precision.values]
    times = np.array(numbers or [0], np.uint8).take(table.time_precision.codes)
    times[table.standing] = len(TIMES)
    return times


def verdict_payload(table: IncidentTable, zone: Hashable) -> bytes:
    """Return the verdict on every row, in the same format."""
    verdicts = [str(verdict) for verdict in VERDICTS]
    header = {"n": len(table), "revision": table.revision, "verdicts": verdicts}
    return _pack({"verdict": table.verdicts(zone)}, header)


def period_days(wanted: IncidentFilter) -> list[int] | None:
    """Return the first and last day of a filter's period as days since 1970-01-01; None for all.

    An open end is `FAR_AWAY`, beyond what any date has.
    """
    if wanted.start is None and wanted.end is None:
        return None
    first = day_number(wanted.start) if wanted.start else -FAR_AWAY
    last = day_number(wanted.end) if wanted.end else FAR_AWAY
    return [first, last]


def mask_bytes(mask: BoolArray) -> bytes:
    """Return one bit a row, the least significant bit of each byte first."""
    return np.packbits(mask, bitorder="little").tobytes()


def _pack(columns: Mapping[str, npt.NDArray[Any]], extra: Mapping[str, object]) -> bytes:
    blocks = [_padded(column.tobytes()) for column in columns.values()]
    starts = np.concatenate(([0], np.cumsum([len(b) for b in blocks]))).tolist()

    def header(data_offset: int) -> bytes:
        described = [
            {"name": name, "dtype": c.dtype.str, "offset": data_offset + start, "length": c.size}
            for (name, c), start in zip(columns.items(), starts, strict=False)
        ]
        told = {"version": VERSION, **extra, "columns": described}
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


def _narrow(codes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return non-negative numbers as the narrowest unsigned integers that hold them."""
    largest = int(codes.max(initial=0))
    return codes.astype(np.dtype(np.min_scalar_type(largest)).newbyteorder("<"))


def _event_types(table: IncidentTable) -> tuple[Int32Array, list[str]]:
    """Return the number of each row's type, and the types that occur: the known ones first."""
    present = [name for name in table.event_type.values if name]
    others = [name for name in present if name not in SYMBOL_BY_EVENT_TYPE]
    names = [name for name in EVENT_TYPES if name in present] + others
    if "" in table.event_type.values:
        names.append("")
    numbers = [min(names.index(value), _LAST_TYPE) for value in table.event_type.values]
    return np.array(numbers, np.int32).take(table.event_type.codes), names[: _LAST_TYPE + 1]


def _type(name: str) -> dict[str, object]:
    symbol = symbol_of(name)
    outline = OUTLINES[symbol.shape]
    return {"name": name, "shape": symbol.shape, "color": symbol.color, "outline": outline}
