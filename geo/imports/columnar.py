"""Parquet files as rows of texts."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from gazetteer import Message
from geo.errors import IncidentDataError
from geo.imports.bounds import MAX_FILE_BYTES, check_size
from geo.imports.delimited import EMPTY_TEXTS
from geo.imports.parquet_pages import check_pages
from geo.imports.tables import Chunk, check_row_count, checked_header, without_blank_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.imports.tables import Refuse

_ROWS_AT_ONCE: Final = 50_000
_TEXTS: Final = (pa.string(), pa.large_string())
# Bytes of text that are taken at once. Source: own choice; the file may hold a long text once for
# all rows, and each of them gets its own.
_TEXT_AT_ONCE: Final = 64 * 2**20
# How deep columns may lie in columns, and how long a text of the footer may be, in bytes.
_LIMITS: Final = {"schema_depth_limit": 64, "thrift_string_size_limit": 2**24}


@dataclass(frozen=True, slots=True)
class ParquetFile:
    """The flat columns of a Parquet file; nested ones are left out.

    `coded` are those of texts, each of which is read once.
    """

    path: Path
    header: tuple[str, ...]
    names: tuple[str, ...]
    coded: tuple[str, ...]
    rows_known: int | None

    def chunks(self, refuse: Refuse) -> Iterator[Chunk]:
        """Yield the rows in their order."""
        del refuse  # nothing in a typed file is refused before its values are looked at
        done = text_bytes = 0
        with _reading(self.path), _opened(self.path, self.coded) as file:
            for whole in file.iter_batches(_ROWS_AT_ONCE, columns=list(self.names)):
                text_bytes += sum(map(_text_bytes, whole.columns))
                if text_bytes > MAX_FILE_BYTES:
                    message = Message(
                        "unpacks to more than %(limit)s bytes", limit=f"{MAX_FILE_BYTES:,}"
                    )
                    raise IncidentDataError(message, path=self.path)
                for batch in _pieces(whole):
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
        If it cannot be read, unpacks to too much, or has no flat column or two of one name.
    """
    check_size(path)
    check_pages(path)
    with _reading(path), _opened(path) as file:
        fields = [field for field in file.schema_arrow if _is_flat(field.type)]
        names = tuple(field.name for field in fields)
        header = checked_header(path, names)
        for name in names:
            if "." in name or file.schema_arrow.names.count(name) > 1:
                message = Message("has a column whose name cannot be told from another's")
                raise IncidentDataError(message, path=path, field=name)
        check_row_count(path, file.metadata.num_rows)
        coded = tuple(field.name for field in fields if field.type in _TEXTS)
        return ParquetFile(path, header, names, coded, file.metadata.num_rows)


def _opened(path: Path, coded: tuple[str, ...] = ()) -> pq.ParquetFile:
    return pq.ParquetFile(
        path,
        read_dictionary=list(coded),
        pre_buffer=False,
        arrow_extensions_enabled=False,
        **_LIMITS,
    )


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    # The last ones come from headings and texts that are no UTF-8, and from what does not fit.
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError) as error:
        if isinstance(error, IncidentDataError):
            raise
        told = " ".join(str(error).split())
        message = Message("is no Parquet file that can be read: %(problem)s", problem=told)
        raise IncidentDataError(message, path=path) from error


def _is_flat(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind))


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Yield the rows in batches with up to _TEXT_AT_ONCE bytes of text, or of one row."""
    if batch.num_rows < 2 or sum(map(_text_bytes, batch.columns)) <= _TEXT_AT_ONCE:
        yield batch
        return
    half = batch.num_rows // 2
    yield from _pieces(batch.slice(0, half))
    yield from _pieces(batch.slice(half))


def _text_bytes(column: pa.Array) -> int:
    """Return how many bytes a column has once each row has its own text."""
    if not pa.types.is_dictionary(column.type) or column.type.value_type not in _TEXTS:
        return int(column.nbytes)
    lengths = pc.fill_null(pc.binary_length(column.dictionary), 0)
    return pc.sum(lengths.take(column.indices)).as_py() or 0


def _texts(column: pa.Array) -> pa.Array:
    """Return a column as texts: instants and days as ISO, null for what is empty."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("s"), safe=False)
    texts = column.cast(pa.string())
    # Nothing checks on reading whether texts are UTF-8.
    texts.validate(full=True)
    empty = pc.is_in(texts, pa.array(EMPTY_TEXTS))
    return pc.if_else(empty, pa.scalar(None, pa.string()), texts)
