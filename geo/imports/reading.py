"""A file of incidents as the store takes it: looked at, mapped, read."""

from __future__ import annotations

import hashlib
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import IO, TYPE_CHECKING, Final

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import Message
from geo.errors import IncidentDataError
from geo.imports.convert import Converter
from geo.imports.dates import date_order_of
from geo.imports.fields import Field
from geo.imports.formats import ImportFormat, open_file
from geo.imports.mapping import ColumnMapping, guess_mapping
from geo.imports.placing import Placer
from geo.imports.profiles import Publication
from geo.imports.refusals import Refusals
from geo.imports.tables import Chunk, ImportCancelledError, check_row_count, chunk_of_rows
from geo.store.columns import STORED_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from gazetteer import Gazetteer, UnresolvedReport
    from geo.borders import Borders
    from geo.imports.dates import DateOrder
    from geo.imports.profiles import Profile
    from geo.imports.tables import Progress, TableFile

# Rows that are shown before an import, and rows that a mapping is guessed from.
SHOWN_ROWS: Final = 10
_SAMPLE_ROWS: Final = 1_000
_HASH_BYTES: Final = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file before it is imported: what it is, its first rows, and what its columns seem to hold.

    `rows` has up to SHOWN_ROWS rows of texts, None for empty, as many as `header`; `problem` is
    why it cannot be imported with this mapping, "" when it can.
    """

    format: ImportFormat
    header: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    rows_known: int | None
    mapping: ColumnMapping
    publication: Publication
    problem: str

    @property
    def is_publishers(self) -> bool:
        """Whether the file has the columns of a publisher whose ways are known."""
        return self.format in {ImportFormat.ACLED, ImportFormat.UCDP}


@dataclass(eq=False, kw_only=True)
class IncidentBatch:
    """The incidents of one file, ready for the store; use it in a ``with`` statement.

    The rows lie in a temporary file, so that a million of them need little memory; `tables` reads
    them in chunks, any number of times.

    `unresolved` are names for the gazetteer's queue, `flagged` counts rows by what an analyst
    should look at, `row_count` the rows that were taken, `unplaced` those of them without any point
    or place.
    """

    name: str
    sha256: str
    format: ImportFormat
    mapping: ColumnMapping
    publication: Publication
    refusals: Refusals
    unresolved: tuple[UnresolvedReport, ...] = ()
    flagged: Mapping[str, int] = field(default_factory=dict)
    row_count: int = 0
    unplaced: int = 0
    _spool: IO[bytes] = field(repr=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the temporary files back."""
        self._spool.close()
        self.refusals.close()

    def tables(self) -> Iterator[pa.Table]:
        """Yield the rows in the order of the file, in tables of STORED_COLUMNS."""
        self._spool.seek(0)
        with pa.ipc.open_stream(self._spool) as reader:
            for batch in reader:
                yield pa.Table.from_batches([batch])

    @property
    def rows(self) -> pa.Table:
        """All rows as one table of STORED_COLUMNS."""
        return pa.concat_tables([STORED_COLUMNS.empty_table(), *self.tables()]).unify_dictionaries()


def preview_incidents(
    path: Path,
    format: ImportFormat | None = None,  # noqa: A002 - what people call it
    *,
    mapping: ColumnMapping | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    layer: str | None = None,
) -> Preview:
    """Return what a file is and what its columns seem to hold; see `read_incidents`.

    Raises
    ------
    IncidentDataError
        If the file cannot be read at all.
    """
    table, found, profile = open_file(
        path, format, encoding=encoding, delimiter=delimiter, layer=layer
    )
    sample = _sample(table)
    mapping = _mapping_of(table, profile, sample) if mapping is None else mapping
    problem = ""
    try:
        mapping.check(table.header, path)
    except IncidentDataError as error:
        problem = error.message
    columns = [sample.columns[name].slice(0, SHOWN_ROWS).to_pylist() for name in table.header]
    return Preview(
        format=found,
        header=table.header,
        rows=tuple(zip(*columns, strict=True)),
        rows_known=table.rows_known,
        mapping=mapping,
        publication=Publication() if profile is None else profile.publication,
        problem=problem,
    )


def read_incidents(
    path: Path,
    format: ImportFormat | None = None,  # noqa: A002 - what people call it
    *,
    borders: Borders,
    gazetteer: Gazetteer | None = None,
    mapping: ColumnMapping | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    layer: str | None = None,
    progress: Progress | None = None,
    today: date | None = None,
) -> IncidentBatch:
    """Read a file of incidents.

    Rows that break a rule are refused one by one; everything else is taken. Names of places
    without coordinates are looked up with the country and governorate that the row names; one that
    is ambiguous or unknown leaves the row without a point.

    Parameters
    ----------
    path
        The file.
    format
        What it must be; found by looking when None.
    borders
        Countries and governorates.
    gazetteer
        Where names of places are looked up; None looks up none.
    mapping
        Which columns hold what; ACLED's or UCDP's own, or guessed, when None.
    encoding, delimiter
        How a delimited table is written; found by looking when None.
    layer
        Which sheet of a workbook or layer of a GeoPackage; the first when None.
    progress
        Told the rows done and known after each chunk; False ends the import.
    today
        The day after which only tomorrow is believed; today in UTC when None.

    Raises
    ------
    IncidentDataError
        If the file cannot be read, or not with this mapping.
    ImportCancelledError
        If `progress` ended it.
    """
    table, found, profile = open_file(
        path, format, encoding=encoding, delimiter=delimiter, layer=layer
    )
    if mapping is None:
        mapping = _mapping_of(table, profile, _sample(table))
    mapping.check(table.header, path)
    batch = IncidentBatch(
        name=path.name,
        sha256=_sha256(path),
        format=found,
        mapping=mapping,
        publication=Publication() if profile is None else profile.publication,
        refusals=Refusals(path.name),
        _spool=tempfile.TemporaryFile(prefix="hudud-import-"),  # noqa: SIM115 - closed with the batch
    )
    try:
        placer = Placer(borders, gazetteer)
        converter = Converter(
            mapping,
            profile,
            placer,
            batch.refusals.add,
            order=_date_order(table, mapping, profile),
            today=today or datetime.now(UTC).date(),
        )
        _read_on(batch, path, table, converter, progress)
        batch.unresolved = placer.reports(path.name)
    except BaseException:
        batch.close()
        raise
    return batch


def _read_on(
    batch: IncidentBatch,
    path: Path,
    table: TableFile,
    converter: Converter,
    progress: Progress | None,
) -> None:
    """Put the rows of a file into the batch's temporary file, and count them."""
    flagged: Counter[str] = Counter()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(batch._spool, STORED_COLUMNS, options=options) as writer:
        done = 0
        for chunk in table.chunks(batch.refusals.add):
            incidents = converter.table(chunk)
            writer.write_table(incidents)
            batch.row_count += len(incidents)
            adrift = pc.and_(incidents["lon"].is_null(), incidents["place_id"].is_null())
            batch.unplaced += pc.sum(adrift).as_py() or 0
            for pair in incidents["flags"].drop_null().value_counts().to_pylist():
                for flag in pair["values"].split():
                    flagged[flag] += pair["counts"]
            done += len(chunk)
            check_row_count(path, done)
            if progress is not None and progress(done, table.rows_known) is False:
                raise ImportCancelledError(
                    Message("the import of %(name)s was ended", name=batch.name)
                )
    batch.flagged = dict(sorted(flagged.items()))


def _mapping_of(table: TableFile, profile: Profile | None, sample: Chunk) -> ColumnMapping:
    if profile is None:
        return guess_mapping(table.header, sample)
    return ColumnMapping(profile.mapped(table.header), date_order=profile.date_order)


def _sample(table: TableFile) -> Chunk:
    """Return the first rows of a file; those that cannot be read are left out."""
    for chunk in islice(table.chunks(lambda *_refusal: None), 1):
        columns = {name: column.slice(0, _SAMPLE_ROWS) for name, column in chunk.columns.items()}
        return Chunk(columns, chunk.numbers[:_SAMPLE_ROWS])
    return chunk_of_rows(table.header, [], [])


def _date_order(
    table: TableFile, mapping: ColumnMapping, profile: Profile | None
) -> DateOrder | None:
    """Return which figure of a date is the day, as the mapping says or the whole file proves."""
    if mapping.date_order is not None or profile is not None:
        return mapping.date_order
    headings = [h for f in (Field.START, Field.END) for h in mapping.columns.get(f, ())]
    texts: dict[str, None] = {}
    for chunk in table.chunks(lambda *_refusal: None):
        for heading in headings:
            column = chunk.columns[heading]
            figures = pc.match_substring_regex(column, r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}")
            texts.update(dict.fromkeys(column.filter(figures).unique().to_pylist()))
        if not texts:
            break
    return date_order_of(texts)[0]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_HASH_BYTES):
            digest.update(piece)
    return digest.hexdigest()
