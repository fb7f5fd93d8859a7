"""Every reader of files with small valid files to change: what `fuzz_files` drives."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import xlsxwriter
from docx import Document
from shapely.geometry import Point, Polygon

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
from gazetteer import (
    Gazetteer,
    GazetteerError,
    Message,
    Store,
    load_shipped,
    read_places,
    write_places,
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

_ACLED: Final = (
    "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,"
    "assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,"
    "country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,"
    "notes,fatalities,tags,timestamp\n"
    "SYR1,2019-01-02,2019,1,Political violence,Battles,Armed clash,Group A,,3,Group B,,3,33,,760,"
    "Middle East,Syria,Aleppo,Menbij,Menbij,Manbij,36.5281,37.9549,1,SOHR,Other,A clash.,3,,"
    "1546900000\n"
)
_TABLE: Final = (
    "id,date,end,lat,lon,location,country,type,killed,injured,summary,source\n"
    "a,2019-01-02,2019-01-03,36.5281,37.9549,Manbij,Syria,Battles,3,4,A clash.,SOHR\n"
    'b,2019-01-04,,34.45,40.93,البوكمال,Syria,,,,"Two, shells",Daily\n'
    "c,2019-02,,,,Raqqa,Syria,Battles,1-3,,,\n"
)


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


def _frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"id": ["a", "b"], "date": ["2019-01-01", "2019-01-02"], "killed": [2, 3]},
        geometry=[Point(38.1, 36.5), Polygon([(38, 36), (38.2, 36), (38.2, 36.2), (38, 36.2)])],
        crs="EPSG:4326",
    )


def _geojson() -> list[bytes]:
    return [_frame().to_json().encode()]


_KML: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Style id="s"><IconStyle><Icon>
<href>http://example.invalid/i.png</href></Icon></IconStyle></Style><NetworkLink><Link>
<href>http://example.invalid/more.kml</href></Link></NetworkLink><Folder><name>Folder</name>
<Placemark id="a"><name>One</name><styleUrl>http://example.invalid/s.kml#s</styleUrl>
<description>text</description><TimeStamp><when>2019-02</when></TimeStamp><ExtendedData>
<Data name="killed"><value>3</value></Data></ExtendedData><Point><coordinates>38.1,36.5,0
</coordinates></Point></Placemark><Placemark id="b"><TimeSpan><begin>2019-01-01T00:00:00Z</begin>
<end>2019-01-03</end></TimeSpan><LineString><coordinates>38,36 38.2,36</coordinates></LineString>
<Polygon><outerBoundaryIs><LinearRing><coordinates>38,36 39,36 39,37 38,36</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"""


def _zipped(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def _xlsx() -> list[bytes]:
    found = []
    for constant in (True, False):
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"in_memory": True, "constant_memory": constant}) as book:
            sheet = book.add_worksheet("Data")
            for row, line in enumerate(_TABLE.strip().split("\n")):
                for column, cell in enumerate(line.split(",")):
                    sheet.write(row, column, cell)
            book.add_worksheet("Other").write_number(3, 2, 43467.5)
        found.append(made.getvalue())
    return found


def _parquet() -> list[bytes]:
    found = []
    columns = {
        "id": ["a", "b"], "date": [date(2019, 1, 1), date(2019, 1, 2)], "lat": [36.5, 34.4],
        "lon": [38.1, 40.9], "killed": [2, None], "summary": ["One", "قصف"],
    }  # fmt: skip
    for compression, page in (("none", "1.0"), ("zstd", "2.0"), ("gzip", "1.0")):
        made = io.BytesIO()
        pq.write_table(pa.table(columns), made, compression=compression, data_page_version=page)
        found.append(made.getvalue())
    return found


def _in_folder(write: Callable[[Path], None]) -> bytes:
    """Return the file, or the files as an archive, that are written into a folder."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write(Path(folder) / "data")
        files = sorted(Path(folder).iterdir())
        if len(files) == 1:
            return files[0].read_bytes()
        return _zipped({file.name: file.read_bytes() for file in files})


def _geopackage() -> list[bytes]:
    def write(crs: str) -> bytes:
        return _in_folder(lambda p: _frame().to_crs(crs).to_file(p.with_suffix(".gpkg")))

    return [write("EPSG:4326"), write("EPSG:32637")]


def _shapefile() -> list[bytes]:
    return [
        _in_folder(lambda p: _frame().iloc[:1].to_file(p.with_suffix(".shp"))),
        _in_folder(lambda p: _frame().iloc[1:].to_crs(32637).to_file(p.with_suffix(".shp"))),
    ]


# -- places --------------------------------------------------------------------------------------


def _places(path: Path) -> None:
    for item in read_places(path):
        str(item)


def _written(ending: str) -> Callable[[], list[bytes]]:
    def seeds() -> list[bytes]:
        places = [p for p in load_shipped()[:400] if p.id in {"manbij", "raqqa"} or p.footprint]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"places{ending}"
            write_places((places or load_shipped())[:3], path)
            return [path.read_bytes()]

    return seeds


_GEONAMES: Final = (
    "170654\tManbij\tManbij\tMenbij,منبج\t36.52814\t37.95493\tP\tPPL\tSY\t\t09\t3\t\t\t99497\t\t"
    "473\tAsia/Damascus\t2020-01-01\n170655\tAleppo\tAleppo\t\t36.2\t37.16\tA\tADM1\tSY\tTR\t09\t\t\t\t"
    "1\t1\t1\tAsia/Damascus\t2020-01-01\n"
)
_FOREIGN: Final = (
    "name,name_ar,lat,lon,kind,country,geowkt,geonames_id,population\n"
    'Manbij,منبج,36.52,37.95,village,Syria,"POLYGON((38 36,39 36,39 37,38 36))",170654,99497\n'
)


# -- articles ------------------------------------------------------------------------------------

_PAGE: Final = """<!doctype html><html><head><title>Site | Shelling</title>
<meta property="og:title" content="Shelling of Manbij"><meta property="article:published_time"
content="2021-03-10T08:00:00Z"><link rel="canonical" href="https://daily.example/a"></head>
<body><nav>Home</nav><article><h1>Shelling</h1><p>Shells fell on <b>Manbij</b>.</p>
<table><tr><td>قصف</td></tr></table><script>evil()</script><ul><li>One<li>Two</ul></article>
</body></html>""".encode()


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


def _docx() -> list[bytes]:
    word = Document()
    word.core_properties.title = "A title"
    for paragraph in ("قصف على منبج", "Two died."):
        word.add_paragraph(paragraph)
    word.add_table(1, 2)
    file = io.BytesIO()
    word.save(file)
    return [file.getvalue()]


def _pdf() -> list[bytes]:
    stream = b"BT /F1 12 Tf 50 700 Td (Shelling of Manbij) Tj 0 -20 Td [(Tw) -20 (o)] TJ ET /X Do"
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 7 0 R/Length 26>>stream\n"
        b"BT /F1 9 Tf (in) Tj ET /X Do\nendstream"
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 7 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        form,
        b"<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 8\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return [out + b"trailer<</Size 8/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % at]


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
            _seeds(_TABLE, _TABLE.replace(",", "\t")),
            _TABLES,
            _incidents,
        ),
        FileReader("incidents ACLED", (".csv",), _seeds(_ACLED), _TABLES, _incidents),
        FileReader("incidents GeoJSON", (".geojson",), _geojson, _TREES, _incidents),
        FileReader("incidents KML", (".kml",), _seeds(_KML), _MARKUP, _incidents),
        FileReader(
            "places CSV",
            (".csv",),
            lambda: [*_written(".csv")(), _FOREIGN.encode()],
            _TABLES,
            _places,
        ),
        FileReader("places LP-TSV", (".tsv",), _written(".tsv"), _TABLES, _places),
        FileReader(
            "places Linked Places",
            (".json", ".jsonl"),
            lambda: [*_written(".json")(), *_written(".jsonl")()],
            _TREES,
            _places,
        ),
        FileReader("places GeoNames", (".txt",), _seeds(_GEONAMES), _TABLES, _places),
        FileReader(
            "article text",
            (".txt",),
            _seeds("قصف على منبج\n\nTwo died.", _PAGE[20:]),
            mixed(any_bytes, table),
            _text,
        ),
        FileReader("article HTML", (".html",), _seeds(_PAGE), _MARKUP, _text),
        FileReader(
            "incidents packed CSV",
            (".zip", ".gz"),
            _seeds(_TABLE, _ACLED),
            squeezed(_TABLES),
            _incidents,
            is_dear=True,
        ),
        FileReader(
            "places packed",
            (".csv.zip", ".csv.gz"),
            _seeds(_FOREIGN),
            squeezed(_TABLES),
            _places,
            is_dear=True,
        ),
        FileReader(
            "incidents KMZ",
            (".kmz",),
            lambda: [_zipped({"doc.kml": _KML})],
            packed({".kml": _MARKUP}),
            _incidents,
            is_dear=True,
        ),
        FileReader(
            "incidents XLSX",
            (".xlsx",),
            _xlsx,
            packed({".xml": _MARKUP, ".rels": _MARKUP}),
            _incidents,
            is_dear=True,
        ),
        FileReader(
            "incidents Parquet", (".parquet",), _parquet, any_bytes, _incidents, is_dear=True
        ),
        FileReader(
            "incidents GeoPackage", (".gpkg",), _geopackage, any_bytes, _incidents, is_dear=True
        ),
        FileReader(
            "incidents shapefile", (".zip",), _shapefile, packed({}), _incidents, is_dear=True
        ),
        FileReader(
            "article Word",
            (".docx",),
            _docx,
            packed({".xml": _MARKUP, ".rels": _MARKUP}),
            _text,
            is_dear=True,
        ),
        FileReader("article PDF", (".pdf",), _pdf, mixed(numbers, any_bytes), _text, is_dear=True),
        FileReader("backup", (".sqlite",), _backup, any_bytes, _restore, is_dear=True),
    )
}
