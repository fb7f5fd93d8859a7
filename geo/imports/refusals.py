"""Rows that were not taken: each told once, however many there are."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gazetteer import Message, guard_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import TextIO

# Refusals that are kept as objects to be shown; the rest stands in a temporary file alone.
KEPT: Final = 200
# Characters of a refused value that are told. Source: own choice; enough to find it in the file.
SHOWN_CHARS: Final = 200
# Bytes of refusals that are held in memory before they go to a temporary file.
_IN_MEMORY_BYTES: Final = 2**20
_HEADER: Final = ("file", "row", "field", "value", "reason")
# How the table begins in which refusals are kept: reasons with their templates, as JSON.
_KEPT_HEADER: Final = (*_HEADER[:-1], "message")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken: where it stands, which value it was, and why.

    `row` counts as a person does who opens the file: the row of the sheet or table with its
    heading as row 1, the feature of a map file from 1.
    """

    file: str
    row: int
    field: str
    value: str
    reason: Message

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, field {self.field!r}: {self.value!r} {self.reason}"


class Refusals:
    """The refused rows of one file: counted, the first ones kept, all written to a CSV file.

    Memory is bounded: beyond 1 MiB they lie in a temporary file, which goes with this object.

    Parameters
    ----------
    file
        The file's name, as it shall be told.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._spool: TextIO = io.TextIOWrapper(
            tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES),  # noqa: SIM115
            encoding="utf-8",
            newline="",
        )
        self._writer = csv.writer(self._spool)
        self.first: list[Refusal] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Refusal]:
        """Yield all of them in the order in which they were found."""
        self._spool.flush()
        self._spool.seek(0)
        try:
            yield from map(_refusal_of, csv.reader(self._spool))
        finally:
            self._spool.seek(0, io.SEEK_END)

    def add(self, row: int, field: str, value: str | None, reason: Message) -> None:
        """Take one refusal; a long value is cut."""
        shown = (value or "").replace("\0", "\N{SYMBOL FOR NULL}")
        shown = shown if len(shown) <= SHOWN_CHARS else shown[: SHOWN_CHARS - 1] + "…"
        shown = shown.encode("utf-8", "replace").decode()
        refusal = Refusal(self._file, row, field, shown, reason)
        self._count += 1
        if len(self.first) < KEPT:
            self.first.append(refusal)
        said = json.dumps(reason.to_record(), default=str)
        self._writer.writerow((refusal.file, row, field, shown, said))

    def csv_bytes(self) -> bytes:
        """Return all refusals as a CSV file in English; see `refusals_csv`."""
        return refusals_csv(self)

    def kept_bytes(self) -> bytes:
        """Return all refusals as they are kept, to be read by `kept_refusals`; b"" for none."""
        if not self._count:
            return b""
        self._spool.flush()
        self._spool.seek(0)
        sink = io.StringIO(newline="")
        csv.writer(sink).writerow(_KEPT_HEADER)
        sink.write(self._spool.read())
        self._spool.seek(0, io.SEEK_END)
        return sink.getvalue().encode()

    def write_csv(self, path: Path) -> None:
        """Write all refusals to a CSV file; see `refusals_csv`.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        path.write_bytes(self.csv_bytes())

    def close(self) -> None:
        """Give the temporary file back."""
        self._spool.close()


def kept_refusals(kept: bytes) -> Iterator[Refusal]:
    """Yield the refusals of `Refusals.kept_bytes`.

    Also those of a file that `refusals_csv` wrote, as earlier releases kept them; their reasons
    have no template and stay as they are.
    """
    rows = csv.reader(io.StringIO(kept.decode("utf-8-sig"), newline=""))
    if tuple(next(rows, ())) == _KEPT_HEADER:
        yield from map(_refusal_of, rows)
        return
    for file, row, field, value, reason in rows:
        yield Refusal(file, int(row), field, value, Message.plain(reason))


def refusals_csv(
    refusals: Iterable[Refusal],
    *,
    header: Sequence[str] = _HEADER,
    say: Callable[[Message], str] = str,
) -> bytes:
    """Return refusals as a CSV file for spreadsheets: UTF-8 with mark, no live formulas.

    Parameters
    ----------
    refusals
        The refused rows.
    header
        The five headings: file, row, field, value, reason.
    say
        Returns a reason in the reader's language.
    """
    sink = io.StringIO(newline="")
    writer = csv.writer(sink)
    writer.writerow(header)
    for refusal in refusals:
        cells = (refusal.file, refusal.row, refusal.field, refusal.value, say(refusal.reason))
        writer.writerow(guard_formula(str(cell)) for cell in cells)
    return sink.getvalue().encode("utf-8-sig")


def _refusal_of(cells: Sequence[str]) -> Refusal:
    file, row, field, value, message = cells
    return Refusal(file, int(row), field, value, Message.from_record(json.loads(message)))
