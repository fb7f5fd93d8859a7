"""Places in and out of files: one way to read, one way to write, whatever the format.

Reading yields places and refused rows as they come, so that a file of any size fits in memory and a
store can take all of it in one transaction. Ids are made of the file's own, so that reading a file
again meets the same places.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gazetteer.csv_places import POPULATED_PLACE, read_csv_places, write_csv_places
from gazetteer.errors import PlaceFileError
from gazetteer.geonames import read_geonames
from gazetteer.linked_places import read_linked_places, write_linked_places
from gazetteer.lp_tsv import read_lp_tsv, write_lp_tsv
from gazetteer.message import Message
from gazetteer.place_files import RefusedRow

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from typing import TextIO

    from gazetteer.place import Place
    from gazetteer.place_files import Progress


class PlaceFormat(StrEnum):
    """A format that places come in."""

    LPF = "lpf"
    LPTSV = "lptsv"
    GEONAMES = "geonames"
    CSV = "csv"


# Source: RFC 7946 and its kin for the first four; what GeoNames and LP-TSV call their files.
_BY_SUFFIX: Final = {
    ".json": PlaceFormat.LPF,
    ".jsonld": PlaceFormat.LPF,
    ".geojson": PlaceFormat.LPF,
    ".jsonl": PlaceFormat.LPF,
    ".geojsonl": PlaceFormat.LPF,
    ".geojsons": PlaceFormat.LPF,
    ".ndjson": PlaceFormat.LPF,
    ".tsv": PlaceFormat.LPTSV,
    ".txt": PlaceFormat.GEONAMES,
    ".csv": PlaceFormat.CSV,
}
_ONE_A_LINE: Final = frozenset({".jsonl", ".geojsonl", ".geojsons", ".ndjson"})


def format_of(path: Path) -> PlaceFormat:
    """Return the format that the name of a file says; a plain ``.zip`` is GeoNames'.

    Raises
    ------
    PlaceFileError
        If it says none.
    """
    suffixes = [suffix.casefold() for suffix in path.suffixes[-2:]]
    if suffixes and suffixes[-1] in {".zip", ".gz"}:
        inner = _BY_SUFFIX.get(suffixes[-2]) if len(suffixes) > 1 else None
        if inner is not None or suffixes[-1] == ".zip":
            return inner or PlaceFormat.GEONAMES
    found = _BY_SUFFIX.get(suffixes[-1]) if suffixes else None
    if found is None:
        formats = ", ".join(PlaceFormat)
        raise PlaceFileError(
            Message("its name says no format; say which: %(formats)s", formats=formats), path=path
        )
    return found


def read_places(
    path: Path,
    file_format: PlaceFormat | None = None,
    *,
    alternate_names: Path | None = None,
    countries: Collection[str] = (),
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    source: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Place | RefusedRow]:
    """Yield the places of a file one by one, and each row that is refused with the reason.

    Parameters
    ----------
    path
        The file, plain, zipped or gzipped.
    file_format
        Its format; what its name says if left out.
    alternate_names
        GeoNames only: the file alternateNamesV2.
    countries
        GeoNames only: country codes to keep, all when empty.
    columns
        CSV only: which column holds what, field -> heading.
    encoding
        CSV only: found by looking when left out.
    source
        CSV and LP-TSV: the name of the data, which ids are made with; the file's name if left out.
    progress
        Called with bytes read and bytes in all.

    Raises
    ------
    PlaceFileError
        If the file cannot be read, at once or on the way.
    """
    match file_format or format_of(path):
        case PlaceFormat.LPF:
            return read_linked_places(path, progress=progress, assumed=POPULATED_PLACE)
        case PlaceFormat.LPTSV:
            return read_lp_tsv(path, progress=progress, source=source)
        case PlaceFormat.GEONAMES:
            return read_geonames(
                path, alternate_names=alternate_names, countries=countries, progress=progress
            )
        case PlaceFormat.CSV:
            return read_csv_places(
                path, columns=columns, encoding=encoding, source=source, progress=progress
            )


def accepted(
    read: Iterable[Place | RefusedRow], refuse: Callable[[RefusedRow], object]
) -> Iterator[Place]:
    """Yield the places alone and hand each refused row to `refuse`; a store's import takes this."""
    for item in read:
        if isinstance(item, RefusedRow):
            refuse(item)
        else:
            yield item


def write_places(
    places: Iterable[Place], path: Path, file_format: PlaceFormat | None = None
) -> int:
    """Write places to a file, whole or not at all; return how many.

    Linked Places keeps every field; what LP-TSV and CSV lose is said in their modules. A name
    ending in ``.jsonl`` or the like gets one feature a line.

    Raises
    ------
    PlaceFileError
        If the format cannot be written (GeoNames) or the file cannot.
    """
    wanted = file_format or format_of(path)
    if wanted is PlaceFormat.GEONAMES:
        raise PlaceFileError(
            Message("GeoNames' format is only read; take lpf, lptsv or csv"), path=path
        )
    # With a byte-order mark spreadsheets see that it is UTF-8; without, Arabic turns to noise.
    encoding = "utf-8-sig" if wanted is PlaceFormat.CSV else "utf-8"
    with _replacing(path, encoding) as stream:
        match wanted:
            case PlaceFormat.LPF:
                one_a_line = path.suffix.casefold() in _ONE_A_LINE
                return write_linked_places(places, stream, one_a_line=one_a_line)
            case PlaceFormat.LPTSV:
                return write_lp_tsv(places, stream)
            case _:
                return write_csv_places(places, stream)


@contextmanager
def _replacing(path: Path, encoding: str) -> Iterator[TextIO]:
    """Give a stream that becomes the file at `path` only when all has been written."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise PlaceFileError(
            Message("cannot be written: %(problem)s", problem=error.strerror), path=path
        ) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as stream:
            yield stream
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise PlaceFileError(
            Message("cannot be written: %(problem)s", problem=error.strerror), path=path
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
