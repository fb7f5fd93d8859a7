"""Parquet files as rows of texts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from geo.errors import IncidentDataError
from geo.imports.bounds import check_size
from geo.imports.delimited import EMPTY_TEXTS
from geo.imports.tables import Chunk, checked_header, without_blank_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.imports.tables import Refuse

_ROWS_AT_ONCE: Final = 50_000


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """The flat columns of a Parquet file; nested ones are left out."""

    path: Path
    header: tuple[str, ...]
    names: tuple[str, ...]
    rows_known: int | None

    def chunks(self, refuse: Refuse) -> Iterator[Chunk]:
        """Yield the rows in their order."""
        del refuse  # nothing in a typed file is refused before its values are looked at
        done = 0
        with _reading(self.path), pq.ParquetFile(self.path) as file:
            for batch in file.iter_batches(_ROWS_AT_ONCE, columns=list(self.names)):
                numbers = np.arange(done + 1, done + 1 + batch.num_rows, dtype=np.int64)
                done += batch.num_rows
                columns = [_texts(batch.column(name)) for name in self.names]
                yield without_blank_rows(
                    Chunk(dict(zip(self.header, columns, strict=True)), numbers)
                )


def look_at_parquet(path: Path) -> ParquetFile:
    """Return a Parquet file.

    Raises
    ------
    IncidentDataError
        If it cannot be read or has no flat column.
    """
    check_size(path)
    with _reading(path), pq.ParquetFile(path) as file:
        names = tuple(field.name for field in file.schema_arrow if _is_flat(field.type))
        count = file.metadata.num_rows
    return ParquetFile(path, checked_header(path, names), names, count)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        message = f"is no Parquet file that can be read: {error}"
        raise IncidentDataError(" ".join(message.split()), path=path) from error


def _is_flat(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind))


def _texts(column: pa.Array) -> pa.Array:
    """Return a column as texts: instants and days as ISO, null for what is empty."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s"), safe=False)
    texts = column.cast(pa.string())
    empty = pc.is_in(texts, pa.array(EMPTY_TEXTS))
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts)
