"""Text as numbers: dictionary-coded columns, and columns that hold a set of values a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Int32Array = npt.NDArray[np.int32]
Int64Array = npt.NDArray[np.int64]
UInt8Array = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]
Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]


def factorize(keys: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Int32Array]:
    """Return the sorted distinct `keys` and, for each key, which one it is (int32, shape (n,))."""
    distinct, inverse = np.unique(keys, return_inverse=True)
    return distinct, inverse.astype(np.int32)


def join_codes(*columns: tuple[Int32Array, int]) -> tuple[Int32Array, tuple[Int32Array, ...]]:
    """Give one code to each combination of codes that occurs.

    Parameters
    ----------
    columns
        Pairs of codes, shape (n,), and how many different codes that column can hold.

    Returns
    -------
    tuple
        The joint code of each row, int32, shape (n,), counted from 0 without gaps; and for each
        column the code that every joint code stands for, int32, shape (number of joint codes,).
    """
    joint = columns[0][0].astype(np.int64)
    for codes, count in columns[1:]:
        # A row's number bounds the joint code, so that the product below cannot overflow int64.
        joint = factorize(joint)[1].astype(np.int64) * count + codes
    _, first, inverse = np.unique(joint, return_index=True, return_inverse=True)
    return inverse.astype(np.int32), tuple(codes[first] for codes, _ in columns)


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A column of texts: row i holds ``values[codes[i]]``.

    `values` are distinct; `codes` is int32, shape (n,). The empty text stands for none.
    """

    values: tuple[str, ...]
    codes: Int32Array

    @classmethod
    def encode(cls, texts: Iterable[str]) -> Self:
        """Return the column that holds `texts`, one a row; its values are sorted."""
        rows = list(texts)
        values = tuple(sorted(set(rows)))
        code_of = {value: code for code, value in enumerate(values)}
        return cls(values, np.fromiter((code_of[t] for t in rows), np.int32, len(rows)))

    @classmethod
    def compact(cls, values: Sequence[str], codes: Int32Array) -> Self:
        """Return the column of `codes` into `values`, which may hold doubles and unused ones."""
        present = np.unique(codes)
        texts = sorted({values[code] for code in present.tolist()})
        code_of = {text: code for code, text in enumerate(texts)}
        recoded = np.zeros(max(len(values), 1), np.int32)
        recoded[present] = [code_of[values[code]] for code in present.tolist()]
        return cls(tuple(texts), recoded.take(codes))

    @classmethod
    def concat(cls, columns: Sequence[Self]) -> Self:
        """Return the rows of `columns`, one after the other."""
        starts = np.cumsum([0, *(len(column.values) for column in columns)])
        values = [value for column in columns for value in column.values]
        codes = [c.codes + np.int32(start) for c, start in zip(columns, starts, strict=False)]
        return cls.compact(values, np.concatenate([np.zeros(0, np.int32), *codes]))

    def replaced(self, rows: Int64Array, values: Sequence[str], codes: Int32Array) -> Self:
        """Return this column with `rows` holding the `codes` into `values` instead."""
        changed = self.codes.copy()
        changed[rows] = codes + np.int32(len(self.values))
        return self.compact([*self.values, *values], changed)

    def text(self, row: int) -> str:
        """Return what `row` holds."""
        return self.values[int(self.codes[row])]


@dataclass(frozen=True, slots=True, eq=False)
class CodedSets:
    """A column in which a row holds any number of values, such as actors.

    Rows with the same set share its code, so that counting and filtering walk over the few
    different sets. Row i holds ``values[m]`` for each m of
    ``members[offsets[codes[i]] : offsets[codes[i] + 1]]``.
    """

    values: tuple[str, ...]
    codes: Int32Array
    offsets: Int64Array
    members: Int32Array

    @classmethod
    def encode(cls, rows: Sequence[Iterable[str]]) -> Self:
        """Return the column of `rows`; doubles within a row count once, order is lost."""
        sets = [frozenset(row) for row in rows]
        values = tuple(sorted(frozenset().union(*sets)))
        code_of = {value: code for code, value in enumerate(values)}
        lengths = np.fromiter(map(len, sets), np.int64, len(sets))
        flat = np.fromiter((code_of[v] for s in sets for v in s), np.int32, int(lengths.sum()))
        return cls.from_rows(values, np.concatenate(([0], np.cumsum(lengths))), flat)

    @classmethod
    def from_rows(cls, values: tuple[str, ...], offsets: Int64Array, codes: Int32Array) -> Self:
        """Return the column given row by row.

        Row i holds the values with ``codes[offsets[i] : offsets[i + 1]]``; `offsets` has the shape
        (n + 1,). Doubles within a row count once.
        """
        row = np.repeat(np.arange(offsets.size - 1), np.diff(offsets))
        order = np.lexsort((codes, row))
        row, codes = row[order], codes[order]
        again = (np.diff(row, prepend=-1) == 0) & (np.diff(codes, prepend=-1) == 0)
        row, codes = row[~again], codes[~again]
        starts = np.searchsorted(row, np.arange(offsets.size))
        keys = _set_keys(starts, codes, len(values))
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        lengths = np.diff(starts)[first]
        ends = np.cumsum(lengths)
        within = np.arange(int(lengths.sum())) - np.repeat(ends - lengths, lengths)
        members = codes[np.repeat(starts[first], lengths) + within].astype(np.int32)
        set_offsets = np.concatenate((np.zeros(1, np.int64), ends))
        return cls(values, inverse.astype(np.int32), set_offsets, members)

    @classmethod
    def concat(cls, columns: Sequence[Self]) -> Self:
        """Return the rows of `columns`, one after the other; equal sets of two stay two."""
        values = tuple(sorted({value for column in columns for value in column.values}))
        code_of = {value: code for code, value in enumerate(values)}
        codes, members = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        lengths = [np.zeros(0, np.int64)]
        set_count = 0
        for column in columns:
            recoded = np.array([code_of[value] for value in column.values], np.int32)
            members.append(recoded.take(column.members) if recoded.size else column.members)
            codes.append(column.codes + np.int32(set_count))
            lengths.append(np.diff(column.offsets))
            set_count += column.set_count
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.concatenate(lengths))))
        return cls(values, np.concatenate(codes), offsets, np.concatenate(members))

    @property
    def set_count(self) -> int:
        """How many different sets there are."""
        return self.offsets.size - 1

    def texts(self, row: int) -> tuple[str, ...]:
        """Return what `row` holds, in the order of `values`."""
        code = int(self.codes[row])
        span = self.members[self.offsets[code] : self.offsets[code + 1]]
        return tuple(self.values[m] for m in span)

    def sets_with(self, wanted: BoolArray) -> BoolArray:
        """Tell for each set whether it holds a value that `wanted` (a flag a value) names."""
        owner = np.repeat(np.arange(self.set_count), np.diff(self.offsets))
        found = np.zeros(self.set_count, np.bool_)
        found[owner[wanted[self.members]]] = True
        return found


def _set_keys(starts: Int64Array, codes: Int32Array, value_count: int) -> Int64Array:
    """Return a number for each row that is the same exactly when the rows hold the same set."""
    keys = np.zeros(starts.size - 1, np.int64)
    lengths = np.diff(starts)
    for position in range(int(lengths.max(initial=0))):
        longer = np.flatnonzero(lengths > position)
        # 0 stays for "nothing more here"; factorizing keeps the keys below the number of rows.
        keys *= value_count + 1
        keys[longer] += codes[starts[longer] + position] + 1
        keys = factorize(keys)[1].astype(np.int64)
    return keys
