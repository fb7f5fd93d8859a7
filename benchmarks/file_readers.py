"""Every reader of files with small valid files to change: what `fuzz_files` drives."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.file_mutations import (
    Mutate,
    any_bytes,
    markup,
    mixed,
    numbers,
    packed,
    squeezed,
    table,
    tree,
)
from benchmarks.file_seeds import (
    ACLED,
    FOREIGN,
    GEONAMES,
    KML,
    PAGE,
    TABLE,
    UCDP,
    docx,
    geojson,
    geopackage,
    parquet,
    pdf,
    shapefile,
    written,
    xlsx,
    zipped,
)
from gazetteer import (
    Gazetteer,
    GazetteerError,
    Message,
    Store,
    read_places,
)
from geo import ArticleFileError, Borders, GeoError, load_borders, read_article_file
from geo.articles import document
from geo.imports import read_incidents
from geo.imports.layers import layer_names

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY: Final = date(2026, 11, 21)
# What a reader may raise.
REFUSALS: Final = (GeoError, GazetteerError)


@dataclass(frozen=True, slots=True)
class FileReader:
    """A kind of file: valid ones, how to change them, and what reads them.

    `read` returns normally or raises one of REFUSALS; `is_dear` says that it costs some
    milliseconds.
    """

    name: str
    endings: tuple[str, ...]
    seeds: Callable[[], list[bytes]]
    mutate: Mutate
    read: Callable[[Path], None]
    is_dear: bool = False


# -- incidents -----------------------------------------------------------------------------------


@cache
def _borders() -> Borders:
    return load_borders()


@cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.shipped()


def _incidents(path: Path) -> None:
    layer_names(path)
    names = _gazetteer() if path.stat().st_size % 8 == 0 else None
    with read_incidents(path, borders=_borders(), gazetteer=names, today=TODAY) as batch:
        rows = batch.rows.to_pylist()
        lies_off = any(
            row["lat"] is not None and not (abs(row["lat"]) <= 90 and abs(row["lon"]) <= 180)
            for row in rows
        )
        if len(rows) != batch.row_count or lies_off or any(r.row < 1 for r in batch.refusals):
            raise AssertionError("rows that cannot be were taken")
        batch.refusals.csv_bytes()


# -- places --------------------------------------------------------------------------------------


def _places(path: Path) -> None:
    for item in read_places(path):
        str(item)


# -- articles ------------------------------------------------------------------------------------


def _text(path: Path) -> None:
    """Read plain text where the text is read; a document as its own process would."""
    data = path.read_bytes()
    kind = {b"%PDF-": "pdf", b"PK\x03\x04": "docx"}.get(data[:5]) or {b"PK\x03\x04": "docx"}.get(
        data[:4], "html" if path.suffix == ".html" else ""
    )
    if not kind:
        read_article_file(path.name, data)
        return
    found = document.read(kind, data)
    json.dumps(found)
    if "problem" in found:
        raise ArticleFileError(path.name, Message(document.Problem(found["problem"])))


# -- backups -------------------------------------------------------------------------------------


def _backup() -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "backup.sqlite"
        with Store(f"sqlite:///{folder}/store.sqlite", shipped=False) as store:
            store.backup(made)
        return [made.read_bytes()]


def _restore(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "store.sqlite"
        base.write_bytes(_fresh_store())
        with Store(f"sqlite:///{base}", shipped=False) as store:
            before = _dump(base)
            try:
                store.restore(path)
            except REFUSALS:
                if _dump(base) != before:
                    raise AssertionError("a refused backup changed the store") from None
                raise


@cache
def _fresh_store() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "store.sqlite"
        with Store(f"sqlite:///{base}", shipped=False):
            pass
        return base.read_bytes()


def _dump(base: Path) -> list[str]:
    database = sqlite3.connect(base)
    try:
        return list(database.iterdump())
    finally:
        database.close()


_TABLES: Final = mixed(table, table, numbers, any_bytes)
_TREES: Final = mixed(tree, tree, tree, numbers, any_bytes)
_MARKUP: Final = mixed(markup)


def _seeds(*contents: str | bytes) -> Callable[[], list[bytes]]:
    return lambda: [c.encode() if isinstance(c, str) else c for c in contents]


READERS: Final[dict[str, FileReader]] = {
    reader.name: reader
    for reader in (
        FileReader(
            "incidents CSV",
            (".csv", ".tsv"),
            _seeds(TABLE, TABLE.replace(",", "\t")),
            _TABLES,
            _incidents,
        ),
        FileReader("incidents ACLED", (".csv",), _seeds(ACLED), _TABLES, _incidents),
        FileReader("incidents UCDP", (".csv",), _seeds(UCDP), _TABLES, _incidents),
        FileReader("incidents GeoJSON", (".geojson",), geojson, _TREES, _incidents),
        FileReader("incidents KML", (".kml",), _seeds(KML), _MARKUP, _incidents),
        FileReader(
            "places CSV",
            (".csv",),
            lambda: [*written(".csv")(), FOREIGN.encode()],
            _TABLES,
            _places,
        ),
        FileReader("places LP-TSV", (".tsv",), written(".tsv"), _TABLES, _places),
        FileReader(
            "places Linked Places",
            (".json", ".jsonl"),
            lambda: [*written(".json")(), *written(".jsonl")()],
            _TREES,
            _places,
        ),
        FileReader("places GeoNames", (".txt",), _seeds(GEONAMES), _TABLES, _places),
        FileReader(
            "article text",
            (".txt",),
            _seeds("قصف على منبج\n\nTwo died.", PAGE[20:]),
            mixed(any_bytes, table),
            _text,
        ),
        FileReader("article HTML", (".html",), _seeds(PAGE), _MARKUP, _text),
        FileReader(
            "incidents packed CSV",
            (".zip", ".gz"),
            _seeds(TABLE, ACLED),
            squeezed(_TABLES),
            _incidents,
            is_dear=True,
        ),
        FileReader(
            "places packed",
            (".csv.zip", ".csv.gz"),
            _seeds(FOREIGN),
            squeezed(_TABLES),
            _places,
            is_dear=True,
        ),
        FileReader(
            "incidents KMZ",
            (".kmz",),
            lambda: [zipped({"doc.kml": KML})],
            packed({".kml": _MARKUP}),
            _incidents,
            is_dear=True,
        ),
        FileReader(
            "incidents XLSX",
            (".xlsx",),
            xlsx,
            packed({".xml": _MARKUP, ".rels": _MARKUP}),
            _incidents,
            is_dear=True,
        ),
        FileReader(
            "incidents Parquet", (".parquet",), parquet, any_bytes, _incidents, is_dear=True
        ),
        FileReader(
            "incidents GeoPackage", (".gpkg",), geopackage, any_bytes, _incidents, is_dear=True
        ),
        FileReader(
            "incidents shapefile", (".zip",), shapefile, packed({}), _incidents, is_dear=True
        ),
        FileReader(
            "article Word",
            (".docx",),
            docx,
            packed({".xml": _MARKUP, ".rels": _MARKUP}),
            _text,
            is_dear=True,
        ),
        FileReader("article PDF", (".pdf",), pdf, mixed(numbers, any_bytes), _text, is_dear=True),
        FileReader("backup", (".sqlite",), _backup, any_bytes, _restore, is_dear=True),
    )
}
