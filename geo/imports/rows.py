"""The rows of one chunk while they are read: which are left, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import Message
from geo.imports.bounds import MAX_FIELD_CHARS
from geo.imports.texts import cleaned

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.columns import BoolArray
    from geo.imports.fields import Field
    from geo.imports.mapping import ColumnMapping
    from geo.imports.tables import Chunk, Refuse


class Rows:
    """The rows of a chunk; `kept` flags those that are not refused yet, shape (n,).

    Parameters
    ----------
    chunk
        What was read.
    mapping
        Which columns hold what.
    refuse
        Told of each row that is refused, once.
    """

    def __init__(self, chunk: Chunk, mapping: ColumnMapping, refuse: Refuse) -> None:
        self.columns = {name: cleaned(column) for name, column in chunk.columns.items()}
        self.numbers = chunk.numbers
        self.mapping = mapping
        self.kept = np.ones(len(chunk), np.bool_)
        self._refuse = refuse
        self._check_lengths()

    def __len__(self) -> int:
        return len(self.numbers)

    def _check_lengths(self) -> None:
        for name, column in self.columns.items():
            longest = pc.max(pc.binary_length(column)).as_py() or 0
            if longest > MAX_FIELD_CHARS:
                bad = pc.greater(pc.utf8_length(column), MAX_FIELD_CHARS)
                self.refuse(
                    name,
                    bad,
                    Message(
                        "has more than %(most)s characters",
                        most=f"{MAX_FIELD_CHARS:,}",
                    ),
                    column,
                )

    def heading(self, field: Field) -> str:
        """Return how the file calls a field, for a refusal."""
        return self.mapping.columns.get(field, (str(field),))[0]

    def has(self, field: Field) -> bool:
        """Tell whether a field has a column or a constant."""
        return field in self.mapping.columns or field in self.mapping.constants

    def text(self, field: Field) -> pa.Array:
        """Return the texts of a field with the constant where a row has none; null for nothing."""
        headings = self.mapping.columns.get(field)
        column = pa.nulls(len(self), pa.string()) if headings is None else self.columns[headings[0]]
        constant = self.mapping.constants.get(field)
        return column if constant is None else pc.fill_null(column, constant)

    def refuse(
        self,
        field: str,
        bad: BoolArray | pa.BooleanArray,
        reason: Message | Callable[[str], Message],
        values: pa.Array | None = None,
    ) -> None:
        """Refuse rows that are not refused yet.

        Parameters
        ----------
        field
            The heading of the column.
        bad
            Flags a row; null is no flag.
        reason
            The end of a sentence that begins with the value, or what makes one of the value.
        values
            The texts to be told; empty when there are none.
        """
        if isinstance(bad, pa.Array):
            bad = pc.fill_null(bad, False).to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(bad & self.kept).tolist():
            value = None if values is None else values[row].as_py()
            told = reason if isinstance(reason, Message) else reason(value or "")
            self._refuse(int(self.numbers[row]), field, value, told)
        self.kept &= ~bad
