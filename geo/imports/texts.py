"""Columns of texts to columns of numbers, days and codes: each different text is read once."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import Message, message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.columns import BoolArray, Float64Array

_Value = TypeVar("_Value")

# Different texts of which a reading is kept, before all are forgotten. Source: own choice; some
# 100 MB at most.
_MOST_KEPT: Final = 300_000
_GROUPED: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


class OnceRead(Generic[_Value]):
    """Reads each different text of a column once and keeps what came of it.

    Parameters
    ----------
    read
        Reads one text; raises ValueError with the end of a sentence for what it refuses.
    """

    def __init__(self, read: Callable[[str], _Value]) -> None:
        self._read = read
        self._kept: dict[str, _Value | ValueError] = {}

    def __call__(self, column: pa.Array) -> tuple[list[_Value | ValueError], np.ndarray[Any, Any]]:
        """Return what the different texts mean, and which one each row has, -1 for null."""
        coded = column.dictionary_encode()
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        found = [self._one(text) for text in coded.dictionary.to_pylist()]
        return found, pc.fill_null(coded.indices, -1).to_numpy()

    def _one(self, text: str) -> _Value | ValueError:
        known = self._kept.get(text)
        if known is None:
            try:
                known = self._read(text)
            except ValueError as error:
                known = ValueError(message_of(error))
            self._kept[text] = known
        return known


def taken(values: list[Any], rows: np.ndarray[Any, Any], kind: type, missing: object) -> Any:  # noqa: ANN401 - an array of `kind`
    """Return ``values[row]`` for each of `rows` as an array; `missing` where the row is -1."""
    return np.array([*values, missing], kind)[rows]


def parse_number(text: str) -> float:
    """Return a finite number; Arabic figures and a decimal comma are understood.

    Raises
    ------
    ValueError
        If it is none, or one such as ``1,234`` that is read in two ways.
    """
    plain = _plain_number(text)
    if _GROUPED.fullmatch(plain):
        raise ValueError(Message("may be two different numbers; write it without a comma"))
    return _finite(plain)


def parse_degrees(text: str) -> float:
    """Return decimal degrees; a comma is a decimal one, for no coordinate has thousands.

    Raises
    ------
    ValueError
        If it is no finite number.
    """
    return _finite(_plain_number(text).removesuffix("°"))


def _plain_number(text: str) -> str:
    plain = "".join(text.split()).replace("\u066b", ".").replace("\u2212", "-")
    return plain.replace("\u066c", "").replace("\u060c", ",")


def _finite(plain: str) -> float:
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(Message("is not a number")) from None
    if not math.isfinite(value) or "_" in plain:
        raise ValueError(Message("is not a number"))
    return value


def numbers(column: pa.Array, read: OnceRead[float]) -> tuple[Float64Array, BoolArray]:
    """Return a column as numbers, nan for null, and which texts are none."""
    try:
        values = pc.cast(column, pa.float64())
    except pa.ArrowInvalid:
        found, rows = read(column)
        is_bad = [isinstance(value, ValueError) for value in found]
        clean = [math.nan if isinstance(value, ValueError) else value for value in found]
        return taken(clean, rows, np.float64, math.nan), taken(is_bad, rows, np.bool_, False)
    floats = values.to_numpy(zero_copy_only=False)
    bad = ~np.isfinite(floats) & values.is_valid().to_numpy(zero_copy_only=False)
    return floats, bad


def cleaned(column: pa.Array) -> pa.Array:
    """Return texts without white space at the ends or control characters; null where empty."""
    column = pc.utf8_trim_whitespace(column)
    if _has_bytes(column, _CONTROLS):
        column = pc.replace_substring_regex(column, "\r\n?", "\n")
        column = pc.replace_substring_regex(column, "[\\x00-\\x09\\x0b-\\x1f\\x7f]+", " ")
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def whole_figures(column: pa.Array) -> pa.Array:
    """Return texts with ``214797.0`` written ``214797``."""
    if not pc.any(pc.ends_with(column, ".0")).as_py():
        return column
    return pc.replace_substring_regex(column, r"^(-?\d+)\.0+$", r"\1")


def json_objects(columns: Mapping[str, pa.Array], count: int) -> pa.Array:
    """Return for each of `count` rows a JSON object of its texts; null where it has none."""
    pieces = []
    for name, column in columns.items():
        if column.null_count < len(column):
            key = json.dumps(name, ensure_ascii=False)
            piece = pc.binary_join_element_wise(f',{key}:"', escaped_json(column), '"', "")
            pieces.append(pc.fill_null(piece, ""))
    if not pieces:
        return pa.nulls(count, pa.string())
    body = pc.binary_join_element_wise(*pieces, "")
    whole = pc.binary_join_element_wise(pc.binary_replace_slice(body, 0, 1, "{"), "}", "")
    return pc.if_else(pc.equal(body, ""), pa.scalar(None, pa.string()), whole)


def escaped_json(column: pa.Array) -> pa.Array:
    """Return cleaned texts as they stand between the quotation marks of JSON."""
    for byte, plain, escape in _JSON_ESCAPES:
        if _has_bytes(column, byte):
            column = pc.replace_substring(column, plain, escape)
    return column


def _has_bytes(column: pa.Array, wanted: BoolArray) -> bool:
    """Tell whether the texts may hold one of the ASCII characters that `wanted` flags."""
    data = column.buffers()[2]
    if data is None:
        return False
    start, end = _byte_range(column)
    return bool(wanted[np.frombuffer(data, np.uint8)[start:end]].any())


def _byte_range(column: pa.Array) -> tuple[int, int]:
    offsets = np.frombuffer(column.buffers()[1], np.int32)
    return int(offsets[column.offset]), int(offsets[column.offset + len(column)])


def _flags(characters: str) -> BoolArray:
    flags = np.zeros(256, np.bool_)
    flags[[ord(character) for character in characters]] = True
    return flags


# Control characters, the end of a line apart, which a text may have.
_CONTROLS: Final = _flags("".join(map(chr, [*range(10), *range(11, 32), 127])))
_JSON_ESCAPES: Final = (
    (_flags("\\"), "\\", "\\\\"),
    (_flags('"'), '"', '\\"'),
    (_flags("\n"), "\n", "\\n"),
)
