"""One import: pack the rows, compare them with those that hold, write what is new."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import Message, UnresolvedReport, put_unresolved, settled_places
from geo.errors import DatasetNotFoundError
from geo.store.changes import DatasetWriter, check_edition, check_info, editor_name, find_info
from geo.store.comparing import compare, digests_of, next_parts, unique_ids
from geo.store.datasets import DatasetChangeKind, ImportReport, ImportStage
from geo.store.parts import ids_of, parts_of, unpack_narrow
from geo.store.versions import add_version, held_rows, parts_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from gazetteer import Database, User
    from geo.columns import BoolArray
    from geo.store.comparing import Comparison, StoredPart
    from geo.store.datasets import DatasetInfo, ImportFile
    from geo.store.parts import Part

    # Place name, country and governorate as the rows bear them.
    Named = tuple[str, str, str]

_NAMED = ("place_name", "country", "admin1")


class Import:
    """One import of a file; see `IncidentStore.put` for what its parameters mean."""

    def __init__(
        self,
        database: Database,
        info: DatasetInfo,
        *,
        user: User,
        reason: str,
        file: ImportFile,
        whole: bool,
        based_on: int | None,
        progress: Callable[[ImportStage, int], None] | None,
    ) -> None:
        editor_name(user)
        check_info(info)
        self._database = database
        self._info = info
        self._user = user
        self._reason = reason
        self._file = file
        self._whole = whole
        self._based_on = based_on
        self._progress = progress or _silent

    def run(self, rows: Iterable[pa.Table | pa.RecordBatch], *, dry_run: bool) -> ImportReport:
        """Import `rows` and tell what became of them."""
        with self._database.read() as connection:
            held = self._held(connection)
            check_edition(held, self._based_on)
        parts = list(parts_of(rows, lambda done: self._progress(ImportStage.READING, done)))
        ids = unique_ids(parts, lambda part: ids_of(part.narrow))
        with self._database.read() as connection:
            version = 0 if held is None else held.version
            stored = parts_at(connection, self._info.id, version)
            found = self._compare(connection, parts, ids, stored)
            unplaced = _unplaced(parts, np.ones(len(ids), np.bool_))
            report = self._report(connection, found, unplaced)
            if dry_run or not (found.changes or self._is_described_anew(held)):
                return report
            left, fresh = next_parts(
                parts,
                stored,
                found,
                whole=self._whole,
                tables=lambda kept: held_rows(connection, kept),
            )
        reports = _reports(_unplaced(parts, found.added | found.updated), self._file.name)
        return self._write(held, report, (left, fresh), reports, changed=found.changes > 0)

    def _held(self, connection: Connection) -> DatasetInfo | None:
        held = find_info(connection, self._info.id)
        if held is not None and held.removed:
            raise DatasetNotFoundError(
                Message("the data set %(id)r was removed; undo that first", id=self._info.id)
            )
        return held

    def _compare(
        self,
        connection: Connection,
        parts: Sequence[Part],
        ids: pa.Array,
        stored: Sequence[StoredPart],
    ) -> Comparison:
        none = np.zeros(0, np.uint64)
        if not stored:
            return compare((ids, np.zeros(len(ids), np.uint64)), (ids[:0], none), whole=True)
        old_ids: list[pa.Array] = []

        def old() -> Iterator[pa.Table]:
            for table in held_rows(connection, stored):
                old_ids.extend(table["id"].chunks)
                self._progress(ImportStage.COMPARING, sum(map(len, old_ids)))
                yield table

        old_digests = digests_of(old())
        new_digests = digests_of(part.table() for part in parts)
        return compare(
            (ids, new_digests), (pa.concat_arrays(old_ids), old_digests), whole=self._whole
        )

    def _report(
        self, connection: Connection, found: Comparison, unplaced: Counter[Named]
    ) -> ImportReport:
        reports = _reports(unplaced, self._file.name)
        settled = settled_places(connection, reports)
        open_names = [r for r, place in zip(reports, settled, strict=True) if place is None]
        return ImportReport(
            dataset_id=self._info.id,
            imported=int(found.added.sum()),
            updated=int(found.updated.sum()),
            unchanged=int((~(found.added | found.updated)).sum()),
            withdrawn=int(found.withdrawn.sum()),
            refused=self._file.refused,
            unresolved=len(open_names),
            unplaced=sum(r.count for r in open_names),
        )

    def _is_described_anew(self, held: DatasetInfo | None) -> bool:
        return held is None or self._described(held) != held

    def _described(self, held: DatasetInfo) -> DatasetInfo:
        """Return the data set that holds, described as this import does."""
        info = self._info
        return replace(
            held,
            name=info.name,
            publisher=info.publisher,
            licence=info.licence,
            citation=info.citation,
            link=info.link,
            format=info.format,
            mapping=json.loads(json.dumps(info.mapping)),
        )

    def _write(
        self,
        held: DatasetInfo | None,
        report: ImportReport,
        parts: tuple[Sequence[StoredPart], Sequence[Part]],
        reports: Sequence[UnresolvedReport],
        *,
        changed: bool,
    ) -> ImportReport:
        with self._database.write() as connection:
            writer = DatasetWriter(connection, user=self._user, reason=self._reason)
            check_edition(self._held(connection), 0 if held is None else held.edition)
            after = replace(self._info, removed=False) if held is None else self._described(held)
            if held is None:
                after = replace(after, version=0, incidents=0)
                writer.reserve(after)
            if changed:
                version, total = add_version(connection, after.id, *parts)
                after = replace(after, version=version, incidents=total)
                report = replace(report, version=version)
                self._progress(ImportStage.WRITING, total)
                settled = settled_places(connection, reports)
                put_unresolved(
                    connection,
                    [r for r, place in zip(reports, settled, strict=True) if place is None],
                )
            change = writer.put(
                held, after, DatasetChangeKind.IMPORT, report=report, file=self._file
            )
            return change.report or report


def _unplaced(parts: Sequence[Part], flags: BoolArray) -> Counter[Named]:
    """Count the flagged rows that have a name of a place and neither a point nor an entry."""
    counted: Counter[Named] = Counter()
    start = 0
    for part in parts:
        wanted = flags[start : start + part.row_count]
        start += part.row_count
        table = unpack_narrow(part.narrow, ("lon", "place_id", *_NAMED)).filter(pa.array(wanted))
        counted.update(unplaced_names(table))
    return counted


def unplaced_names(table: pa.Table) -> Counter[Named]:
    """Count the rows that have a name of a place and neither a point nor an entry, by name."""
    named = pc.and_(pc.is_null(table["lon"]), pc.is_null(table["place_id"]))
    named = pc.and_(named, pc.is_valid(table["place_name"]))
    columns = (table[name].filter(named).cast(pa.string()) for name in _NAMED)
    return Counter(zip(*(pc.fill_null(column, "").to_pylist() for column in columns), strict=True))


def _reports(unplaced: Counter[Named], origin: str) -> list[UnresolvedReport]:
    return [
        UnresolvedReport(name=name, country=country, admin1=admin1, origin=origin, count=count)
        for (name, country, admin1), count in unplaced.items()
    ]


def _silent(_stage: ImportStage, _done: int) -> None:
    """Tell nobody."""
