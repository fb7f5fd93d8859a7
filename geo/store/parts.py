"""Rows of a data set as Parquet: checked, packed into parts, read back, compared.

A part is two files over the same rows: ``narrow`` holds what the map needs of every row, ``wide``
what is read for one row at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from gazetteer import Message, message_of, readable
from geo.errors import IncidentDataError
from geo.incidents import TimePrecision, Verification
from geo.records import MAX_EXTENT_KM
from geo.store.columns import STORED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import numpy.typing as npt

    from geo.columns import BoolArray

# Rows a part: few enough that the wide file of one is read in milliseconds.
PART_ROWS = 20_000
# Rows that are unpacked together to read one.
_WIDE_GROUP_ROWS = 1_000

# What is told to be damaged.
_ROWS = "rows of a data set"

WIDE = ("details",)
NARROW = tuple(name for name in STORED_COLUMNS.names if name not in WIDE)

_MAX_DAY = 2_932_896  # 9999-12-31, the last day that `datetime.date` knows.
_MIN_DAY = -719_162  # 0001-01-01, the first.


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some rows, packed; immutable."""

    row_count: int
    narrow: bytes
    wide: bytes

    def table(self) -> pa.Table:
        """Return the rows in the columns of `STORED_COLUMNS`."""
        return unpack(self.narrow, self.wide)


def checked(rows: pa.Table | pa.RecordBatch, *, first_row: int = 1) -> pa.Table:
    """Return `rows` in the columns of `STORED_COLUMNS`, nulls for what is left out.

    Parameters
    ----------
    rows
        Columns by name, in any order; a number that is not finite counts as unknown.
    first_row
        The number of the first of these rows, for messages.

    Raises
    ------
    IncidentDataError
        If a column is unknown, missing or of the wrong type, or a value breaks a rule that the map
        relies on; `row` counts the rows from 1.
    """
    if isinstance(rows, pa.RecordBatch):
        rows = pa.Table.from_batches([rows])
    for name in rows.column_names:
        if name not in STORED_COLUMNS.names:
            raise IncidentDataError(Message("there is no such column"), field=name)
    columns = [_conformed(rows, column) for column in STORED_COLUMNS]
    table = pa.table(columns, schema=STORED_COLUMNS)
    for field, wrong, problem in _problems(table):
        if wrong.any():
            row = int(np.argmax(wrong))
            value = table[field][row].as_py()
            message = Message("%(problem)s; the value is %(value)r", problem=problem, value=value)
            raise IncidentDataError(message, row=first_row + row, field=field)
    return table


def _conformed(rows: pa.Table, column: pa.Field) -> pa.Array:
    if column.name not in rows.column_names:
        if not column.nullable:
            raise IncidentDataError(Message("the column is missing"), field=column.name)
        return pa.nulls(rows.num_rows, column.type)
    try:
        given = rows[column.name].combine_chunks()
        if pa.types.is_floating(column.type):
            given = given.cast(column.type, safe=False)
            return pc.if_else(pc.is_finite(given), given, None)
        if pa.types.is_dictionary(column.type) and not pa.types.is_dictionary(given.type):
            return given.cast(pa.string()).dictionary_encode()
        return given.cast(column.type)
    except (pa.ArrowException, TypeError, ValueError) as error:
        message = Message("the column cannot be read: %(problem)s", problem=message_of(error))
        raise IncidentDataError(message, field=column.name) from error


def _problems(table: pa.Table) -> Iterator[tuple[str, BoolArray, Message]]:
    for column in STORED_COLUMNS:
        if not column.nullable:
            yield (
                column.name,
                _flags(pc.is_null(table[column.name])),
                Message("it must not be empty"),
            )
    yield "id", _flags(pc.equal(pc.utf8_length(table["id"]), 0)), Message("it must not be empty")
    for name in ("actors", "sources"):
        blank = np.zeros(table.num_rows, np.bool_)
        lists = table[name].combine_chunks()
        blank[lists.value_parent_indices().to_numpy()[_nulls(lists.flatten())]] = True
        yield name, blank, Message("a list must not hold an empty value")
    lon, lat = _numbers(table["lon"]), _numbers(table["lat"])
    yield "lon", np.abs(lon) > 180, Message("it must lie between -180 and 180")
    yield "lat", np.abs(lat) > 90, Message("it must lie between -90 and 90")
    yield "lat", np.isnan(lon) != np.isnan(lat), Message("lon and lat must be given together")
    extent_km = _numbers(table["extent_km"])
    wrong = (extent_km < 0) | (extent_km > MAX_EXTENT_KM)
    yield (
        "extent_km",
        wrong,
        Message("it must lie between 0 and %(most)s", most=f"{MAX_EXTENT_KM:g}"),
    )
    start, end = _numbers(table["start_day"]), _numbers(table["end_day"])
    yield "start_day", (start < _MIN_DAY) | (start > _MAX_DAY), Message("there is no such day")
    yield "end_day", (end < start) | (end > _MAX_DAY), Message("it must not end before it starts")
    low, best, high = (_numbers(table[f"fatalities_{n}"]) for n in ("low", "best", "high"))
    yield (
        "fatalities_low",
        (low < 0) | (low > best) | (low > high),
        Message("it must be the lowest"),
    )
    yield (
        "fatalities_best",
        (best < 0) | (best > high),
        Message("it must not be above the high number"),
    )
    yield "fatalities_high", high < 0, Message("it must not be negative")
    yield "injured", _numbers(table["injured"]) < 0, Message("it must not be negative")
    for name, kind in (("time_precision", TimePrecision), ("verification", Verification)):
        allowed = pa.array([*map(str, kind), None], pa.string())
        known = pc.is_in(table[name].cast(pa.string()), allowed)
        yield (
            name,
            ~_flags(known),
            Message("it must be one of %(choices)s", choices=", ".join(kind)),
        )


def _numbers(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    numbers: npt.NDArray[np.float64] = column.cast(pa.float64()).to_numpy()
    return numbers


def _flags(column: pa.ChunkedArray) -> BoolArray:
    flags: BoolArray = pc.fill_null(column, False).to_numpy().astype(np.bool_)
    return flags


def _nulls(values: pa.Array) -> BoolArray:
    nulls: BoolArray = values.is_null().to_numpy(zero_copy_only=False)
    return nulls


def packed(table: pa.Table) -> Part:
    """Return rows as a part; `table` has the columns of `STORED_COLUMNS`."""
    narrow, wide = table.select(NARROW), table.select(WIDE)
    return Part(
        table.num_rows,
        _parquet(narrow, max(table.num_rows, 1)),
        _parquet(wide, _WIDE_GROUP_ROWS),
    )


def _parquet(table: pa.Table, group_rows: int) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(
        table, sink, compression="zstd", row_group_size=group_rows, write_page_checksum=True
    )
    content: bytes = sink.getvalue().to_pybytes()
    return content


def parts_of(
    batches: Iterable[pa.Table | pa.RecordBatch], done: Callable[[int], None] | None = None
) -> Iterator[Part]:
    """Check rows as they come and yield them in parts of `PART_ROWS`, the last one smaller."""
    waiting: list[pa.Table] = []
    count = total = 0
    for batch in batches:
        waiting.append(checked(batch, first_row=total + 1))
        count += batch.num_rows
        total += batch.num_rows
        while count >= PART_ROWS:
            rows = pa.concat_tables(waiting).unify_dictionaries()
            yield packed(rows.slice(0, PART_ROWS))
            count -= PART_ROWS
            waiting = [rows.slice(PART_ROWS)]
        if done is not None:
            done(total)
    if count:
        yield packed(pa.concat_tables(waiting).unify_dictionaries())


def unpack(narrow: bytes, wide: bytes) -> pa.Table:
    """Return the rows of a part in the columns of `STORED_COLUMNS`."""
    table = unpack_narrow(narrow)
    with readable(_ROWS):
        whole = pq.read_table(pa.BufferReader(wide), page_checksum_verification=True)
    for name in WIDE:
        table = table.append_column(STORED_COLUMNS.field(name), whole[name])
    return table.select(STORED_COLUMNS.names)


def unpack_narrow(narrow: bytes, columns: Sequence[str] = NARROW) -> pa.Table:
    """Return the rows of a part in these of its narrow columns."""
    with readable(_ROWS):
        table: pa.Table = pq.read_table(
            pa.BufferReader(narrow), columns=list(columns), page_checksum_verification=True
        )
        return table.select(list(columns))


def ids_of(narrow: bytes) -> pa.Array:
    """Return the ids of a part's rows."""
    return unpack_narrow(narrow, ["id"])["id"].combine_chunks()


def narrow_row(narrow: bytes, row: int, columns: Sequence[str] = NARROW) -> dict[str, Any]:
    """Return narrow columns of one row of a part."""
    found: dict[str, Any] = unpack_narrow(narrow, columns).slice(row, 1).to_pylist()[0]
    return found


def wide_row(wide: bytes, row: int) -> dict[str, Any]:
    """Return the wide columns of one row of a part."""
    with readable(_ROWS):
        file = pq.ParquetFile(pa.BufferReader(wide), page_checksum_verification=True)
        group = file.read_row_group(row // _WIDE_GROUP_ROWS)
        found: dict[str, Any] = group.slice(row % _WIDE_GROUP_ROWS, 1).to_pylist()[0]
        return found


def digests(table: pa.Table, columns: Sequence[str] = STORED_COLUMNS.names) -> npt.NDArray[Any]:
    """Return a number for each row, uint64, that differs when its content differs.

    The numbers hold within one process: they are worked out anew for each comparison.
    """
    total = np.zeros(table.num_rows, np.uint64)
    for name in columns:
        column = table[name]
        if pa.types.is_list(column.type):
            column = pc.binary_join(column, "\x1f")
        hashed = _hashed(column.combine_chunks())
        total = total * np.uint64(0x100000001B3) + hashed
        total ^= total >> np.uint64(29)
    return total


def _hashed(column: pa.Array) -> npt.NDArray[np.uint64]:
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    known = pc.is_valid(column).to_numpy(zero_copy_only=False)
    if pa.types.is_string(column.type):
        texts = pc.fill_null(column, "").to_numpy(zero_copy_only=False).astype(object)
        hashed = pd.util.hash_array(texts, categorize=False)
    else:
        hashed = pd.util.hash_array(pc.fill_null(column, 0).to_numpy(zero_copy_only=False))
    # Null and empty differ.
    result: npt.NDArray[np.uint64] = np.where(known, hashed, np.uint64(1))
    return result
