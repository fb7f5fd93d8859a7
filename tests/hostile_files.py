"""Files that are made to exhaust, mislead or lead astray whoever reads them: the one corpus.

`INCIDENTS` and `PLACES` say by name how each file is made, what it is called, and what the error
must tell, or which rows of it are taken and refused.
"""

from __future__ import annotations

import copy
import gzip
import io
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

import geopandas as gpd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
from shapely.geometry import Point


@dataclass(frozen=True)
class Rows:
    """A file that is read: how many rows of it are taken; row, field and reason of the others."""

    taken: int
    refused: tuple[tuple[int, str, str], ...] = ()


# What a file is called, what makes it, and what the error tells or which rows there are.
Hostile: TypeAlias = tuple[str, Callable[[], bytes], str | Rows]
HEAD: Final = b"id,date,lat,lon\n"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def overlapping() -> bytes:
    """Return an archive of which the directory lists one file many times."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a0.csv", HEAD + b"a,2019-01-01,36,38\n" * 1_000)
        (first,) = archive.infolist()
        for number in range(1, 50):
            again = copy.copy(first)
            again.filename = f"a{number}.csv"
            archive.filelist.append(again)
    return made.getvalue()


def workbook(rows: str, texts: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """Return a workbook of one sheet with these rows and shared texts."""
    relation = f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_KINDS}/'
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "_rels/.rels": f'{relation}officeDocument" Target="xl/workbook.xml"/>'.encode()
            + b"</Relationships>",
            "xl/_rels/workbook.xml.rels": f'{relation}worksheet" Target="worksheets/s.xml"/>'.encode()  # noqa: E501
            + b"</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_KINDS}">{sheets}'.encode()
            + b"</workbook>",
            "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{texts}</sst>'.encode(),
            "xl/worksheets/s.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}'.encode()
            + b"</sheetData></worksheet>",
            **(more or {}),
        },
        zipfile.ZIP_STORED,
    )


def cell(place: str, text: str) -> str:
    """Return a cell of a workbook."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def _one_text_a_thousand_times() -> bytes:
    used = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1_001))
    return workbook(used, f"<si><t>{'x' * 2**20}</t></si>")


def parquet(table: pa.Table, **options: object) -> bytes:
    """Return a table as a Parquet file."""
    made = io.BytesIO()
    pq.write_table(table, made, **options)
    return made.getvalue()


def _dictionary() -> bytes:
    codes = pa.array([0] * 30_000, pa.int32())
    texts = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * 100_001]))
    return parquet(pa.table({"date": texts, "lat": texts, "lon": texts}), compression="zstd")


def _page() -> bytes:
    text = pa.table({"date": ["x" * 100_000_000]})
    return parquet(text, compression="zstd", use_dictionary=False, write_statistics=False)


def _endless_prefixes() -> bytes:
    text = pa.table({"date": ["x" * 50_000] * 1_000})
    encoding = {"date": "DELTA_BYTE_ARRAY"}
    return parquet(text, compression="none", use_dictionary=False, column_encoding=encoding)


def frame() -> gpd.GeoDataFrame:
    """Return one point with a day."""
    points = {"id": ["a"], "date": ["2019-01-01"]}
    return gpd.GeoDataFrame(points, geometry=[Point(38.1, 36.5)], crs="EPSG:4326")


def geopackage(*statements: str) -> bytes:
    """Return a GeoPackage in which SQL was run; its layer is called ``data``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.gpkg"
        frame().to_file(path, driver="GPKG")
        database = sqlite3.connect(path, isolation_level=None)
        for statement in statements:
            database.execute(statement)
        database.close()
        return path.read_bytes()


def shapefile(changes: dict[str, bytes] | None = None, name: str = "data") -> bytes:
    """Return a zipped shapefile with some of its files changed, by their endings."""
    with tempfile.TemporaryDirectory() as folder:
        frame().to_file(Path(folder) / "data.shp")
        files = {p.suffix: p.read_bytes() for p in Path(folder).iterdir()} | (changes or {})
        return zipped({f"{name}{ending}": content for ending, content in files.items()})


def shape_index() -> bytes:
    """Return the index of a shapefile that names its one shape a hundred thousand times."""
    with zipfile.ZipFile(io.BytesIO(shapefile())) as archive:
        index = archive.read("data.shx")
    return index[:100] + index[100:] * 100_000


VRT: Final = (
    b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource>"
    b"<SrcLayer>x</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"
)
GRID: Final = (
    b'GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298],EXTENSION["PROJ4_GRIDS","/etc/passwd"]],'
    b'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]'
)
_VIRTUAL: Final = (
    "INSERT INTO sqlite_master VALUES('table','trick','trick',0,"
    "'CREATE'||char(9)||'VIRTUAL TABLE trick USING fts3(a) /* USING rtree( */')"
)
_COMPUTED: Final = (
    "UPDATE sqlite_master SET sql = substr(sql, 1, length(sql) - 1) ||"
    " ', trick TEXT AS (hex(zeroblob(100000000))))' WHERE name = 'data'"
)
_WRITABLE: Final = "PRAGMA writable_schema = ON"
_JSON: Final = b'{"type":"FeatureCollection","features":['

INCIDENTS: Final[dict[str, Hostile]] = {
    "zip bomb": ("a.zip", lambda: zipped({"a.csv": b"0" * 2**22}), "200 times its size"),
    "zip in zip": ("a.zip", lambda: zipped({"a.zip": zipped({"a.csv": HEAD})}), "no table"),
    "files over one another": ("a.zip", overlapping, "over one another"),
    "gzip bomb": (
        "a.csv.gz",
        lambda: gzip.compress(HEAD + (b"x" * 99_999 + b"\n") * 3_000, 9),
        "unpacks to more",
    ),
    "gzip cut off": ("a.csv.gz", lambda: gzip.compress(HEAD * 99)[:-9], "cannot be read on"),
    "ten thousand columns": ("a.csv", lambda: b"a," * 10_000 + b"\n", "10,001 columns"),
    "quotation mark not closed": (
        "a.csv",
        lambda: HEAD + b'"' + b"x,\n" * 3_000_000,
        "row 2: has a quotation mark that is not closed",
    ),
    "quotation mark of another row": (
        "a.csv",
        lambda: HEAD + b'a,2019-01-01,36,"38\n' + b'b,2019-01-01,36,"38"\n' * 9,
        "row 2: has a quotation mark that is not closed",
    ),
    "empty": ("a.csv", lambda: b"", "is empty"),
    "nothing but NUL": ("a.csv", lambda: b"\0" * 100_000, "a.csv"),
    "two encodings": ("a.csv", lambda: HEAD + "قصف".encode() + b"\xff\xfe\n", "neither UTF-8"),
    "picture as table": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "a.csv"),
    "cells in two corners": (
        "a.xlsx",
        lambda: workbook(
            f'<row r="1">{cell("A1", "date")}</row><row>{cell("XFD1048576", "x")}</row>'
        ),
        "more than 25,000,000 cells",
    ),
    "cells without places": (
        "a.xlsx",
        lambda: workbook(
            f"<row>{'<c><v>1</v></c>' * 16_384}</row>" + "<row><c><v>1</v></c></row>" * 9_999
        ),
        "more than 25,000,000 cells",
    ),
    "row beyond the sheet": (
        "a.xlsx",
        lambda: workbook(f"<row>{cell('A4294967294', 'x')}</row>"),
        "beyond the 1,048,576",
    ),
    "one text in every cell": ("a.xlsx", _one_text_a_thousand_times, "bytes of text"),
    "workbook of another kind": ("a.xlsb", lambda: workbook("")[:-30], "a.xlsb"),
    "workbook with links out": (
        "a.xlsx",
        lambda: workbook(
            f"<row>{cell('B1', 'date')}{cell('C1', 'lat')}{cell('D1', 'lon')}</row>"
            f"<row r='2'>{cell('B2', '2019-01-01')}</row>",
            more={"xl/externalLinks/e.xml": b'<externalLink r:id="http://example.invalid/"/>'},
        ),
        Rows(1),
    ),
    "one text for all rows": ("a.parquet", _dictionary, "unpacks to more than"),
    "page that unpacks to 100 MB": ("a.parquet", _page, "200 times its size"),
    "texts of endless prefixes": ("a.parquet", _endless_prefixes, "DELTA_BYTE_ARRAY"),
    "ten million empty rows": (
        "a.parquet",
        lambda: parquet(pa.table({"date": pa.nulls(10_000_001, pa.string())})),
        "more than 10,000,000 rows",
    ),
    "brackets": ("a.geojson", lambda: _JSON + b"{}," * 6_000_000 + b"{}]}", "6,000,000 objects"),
    "lists in lists": ("a.geojson", lambda: _JSON + b"[" * 200_000, "no GeoJSON"),
    "collections in collections": (
        "a.geojson",
        lambda: (
            _JSON
            + b'{"type":"Feature","properties":{"date":"2019-01-01"},"geometry":'
            + b'{"type":"GeometryCollection","geometries":[' * 300
            + b"]}" * 300
            + b"}]}"
        ),
        Rows(1),
    ),
    "folders in folders": ("a.kml", lambda: b"<kml>" + b"<Folder>" * 10_000, "200 deep"),
    "entities": (
        "a.kml",
        lambda: b'<!DOCTYPE k [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>',
        "no KML",
    ),
    "lines that all cross": (
        "a.kml",
        lambda: (
            b"<kml><Placemark><TimeStamp><when>2019-02-01</when></TimeStamp><MultiGeometry>"
            + b"".join(
                b"<LineString><coordinates>%d,30 %d,40</coordinates></LineString>"
                % (n % 89, -n % 83)
                for n in range(5_000)
            )
            + b"</MultiGeometry></Placemark></kml>"
        ),
        Rows(0, ((1, "geometry extent km", "is not between 0 and 2000 km"),)),
    ),
    "view": (
        "a.gpkg",
        lambda: geopackage("CREATE VIEW trick AS SELECT 1"),
        "made by code: 'trick'",
    ),
    "computed column": ("a.gpkg", lambda: geopackage(_WRITABLE, _COMPUTED), "made by code: 'data'"),
    "table of a module": ("a.gpkg", lambda: geopackage(_WRITABLE, _VIRTUAL), "a.gpkg"),
    "trigger": (
        "a.gpkg",
        lambda: geopackage("CREATE TRIGGER t INSERT ON data BEGIN DELETE FROM data; END"),
        Rows(1),
    ),
    "write-ahead log": ("a.gpkg", lambda: geopackage("PRAGMA journal_mode = wal"), Rows(1)),
    "VRT in a shapefile's clothes": (
        "a.zip",
        lambda: shapefile({".shp": VRT}),
        "no ESRI Shapefile",
    ),
    "name that is an address": ("a.zip", lambda: shapefile(name="vsicurl!x"), Rows(1)),
    "one shape many times": ("a.zip", lambda: shapefile({".shx": shape_index()}), "damaged"),
    "grid of this machine": ("a.zip", lambda: shapefile({".prj": GRID}), "needs a file of its own"),
}

_DEEP: Final = "GEOMETRYCOLLECTION(" * 50_000
PLACES: Final[dict[str, Hostile]] = {
    "quotation mark not closed": (
        "a.csv",
        'name,lat,lon\nA,36,38\n"B,36,38\nC,36,38\n'.encode,
        "row 3: has a quotation mark that is not closed",
    ),
    "geometry in geometry": (
        "a.csv",
        f'name,geowkt\nA,"{_DEEP}"\n'.encode,
        Rows(0, ((2, "geowkt", "is no WKT"),)),
    ),
    "geometry in geometry, LP-TSV": (
        "a.tsv",
        f"id\ttitle\ttitle_source\tfclasses\tstart\tgeowkt\nx:1\tA\tS\tP\t1\t{_DEEP}\n".encode,
        Rows(0, ((2, "geowkt", "is no WKT"),)),
    ),
    "geometry in geometry, Linked Places": (
        "a.json",
        (
            '{"type":"FeatureCollection","features":[{"@id":"x:1","type":"Feature","properties":'
            f'{{"title":"A"}},"names":[{{"toponym":"A"}}],"geometry":{{"geowkt":"{_DEEP}"}}}}]}}'
        ).encode,
        Rows(0, ((1, "geometry", "is not a geometry"),)),
    ),
    "lists in lists": ("a.json", lambda: _JSON + b"[" * 200_000, "not the JSON"),
    "feature without end": ("a.json", lambda: _JSON + b'{"a":"' + b"x" * 2**25, "characters"),
    "ten thousand columns": ("a.csv", lambda: b"name," * 10_000 + b"\n", "10,001 columns"),
    "line without end": ("a.csv", lambda: b"name\n" + b"x," * 10_000_000, "longer than"),
    "row of many lines": ("a.csv", lambda: b"name\n" + b'"\n",' * 6_000_000, "longer than"),
    "gzip bomb": (
        "a.csv.gz",
        lambda: gzip.compress(b"name\n" + (b"x" * 99_999 + b"\n") * 3_000, 9),
        "unpacks to more",
    ),
    "zip bomb": ("a.csv.zip", lambda: zipped({"a.csv": b"0" * 2**22}), "200 times"),
    "gzip cut off": ("a.csv.gz", lambda: gzip.compress(b"name\nA\n" * 99)[:-9], "cannot be read"),
}
