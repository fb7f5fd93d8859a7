"""GeoNames' alternate names, joined to a dump of places in bounded memory.

The file of alternate names is in the order of its own ids and far larger than any country's dump:
only the names that are needed are kept, in a temporary database on disk.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gazetteer.message import Message
from gazetteer.place_files import RefusedRow, decoded_lines, open_binary, refused_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gazetteer.place_files import Progress

# Source: GeoNames' ids in 2025 are below 1.4e7; the limit keeps the bit map below 13 MB.
MAX_GEONAMES_ID = 100_000_000
# Source: alternateNamesV2 has ten columns; the older alternateNames and dumps that were cut short
# leave out the last ones.
_MIN_COLUMNS = 4
_COLUMNS = 10


class IdSet:
    """A set of GeoNames ids as a bit map: a few megabytes for all places of the Earth."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, geonames_id: int) -> None:
        """Add an id between 1 and MAX_GEONAMES_ID."""
        byte = geonames_id >> 3
        if byte >= len(self._bits):
            self._bits.extend(bytes(byte + 1 - len(self._bits)))
        self._bits[byte] |= 1 << (geonames_id & 7)

    def __contains__(self, geonames_id: int) -> bool:
        byte = geonames_id >> 3
        return 0 <= byte < len(self._bits) and bool(self._bits[byte] & 1 << (geonames_id & 7))


@dataclass(frozen=True, slots=True)
class AlternateName:
    """One row of the file; `language` is as GeoNames writes it, with its pseudo-languages."""

    language: str
    name: str
    is_preferred: bool
    is_colloquial: bool
    is_historic: bool
    used: str


class AlternateNames:
    """The alternate names of some places, on disk.

    Parameters
    ----------
    connection
        An empty database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def load(
        self, path: Path, wanted: IdSet, *, progress: Progress | None = None
    ) -> Iterator[RefusedRow]:
        """Read the file, plain or zipped, and yield the rows that were refused.

        Raises
        ------
        PlaceFileError
            If the file cannot be read.
        """
        execute = self._connection.execute
        execute("PRAGMA journal_mode = OFF")
        execute("PRAGMA synchronous = OFF")
        execute("CREATE TABLE alternate (place INTEGER, fields TEXT)")
        with open_binary(path, progress=progress, member="alternatenamesv2.txt") as stream:
            for number, line in decoded_lines(path, stream):
                if isinstance(line, RefusedRow):
                    yield line
                    continue
                columns = line.split("\t", 2)
                if len(columns) < 3 or line.count("\t") < _MIN_COLUMNS - 1:
                    yield refused_row(
                        path,
                        number,
                        "line",
                        line,
                        Message("has fewer than %(count)s columns", count=_COLUMNS),
                    )
                elif not (columns[1].isascii() and columns[1].isdigit()):
                    yield refused_row(
                        path, number, "geonameid", columns[1], Message("is not a number")
                    )
                elif len(columns[1]) < 12 and int(columns[1]) in wanted:
                    execute("INSERT INTO alternate VALUES (?, ?)", (int(columns[1]), columns[2]))
        execute("CREATE INDEX alternate_by_place ON alternate (place)")

    def of(self, geonames_id: int) -> list[AlternateName]:
        """Return the names of one place in the order of the file."""
        rows = self._connection.execute(
            "SELECT fields FROM alternate WHERE place = ? ORDER BY rowid", (geonames_id,)
        )
        return [_alternate_name(fields) for (fields,) in rows]


def _alternate_name(fields: str) -> AlternateName:
    columns = fields.split("\t")
    language, name, preferred, _short, colloquial, historic, since, until = (columns + [""] * 8)[:8]
    return AlternateName(
        language.strip(),
        name,
        preferred == "1",
        colloquial == "1",
        historic == "1",
        "–".join((since.strip(), until.strip())).rstrip("–"),
    )


@contextmanager
def temporary_alternate_names() -> Iterator[AlternateNames]:
    """Give an empty `AlternateNames` that is gone from the disk afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="hudud-names-") as folder,
        closing(sqlite3.connect(Path(folder) / "names.sqlite")) as connection,
    ):
        yield AlternateNames(connection)
