"""Chunks of texts to tables of incidents in the columns of the store."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from gazetteer import Message
from geo.imports.dates import CLOCK
from geo.imports.fields import Field, heading_key
from geo.imports.rows import Rows
from geo.imports.texts import json_objects, whole_figures
from geo.imports.values import Reader, coded, lists
from geo.incidents import TimePrecision
from geo.store.columns import STORED_COLUMNS

if TYPE_CHECKING:
    from datetime import date

    from geo.imports.dates import DateOrder
    from geo.imports.mapping import ColumnMapping
    from geo.imports.placing import Placer
    from geo.imports.profiles import Profile
    from geo.imports.tables import Chunk, Refuse

# Fields whose column says nothing more than the stored value does.
_TOLD: Final = frozenset(
    {
        Field.ID, Field.LAT, Field.LON, Field.PLACE, Field.START, Field.END, Field.EVENT_TYPE,
        Field.SUB_TYPE, Field.ACTORS, Field.SOURCES, Field.FATALITIES_LOW, Field.FATALITIES_BEST,
        Field.FATALITIES_HIGH, Field.INJURED, Field.VERIFICATION, Field.SUMMARY, Field.SUMMARY_AR,
    }
)  # fmt: skip
_MIDNIGHT: Final = r"(?:T|\s+)0?0:00(?::00(?:\.0+)?)?"


class Converter:
    """Makes incidents of the rows of one file.

    Parameters
    ----------
    mapping
        Which columns hold what.
    profile
        The publisher's codes; None for a file of nobody we know.
    placer
        Finds where rows lie.
    refuse
        Told of each row that is refused, once.
    order, today
        As for `Reader`.
    """

    def __init__(
        self,
        mapping: ColumnMapping,
        profile: Profile | None,
        placer: Placer,
        refuse: Refuse,
        *,
        order: DateOrder | None,
        today: date,
    ) -> None:
        self._mapping = mapping
        self._profile = profile
        self._placer = placer
        self._refuse = refuse
        self._reader = Reader(profile, order, today)
        self._seen: set[str] = set()
        self._alike: Counter[bytes] = Counter()

    def table(self, chunk: Chunk) -> pa.Table:
        """Return the incidents of a chunk; rows that cannot be taken are refused."""
        rows = Rows(chunk, self._mapping, self._refuse)
        start, end, precision = self._reader.days(rows)
        lon, lat = self._reader.points(rows)
        extent_km, unit = self._reader.extents(rows)
        event_type, sub_type = self._reader.types(rows)
        casualties = self._reader.casualties(rows)
        verification = self._reader.verifications(rows)
        placed = self._placer.place(rows, lon, lat, extent_km, unit)
        columns = {
            "id": self._ids(rows),
            "lon": pa.array(lon, from_pandas=True),
            "lat": pa.array(lat, from_pandas=True),
            "extent_km": pa.array(placed.extent_km.astype(np.float32), from_pandas=True),
            "place_id": placed.place_id,
            "place_name": placed.place_name,
            "country": placed.country,
            "admin1": placed.admin1,
            "start_day": pa.array(start, pa.int32()),
            "end_day": pa.array(end, pa.int32()),
            "time_precision": coded([str(p) for p in TimePrecision], precision),
            "event_type": event_type,
            "sub_type": sub_type,
            "actors": lists(rows, Field.ACTORS),
            "sources": lists(rows, Field.SOURCES),
            **casualties,
            "verification": verification,
            "summary": rows.text(Field.SUMMARY),
            "summary_ar": rows.text(Field.SUMMARY_AR),
            "flags": placed.flags,
            "details": self._details(rows),
        }
        arrays = [columns[field.name] for field in STORED_COLUMNS]
        table = pa.Table.from_arrays(arrays, names=STORED_COLUMNS.names)
        kept = table.filter(pa.array(rows.kept)) if not rows.kept.all() else table
        return kept.cast(STORED_COLUMNS)

    def _ids(self, rows: Rows) -> pa.Array:
        """Return the ids, and refuse rows whose id a row before has.

        A row without one gets an id of what it says, so that it is known again in the next
        version of the file; of rows that say the same the second is ``…-2``.
        """
        ids = whole_figures(rows.text(Field.ID))
        self._refuse_doubles(rows, ids)
        nameless = np.flatnonzero(ids.is_null().to_numpy(zero_copy_only=False) & rows.kept).tolist()
        if not nameless:
            return pc.fill_null(ids, "")
        texts = pc.fill_null(ids, "").to_pylist()
        names = sorted(rows.columns, key=lambda name: (heading_key(name), name))
        content = json_objects({name: rows.columns[name] for name in names}, len(rows))
        for row in nameless:
            text = content[row].as_py() or ""
            digest = hashlib.blake2b(text.encode(), digest_size=10).digest()
            self._alike[digest] += 1
            number = self._alike[digest]
            texts[row] = f"row-{digest.hex()}" + (f"-{number}" if number > 1 else "")
        return pa.array(texts, pa.string())

    def _refuse_doubles(self, rows: Rows, ids: pa.Array) -> None:
        valid = ids.is_valid().to_numpy(zero_copy_only=False)
        given = ids.filter(pa.array(rows.kept & valid)).to_pylist()
        fresh = set(given)
        if len(fresh) == len(given) and self._seen.isdisjoint(fresh):
            self._seen |= fresh
            return
        again = np.zeros(len(rows), np.bool_)
        for row in np.flatnonzero(rows.kept & valid).tolist():
            text = ids[row].as_py()
            again[row] = text in self._seen
            self._seen.add(text)
        reason = Message("is the id of a row before; the first one was taken")
        rows.refuse(rows.heading(Field.ID), again, reason, ids)

    def _details(self, rows: Rows) -> pa.Array:
        """Return what the file says beyond the stored columns, as JSON objects of texts."""
        told = {h for f in _TOLD for h in self._mapping.columns.get(f, ())}
        left_out = frozenset() if self._profile is None else self._profile.left_out
        wanted = {
            name: column
            for name, column in rows.columns.items()
            if name not in told and heading_key(name) not in left_out
        }
        if self._profile is not None:
            wanted = {name: self._decoded(name, column) for name, column in wanted.items()}
        for field in (Field.START, Field.END):
            for name in self._mapping.columns.get(field, ()):
                has_clock = pc.match_substring_regex(rows.columns[name], CLOCK)
                if pc.any(has_clock).as_py():
                    midnight = pc.match_substring_regex(rows.columns[name], _MIDNIGHT)
                    has_clock = pc.and_not(has_clock, midnight)
                    wanted[name] = pc.if_else(has_clock, rows.columns[name], None)
        return json_objects(wanted, len(rows))

    def _decoded(self, name: str, column: pa.Array) -> pa.Array:
        column = whole_figures(column)
        codes = {} if self._profile is None else self._profile.codes_in.get(heading_key(name), {})
        if not codes:
            return column
        encoded = column.dictionary_encode()
        words = [codes.get(text, text) for text in encoded.dictionary.to_pylist()]
        return pa.array(words, pa.string()).take(encoded.indices)
