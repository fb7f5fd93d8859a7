"""Incidents in rows: one sorted page of the table, and the few words for a symbol."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.incidents import Fatalities, Incident, TimePrecision, Verification
from geo.table import NAMED_ONLY, IncidentTable, day_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

    from geo.columns import BoolArray, Coded, Float32Array, Int32Array
    from geo.selection import FilterIndex

# Most rows that one page may hold.
MAX_PAGE_SIZE = 1_000
_LANGUAGES = ("en", "ar")


class SortKey(StrEnum):
    """What the table can be sorted by."""

    START = "start"
    END = "end"
    EVENT_TYPE = "event_type"
    SUB_TYPE = "sub_type"
    COUNTRY = "country"
    ADMIN1 = "admin1"
    PLACE = "place"
    FATALITIES = "fatalities"
    INJURED = "injured"
    EXTENT = "extent_km"


@dataclass(frozen=True, slots=True, eq=False)
class TablePage:
    """One page: `rows` are row numbers of the table; `page` counts from 0, of `pages` at least 1.

    `total` is the number of incidents on all pages.
    """

    rows: npt.NDArray[np.int64]
    page: int
    pages: int
    total: int


def table_page(
    index: FilterIndex,
    mask: BoolArray,
    *,
    sort: SortKey = SortKey.START,
    descending: bool = True,
    page: int = 0,
    size: int = 50,
    language: str = "en",
) -> TablePage:
    """Return one page of the rows in `mask`.

    Names sort in `language` (``en`` or ``ar``); what is unknown comes last in both directions, and
    equal rows keep the table's order. A page beyond the last gives the last. The order of all rows
    is worked out at the first use of a `sort` and kept.

    Parameters
    ----------
    index
        The table, made ready.
    mask
        Which rows are in, shape (n,).
    sort, descending, language
        The order.
    page, size
        Which page, from 0, and rows a page, at most `MAX_PAGE_SIZE`.
    """
    size = min(max(size, 1), MAX_PAGE_SIZE)
    order = index.order(sort, descending, language)
    positions = np.flatnonzero(mask.take(order))
    pages = max(1, -(-positions.size // size))
    page = min(max(page, 0), pages - 1)
    shown = positions[page * size : (page + 1) * size]
    return TablePage(order.take(shown).astype(np.int64), page, pages, int(positions.size))


def sort_order(
    table: IncidentTable, sort: SortKey, descending: bool, language: str
) -> npt.NDArray[np.int32]:
    """Return all rows of `table` in order, int32, shape (n,)."""
    if sort is SortKey.START:
        ranks = _day_ranks(table.start_day)
    elif sort is SortKey.END:
        ranks = _day_ranks(table.end_day)
    elif sort is SortKey.FATALITIES:
        ranks = _number_ranks(table.fatalities_best)
    elif sort is SortKey.INJURED:
        ranks = _number_ranks(table.injured)
    elif sort is SortKey.EXTENT:
        ranks = _number_ranks(table.extent_km)
    else:
        column: Coded = getattr(table, sort)
        ranks = _name_ranks(table, sort, column, _LANGUAGES.index(language))
    # Rank 0 is "unknown": the largest once turned round, so that it stays last.
    largest = int(ranks.max(initial=0)) + 1
    keys = np.where(ranks == 0, largest, largest - ranks if descending else ranks)
    # numpy sorts 16-bit integers by radix, ten times faster than wider ones.
    narrow = np.uint16 if largest <= np.iinfo(np.uint16).max else np.uint32
    return np.argsort(keys.astype(narrow), kind="stable").astype(np.int32)


def _day_ranks(days: Int32Array) -> npt.NDArray[np.int64]:
    return days.astype(np.int64) - int(days.min(initial=0)) + 1


def _number_ranks(numbers: Float32Array) -> npt.NDArray[np.int64]:
    distinct, inverse = np.unique(numbers, return_inverse=True)
    unknown = np.isnan(distinct)
    return np.where(unknown, 0, np.arange(distinct.size) + 1).take(inverse)


def _name_ranks(
    table: IncidentTable, sort: SortKey, column: Coded, language: int
) -> npt.NDArray[np.int64]:
    names = [table.name(sort, value)[language].casefold() for value in column.values]
    rank_of = {name: rank for rank, name in enumerate(sorted(set(names)), start=1)}
    pairs = zip(names, column.values, strict=True)
    ranks = np.array([rank_of[name] if value else 0 for name, value in pairs], np.int64)
    return ranks.take(column.codes)


def records(table: IncidentTable, rows: Iterable[int]) -> list[dict[str, Any]]:
    """Return rows as the table shows them, one dictionary a row.

    Names come as ``{"en": …, "ar": …}``, lists of them for actors and sources; dates as
    `datetime.date`; an unknown number as None.
    """
    return [_record(table, int(row)) for row in rows]


def _record(table: IncidentTable, row: int) -> dict[str, Any]:
    named = {
        column: _name(table, column, getattr(table, column).text(row))
        for column in ("event_type", "sub_type", "place", "country", "admin1")
    }
    numbers = ("fatalities_low", "fatalities_best", "fatalities_high", "injured")
    return {
        "row": row,
        "id": table.ids[row].as_py(),
        "start": day_date(int(table.start_day[row])),
        "end": day_date(int(table.end_day[row])),
        "time_precision": table.time_precision.text(row),
        **named,
        "place_id": _place_id(table, row),
        "actors": [_name(table, "actor", value) for value in table.actors.texts(row)],
        "sources": [_name(table, "source", value) for value in table.sources.texts(row)],
        **{name: _whole(getattr(table, name)[row]) for name in numbers},
        "extent_km": _number(table.extent_km[row]),
        "lat": _number(table.lat[row]),
        "lon": _number(table.lon[row]),
        "verification": table.verification.text(row),
        "standing": bool(table.standing[row]),
        "dataset": table.dataset.text(row),
        "summary": {
            "en": table.summary[row].as_py() or "",
            "ar": table.summary_ar[row].as_py() or "",
        },
    }


def incident_labels(table: IncidentTable, rows: Iterable[int]) -> list[dict[str, Any]]:
    """Return what a pointed-at symbol says: row, id, type, place and dates.

    Names come as ``{"en": …, "ar": …}``, dates as `datetime.date`; `extent_km` is None without a
    point.
    """
    return [
        {
            "row": row,
            "id": table.ids[row].as_py(),
            "event_type": _name(table, "event_type", table.event_type.text(row)),
            "sub_type": _name(table, "sub_type", table.sub_type.text(row)),
            "place": _name(table, "place", table.place.text(row)),
            "start": day_date(int(table.start_day[row])),
            "end": day_date(int(table.end_day[row])),
            "time_precision": table.time_precision.text(row),
            "extent_km": _number(table.extent_km[row]),
        }
        for row in map(int, rows)
    ]


def incident_of(table: IncidentTable, row: int) -> Incident:
    """Return a row as a record: what the table knows of it, without sources and actors.

    A place that the gazetteer does not know is left out.
    """
    told = _record(table, row)
    return Incident(
        id=told["id"],
        start=told["start"],
        end=told["end"],
        time_precision=TimePrecision(told["time_precision"]),
        date_inferred=False,
        date_basis="",
        event_type=table.event_type.text(row),
        sub_event_type=table.sub_type.text(row),
        summary=told["summary"]["en"],
        summary_ar=told["summary"]["ar"],
        citations=(),
        place_id=told["place_id"] or None,
        lat=told["lat"],
        lon=told["lon"],
        extent_km=told["extent_km"],
        fatalities=Fatalities(
            low=told["fatalities_low"], best=told["fatalities_best"], high=told["fatalities_high"]
        ),
        injured=told["injured"],
        standing=told["standing"],
        verification=Verification(told["verification"]),
    )


def _place_id(table: IncidentTable, row: int) -> str:
    """Return the id of the gazetteer's place, "" where there is only a name or nothing."""
    place = table.place.text(row)
    return "" if place.startswith(NAMED_ONLY) else place


def _name(table: IncidentTable, column: str, value: str) -> dict[str, str]:
    return dict(zip(_LANGUAGES, table.name(column, value), strict=True))


def _number(value: np.floating[Any]) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: np.floating[Any]) -> int | None:
    return None if np.isnan(value) else int(value)
